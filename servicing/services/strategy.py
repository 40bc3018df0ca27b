"""The plan of collection stages: changed as a new version, with a reason, by two persons."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction as database

from casework.services import transition
from parties.errors import NotAllowed
from parties.models import User
from policy.models import Parameter
from policy.selectors import parameter
from servicing.errors.care import (
    StagesOutOfOrder,
)
from servicing.selectors.results import STAGES


@database.atomic(durable=True)
def propose_stages(
    *, days: Mapping[str, tuple[int, int]], from_on: date, reason: str, actor: User, on: date
) -> Parameter:
    """Draft the next version of the stage plan and lay it before who publishes rules.

    `days` holds for each stage from which day it begins and in how many days it is worked on.
    """
    if not actor.may("servicing.propose_stages"):
        raise NotAllowed
    stages: list[dict[str, Any]] = [
        {**stage, "from_days": days[stage["code"]][0], "due_days": days[stage["code"]][1]}
        for stage in parameter(STAGES, on)
    ]
    starts = [stage["from_days"] for stage in stages]
    if starts != sorted(set(starts)):
        raise StagesOutOfOrder
    rule = Parameter(
        key=STAGES,
        value=stages,
        note=reason.strip()[:200],
        from_on=max(from_on, on),
        source=reason.strip()[:200],
        author=actor,
    )
    rule.full_clean(exclude=["state"])
    rule.save()
    transition(rule, "submit", actor=User.objects.system(), on=on, reason=reason)
    return rule
