"""Layouts of repayment files: a new version is tried on a sample, proposed, and published."""

from datetime import date
from itertools import islice
from typing import IO, Any

from django.db import transaction as database

from casework.services import transition
from parties.errors import NotAllowed
from parties.models import User
from policy.models import RepaymentLayout
from servicing.rules.filing import Control, Payment, payments
from servicing.services.files.reading import lines_of, shape_of

SHOWN = 10


def try_layout(
    layout: RepaymentLayout, source: IO[bytes], name: str
) -> tuple[list[Payment], Control | None]:
    """The first payments of a sample as a layout reads them, and its totals; nothing is kept."""
    found = payments(lines_of(source, name, layout), shape_of(layout))
    first: list[Payment] = []
    control = None
    for each in islice(found, 5000):
        if isinstance(each, Control):
            control = each
        elif len(first) < SHOWN:
            first.append(each)
    return first, control


@database.atomic(durable=True)
def propose_layout(*, values: dict[str, Any], actor: User, on: date) -> RepaymentLayout:
    """Lay a new version of a layout before those who publish rules."""
    if not actor.may("policy.draft_rules"):
        raise NotAllowed
    layout = RepaymentLayout(**values, author=actor)
    layout.from_on = max(layout.from_on, on)
    layout.full_clean(exclude=["state"])
    layout.save()
    transition(layout, "submit", actor=actor, on=on)
    return layout
