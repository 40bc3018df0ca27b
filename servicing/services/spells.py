"""Spells of lateness: an overdue case is opened, moves through its stages, and is closed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction as database

from casework.services import close_task, open_task, transition
from parties.models import User
from policy.selectors import deadline, parameter
from screens.vocabulary import word
from servicing.models import Loan, LoanChange, OverdueCase, StageEntry
from servicing.states import ChangeState

Stage = Mapping[str, Any]
ON_PLAN = "on_plan"


def stage_table(on: date) -> list[Stage]:
    """The stages of collection in force, by days overdue."""
    return sorted(parameter("collection.stages", on), key=lambda stage: int(stage["from_days"]))


def stage_at(days_past_due: int, stages: list[Stage]) -> Stage | None:
    """The stage a loan has reached at these days."""
    reached = [stage for stage in stages if int(stage["from_days"]) <= days_past_due]
    return reached[-1] if reached else None


@database.atomic(durable=True)
def advance_stages(*, on: date, actor: User) -> int:
    """Open and move the overdue cases as of a morning; says how many moved. Again changes none."""
    stages = stage_table(on)
    late = Loan.objects.overdue().exclude(oldest_due_on=None).order_by("pk")
    current = {each.loan_id: each for each in OverdueCase.objects.filter(closed_on=None).iterator()}
    moved = 0
    for loan in late.select_related("case", "bank", "case__programme__center").iterator():
        days = (on - loan.oldest_due_on).days  # type: ignore[operator]  # excluded above
        stage = stage_at(days, stages)
        spell = current.get(loan.pk)
        if stage is not None and (spell is None or spell.stage != stage["code"]):
            if spell is not None:  # what was to be done in the stage before is overtaken
                close_task(f"collect_{spell.stage}", subject=spell, actor=actor, on=on)
            _enter(loan, spell, stage, days=days, on=on)
            moved += 1
    return moved


def _enter(loan: Loan, spell: OverdueCase | None, stage: Stage, *, days: int, on: date) -> None:
    due_on = deadline(on, int(stage["due_days"]))
    if spell is None:
        spell = OverdueCase(loan=loan, opened_on=on)
    spell.stage, spell.stage_since_on, spell.next_action_on = stage["code"], on, due_on
    tells_center = stage["tell_center"] and spell.center_told_on is None
    if tells_center:
        spell.center_told_on = on
    spell.save()
    StageEntry.objects.get_or_create(
        overdue_case=spell,
        stage=stage["code"],
        defaults={"entered_on": on, "days_past_due": days, "due_on": due_on},
    )
    open_task(
        f"collect_{stage['code']}",
        organisation=loan.bank,
        role=stage["role"],
        on=on,
        due_on=due_on,
        link=("case_collection", loan.case.number),
        case=loan.case,
        subject=spell,
        assignee=spell.owner,
    )
    if tells_center:
        _tell_center(loan, spell, days=days, on=on)


def _tell_center(loan: Loan, spell: OverdueCase, *, days: int, on: date) -> None:
    open_task(
        "look_at_overdue",
        organisation=loan.case.programme.center,
        role="CTR",
        on=on,
        due_on=spell.next_action_on,
        link=("case_collection", loan.case.number),
        case=loan.case,
        subject=spell,
        detail=f"{word('collection_stage', spell.stage)} · {days}",
    )


def close_overdue(loan: Loan, *, actor: User, on: date) -> None:
    """End the spell when everything due is paid, or the fund has taken over; its tasks end too."""
    for spell in OverdueCase.objects.filter(loan=loan, closed_on=None):
        if spell.stage == ON_PLAN and loan.is_running and plan_running(loan):
            continue
        spell.closed_on = on
        spell.save(update_fields=["closed_on"])
        for entry in spell.stages.all():
            close_task(f"collect_{entry.stage}", subject=spell, actor=actor, on=on)
        close_task("look_at_overdue", subject=spell, actor=actor, on=on)


def plan_running(loan: Loan) -> LoanChange | None:
    """The help in difficulty that is being kept to, if there is one."""
    return loan.changes.filter(state=ChangeState.EFFECTIVE, is_help=True).first()


def put_on_plan(spell: OverdueCase | None, change: LoanChange, *, on: date) -> None:
    """A late loan whose new plan is in effect stays under watch, in the stage 'on plan'."""
    if spell is None:
        return
    due_on = change.loan.instalments.filter(settled_on=None, due_on__gte=on).first()
    spell.closed_on, spell.stage, spell.stage_since_on = None, ON_PLAN, on
    spell.next_action_on = due_on.due_on if due_on else on
    spell.save()
    StageEntry.objects.get_or_create(
        overdue_case=spell,
        stage=ON_PLAN,
        defaults={"entered_on": on, "days_past_due": 0, "due_on": spell.next_action_on},
    )


@database.atomic(durable=True)
def watch_plans(*, on: date, actor: User) -> int:
    """Plans that were missed are broken, plans that were paid are kept; again changes nothing."""
    running = LoanChange.objects.locked().filter(state=ChangeState.EFFECTIVE)
    decided = 0
    for change in running.select_related("loan__case", "loan__bank").order_by("pk"):
        loan, until = change.loan, change.watched_until_on
        if not loan.is_running or (not loan.days_past_due and until and until < on):
            transition(change, "keep", actor=actor, on=on)
            close_overdue(loan, actor=actor, on=on)
        elif loan.days_past_due and change.is_help:
            transition(change, "break_off", actor=actor, on=on)
            _tell_of_broken_plan(change, on=on)
        else:
            continue
        decided += 1
    return decided


def _tell_of_broken_plan(change: LoanChange, *, on: date) -> None:
    loan = change.loan
    open_task(
        "plan_broken",
        organisation=loan.bank,
        role="BPL",
        on=on,
        due_on=deadline(on, 1),
        link=("case_collection", loan.case.number),
        case=loan.case,
        subject=change,
        detail=change.get_kind_display(),
    )
