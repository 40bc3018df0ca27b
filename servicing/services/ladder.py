"""Reminding for updates and reports: message, second message, call, mention in the grade."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction as database
from django.db.models import Q

from casework.models import Notice
from casework.notices import in_language_of
from casework.services import open_task, queue_notice
from parties.models import User
from policy.selectors import deadline, parameter
from servicing import notices
from servicing.models import CareStep
from servicing.selectors.standing import LADDER_KINDS
from servicing.services.care import keeper_of
from servicing.states.care import CareState

Rung = Mapping[str, Any]


@database.atomic(durable=True)
def climb_ladder(*, on: date, actor: User) -> int:
    """Do the next rung for every update and report that is still missing; says how many."""
    rungs: list[Rung] = parameter("postloan.ladder", on)
    reached = Q(pk=None)
    for number, rung in enumerate(rungs):
        reached |= Q(rung=number, due_on__lte=on - timedelta(days=int(rung["days"])))
    steps = CareStep.objects.locked().filter(reached, state=CareState.OPEN, kind__in=LADDER_KINDS)
    waiting = list(steps.select_related("loan__case__contact", "loan__borrower", "loan__bank"))
    for step in waiting:
        while step.rung < len(rungs) and _is_reached(step, rungs[step.rung], on):
            _do(step, rungs[step.rung], on=on)
            step.rung += 1
        step.save(update_fields=["rung"])
    return len(waiting)


def _is_reached(step: CareStep, rung: Rung, on: date) -> bool:
    return step.due_on + timedelta(days=int(rung["days"])) <= on


def _do(step: CareStep, rung: Rung, *, on: date) -> None:
    if rung["do"] == "message":
        _message(step, on=on)
    elif rung["do"] == "call":
        _call(step, on=on)


def _message(step: CareStep, *, on: date) -> None:
    """Ask the borrower, with the link to the page where it takes two taps."""
    loan = step.loan
    with in_language_of(loan.borrower):
        subject, body = notices.data_wanted(step, parameter("portal.address", on))
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"care:{step.pk}:{step.rung}:{channel}",
            kind=f"data_{step.kind}",
            channel=channel,
            subject=subject,
            body=body,
            on=on,
            case=loan.case,
            recipient=loan.borrower,
        )


def _call(step: CareStep, *, on: date) -> None:
    loan = step.loan
    open_task(
        "call_for_data",
        organisation=loan.bank,
        role="BPL",
        on=on,
        due_on=deadline(on, 2),
        link=("case_followup", loan.case.number),
        case=loan.case,
        subject=step,
        detail=step.get_kind_display(),
        assignee=keeper_of(loan, on),
    )
