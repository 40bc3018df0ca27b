"""Calling the outside: every call is timed and on record, and a silent line is left alone."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction

from casework.adapters import OutsideDown, OutsideRefuses, adapter
from casework.errors import LineNotSetUp
from casework.models import Integration, Notice, OutsideCall
from casework.selectors.outside import default_mode, held_until, line, mode_of
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act

Act = Callable[[Any], str]


def call(kind: str, act: Act, **more: Any) -> str:
    """Do something on a line and return what the other side said; its faults are passed on."""
    if (until := held_until(kind)) is not None:
        raise OutsideDown(f"left alone until {until:%H:%M:%S} UTC after repeated silence")
    return observed(kind, mode_of(kind), adapter(kind, mode_of(kind)), act=act, **more)


def observed(
    kind: str,
    mode: str,
    other_side: Any,
    *,
    act: Act,
    notice: Notice | None = None,
    actor: User | None = None,
    is_test: bool = False,
) -> str:
    """Do something with an adapter, and write down how long it took and how it ended."""
    facts = {"kind": kind, "mode": mode, "notice": notice, "actor": actor, "is_test": is_test}
    began = time.monotonic()
    try:
        said = act(other_side)
    except (OutsideDown, OutsideRefuses) as fault:
        outcome = "down" if isinstance(fault, OutsideDown) else "refused"
        _write(facts, began, outcome=outcome, error=str(fault)[:200])
        raise
    _write(facts, began, outcome="ok", reference=said[:80])
    return said


def _write(facts: dict[str, Any], began: float, **result: str) -> None:
    taken = round((time.monotonic() - began) * 1000)
    OutsideCall.objects.create(**facts, milliseconds=taken, **result)


def try_line(*, kind: str, actor: User) -> OutsideCall:
    """Find out whether a line works, whatever the pauses; returns the call on record."""
    if not actor.may("casework.manage_integrations"):
        raise NotAllowed
    mode = mode_of(kind)
    # A fault is on record with its call, which is what the page shows.
    with suppress(OutsideDown, OutsideRefuses):
        observed(
            kind,
            mode,
            adapter(kind, mode),
            act=lambda other: str(other.test()),
            actor=actor,
            is_test=True,
        )
    found = line(kind).last
    assert found is not None
    return found


@transaction.atomic
def switch_line(*, kind: str, mode: str, actor: User, on: date) -> Integration:
    """Put a line in use, pretend it, make it fail on purpose or switch it off."""
    if not actor.may("casework.manage_integrations"):
        raise NotAllowed
    if mode == Integration.Mode.LIVE and default_mode(kind) != Integration.Mode.LIVE:
        raise LineNotSetUp
    found, _made = Integration.objects.update_or_create(
        kind=kind, defaults={"mode": mode, "changed_by": actor, "changed_on": on}
    )
    record_act(
        "casework.switch_line",
        actor=actor,
        on=on,
        subject=found,
        facts={"line": kind, "mode": mode},
    )
    return found
