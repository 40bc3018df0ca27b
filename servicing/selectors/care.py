"""The task plan of a loan as pages read it: steps of care, reminders ahead, stages of lateness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.models import Task
from parties.models import User
from policy.selectors import parameter
from screens.vocabulary import word
from screens.wording import day
from servicing.models import CareStep, Loan
from servicing.selectors.reminders import reminder_rules
from servicing.states.care import LIVE_CARE, CareState


@dataclass(frozen=True)
class PlanLine:
    """One line of the task plan: what, until when, who, how it stands, what came of it."""

    title: str
    due_on: date
    owner: str
    state: str
    result: str = ""
    step: CareStep | None = None


def care_rules(on: date) -> list[Mapping[str, Any]]:
    """Which steps a loan has, by the rules of a day."""
    rules: list[Mapping[str, Any]] = parameter("postloan.plan", on)
    return rules


def checklist(kind: str, on: date) -> list[tuple[str, str]]:
    """The points of a kind of step, in the reader's language."""
    asked: Mapping[str, Sequence[Mapping[str, str]]] = parameter("postloan.checklists", on)
    language = "en" if get_language() == "en" else "zh"
    return [(point["code"], point[language]) for point in asked.get(kind, ())]


def steps_for(user: User) -> QuerySet[CareStep]:
    """Steps of the loans this user may know of."""
    return CareStep.objects.visible_to(user).select_related(
        "loan__case__contact__person", "loan__borrower", "loan__bank", "done_by__person"
    )


def next_step(loan: Loan, kind: str) -> CareStep | None:
    """The next step of a kind that is not done yet."""
    return loan.care_steps.filter(kind=kind, state__in=LIVE_CARE).first()


def task_plan(loan: Loan, on: date) -> list[PlanLine]:
    """Everything that will be done for a loan, and what was done, in order of dates."""
    owners = _owners(loan)
    steps = loan.care_steps.exclude(state=CareState.DROPPED).select_related("done_by__person")
    lines = [_step_line(step, owners, loan) for step in steps]
    lines += _reminder_lines(loan, on) + _stage_lines(loan)
    return sorted(lines, key=lambda line: line.due_on)


def _owners(loan: Loan) -> dict[int, str]:
    tasks = Task.objects.open().filter(case=loan.case_id, subject_label=CareStep._meta.label_lower)
    return {
        task.subject_id or 0: task.assignee.display_name
        for task in tasks.select_related("assignee__person")
        if task.assignee
    }


def _step_line(step: CareStep, owners: Mapping[int, str], loan: Loan) -> PlanLine:
    keeper = loan.case.contact.display_name if loan.case.contact else ""
    owner = step.done_by.display_name if step.done_by else owners.get(step.pk, keeper)
    result = step.get_outcome_display() if step.outcome else step.skip_reason
    return PlanLine(step.get_kind_display(), step.due_on, owner, step.state, result, step)


def _reminder_lines(loan: Loan, on: date) -> list[PlanLine]:
    """The reminders of the next unpaid instalment that are still to come."""
    row = loan.instalments.filter(settled_on=None, due_on__gte=on).order_by("due_on").first()
    if row is None or not loan.is_running:
        return []
    dates = sorted({row.due_on + timedelta(days=rule.offset_days) for rule in reminder_rules(on)})
    title = _("Reminder of the payment of %(day)s") % {"day": day(row.due_on)}
    return [
        PlanLine(title, send_on, _("the system"), CareState.PLANNED)
        for send_on in dates
        if on <= send_on <= row.due_on
    ]


def _stage_lines(loan: Loan) -> list[PlanLine]:
    """The stages of the spell of lateness that is open."""
    spell = loan.overdue_cases.filter(closed_on=None).select_related("owner__person").first()
    if spell is None:
        return []
    owner = spell.owner.display_name if spell.owner else ""
    return [
        PlanLine(
            word("collection_stage", entry.stage),
            entry.due_on,
            owner,
            CareState.OPEN if entry.stage == spell.stage else CareState.DONE,
        )
        for entry in spell.stages.all()
    ]
