"""Looking after running loans: the plan of steps, their opening, doing and skipping."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction as database
from django.db.models import Exists, OuterRef

from casework.services import close_task, open_task, transition
from parties.errors import NotAllowed
from parties.models import User
from policy.selectors import deadline
from servicing.errors.care import (
    ChecklistOpen,
    StepNotOpen,
    VisitNeeded,
)
from servicing.models import CareKind, CareStep, Loan
from servicing.rules.care import planned_steps, tightened
from servicing.selectors.care import care_rules, checklist
from servicing.selectors.reviews import was_visited
from servicing.selectors.team import substitute_on
from servicing.states.care import LIVE_CARE, CareState


@database.atomic(durable=True)
def plan_care(*, on: date, actor: User) -> int:
    """Write the plan of every running loan that has none yet; says how many loans."""
    planned = Exists(CareStep.objects.filter(loan=OuterRef("pk")))
    loans = Loan.objects.running().filter(~planned).select_related("product_version__product")
    rules = care_rules(on)
    fresh = list(loans)
    CareStep.objects.bulk_create(step for loan in fresh for step in _plan_of(loan, rules, on))
    return len(fresh)


def _plan_of(loan: Loan, rules: list[Mapping[str, object]], on: date) -> list[CareStep]:
    assert loan.disbursed_on
    assert loan.maturity_on
    steps = planned_steps(
        rules,
        paid_out_on=loan.disbursed_on,
        maturity_on=loan.maturity_on,
        product=loan.product_version.product.code,
    )
    return [
        CareStep(loan=loan, kind=step.kind, opens_on=step.opens_on, due_on=step.due_on)
        for step in steps
        if step.due_on >= on
    ]


@database.atomic(durable=True)
def begin_due_steps(*, on: date, actor: User) -> int:
    """Open the steps whose time has come, each with its task; says how many."""
    due = CareStep.objects.locked().filter(
        state=CareState.PLANNED, opens_on__lte=on, loan__in=Loan.objects.running()
    )
    steps = list(due.select_related("loan__case__contact", "loan__bank"))
    for step in steps:
        begin(step, actor=actor, on=on)
    return len(steps)


def begin(step: CareStep, *, actor: User, on: date) -> None:
    """Open one step and its task for the keeper of the loan; inside a transaction."""
    transition(step, "begin", actor=actor, on=on)
    loan = step.loan
    open_task(
        step.task_kind,
        organisation=loan.bank,
        role="BPL",
        on=on,
        due_on=step.due_on,
        link=("case_followup", loan.case.number),
        case=loan.case,
        subject=step,
        assignee=keeper_of(loan, on),
    )


def keeper_of(loan: Loan, on: date) -> User | None:
    """Who works on a loan on a day: its contact, if that is post-loan staff, or who stands in."""
    contact = loan.case.contact
    if contact is None or contact.organisation_id != loan.bank_id or "BPL" not in contact.roles:
        return None
    return substitute_on(contact, on) or contact


@database.atomic(durable=True)
def tighten_care(*, on: date, actor: User) -> int:
    """Ask loans of a worse class for their data sooner, as the rules say; says how many."""
    rules = care_rules(on)
    classes = {name for rule in rules for name in rule.get("classes", {})}
    added = 0
    for loan in Loan.objects.running().filter(asset_class__in=classes):
        added += _tightened(loan, rules, on=on)
    return added


def _tightened(loan: Loan, rules: list[Mapping[str, object]], *, on: date) -> int:
    steps = loan.care_steps.filter(kind=CareKind.UPDATE)
    if steps.filter(state__in=(CareState.OPEN, CareState.SKIP_ASKED)).exists():
        return 0
    last = steps.filter(state=CareState.DONE).order_by("-done_on").first()
    since = (last.done_on if last else None) or loan.disbursed_on
    assert since
    due = tightened(rules, kind=CareKind.UPDATE, asset_class=loan.asset_class, since=since)
    following = steps.filter(state=CareState.PLANNED).first()
    if due is None or (following and following.due_on <= max(due, on + timedelta(days=7))):
        return 0
    due = max(due, on + timedelta(days=7))
    steps.get_or_create(loan=loan, kind=CareKind.UPDATE, due_on=due, defaults={"opens_on": on})
    return 1


@database.atomic(durable=True)
def drop_ended_care(*, on: date, actor: User) -> int:
    """Take back what is planned for loans that have ended; says how many steps."""
    ended = CareStep.objects.locked().filter(state__in=LIVE_CARE)
    steps = list(ended.exclude(loan__in=Loan.objects.running()).select_related("loan__case"))
    for step in steps:
        transition(step, "drop", actor=actor, on=on)
        close_task(step.task_kind, subject=step, actor=actor, on=on)
        close_task("approve_skip", subject=step, actor=actor, on=on)
    return len(steps)


@database.atomic(durable=True)
def finish_step(
    *,
    step: CareStep,
    findings: Mapping[str, str],
    outcome: str,
    text: str,
    actor: User,
    on: date,
) -> CareStep:
    """Put the result of a step on record: every point of its checklist, an outcome, words."""
    found = locked_step(step)
    if not actor.may("servicing.follow_up"):
        raise NotAllowed
    missing = [words for code, words in checklist(found.kind, on) if not findings.get(code)]
    if missing:
        raise ChecklistOpen(missing="; ".join(missing))
    if found.kind == CareKind.YEARLY_REVIEW and not was_visited(found, on):
        raise VisitNeeded
    found.findings, found.outcome, found.text = dict(findings), outcome, text.strip()
    return close_step(found, actor=actor, on=on)


def close_step(found: CareStep, *, actor: User, on: date) -> CareStep:
    """Mark a step as done and close its task; inside a transaction that holds it."""
    if found.state != CareState.OPEN:
        raise StepNotOpen
    found.done_on, found.done_by = on, actor
    transition(found, "finish", actor=actor, on=on, reason=found.text)
    close_task(found.task_kind, subject=found, actor=actor, on=on, result=found.outcome)
    close_task("call_for_data", subject=found, actor=actor, on=on, result=found.outcome)
    return found


def locked_step(step: CareStep) -> CareStep:
    """The step under its lock, with its loan."""
    rows = CareStep.objects.locked()
    found: CareStep = rows.select_related("loan__case", "loan__bank").get(pk=step.pk)
    return found


@database.atomic(durable=True)
def ask_skip(*, step: CareStep, reason: str, actor: User, on: date) -> CareStep:
    """Ask to leave a step out; another person decides."""
    found = locked_step(step)
    found.skip_reason = reason.strip()[:300]
    transition(found, "ask_skip", actor=actor, on=on, reason=reason)
    open_task(
        "approve_skip",
        organisation=found.loan.bank,
        role="BMG",
        on=on,
        due_on=deadline(on, 2),
        link=("case_followup", found.loan.case.number),
        case=found.loan.case,
        subject=found,
        detail=found.skip_reason[:200],
    )
    return found


@database.atomic(durable=True)
def approve_skip(*, step: CareStep, actor: User, on: date) -> CareStep:
    """Leave a step out, as another person asked."""
    found = locked_step(step)
    transition(found, "skip", actor=actor, on=on, reason=found.skip_reason)
    close_task("approve_skip", subject=found, actor=actor, on=on)
    close_task(found.task_kind, subject=found, actor=actor, on=on, result=CareState.SKIPPED)
    return found


@database.atomic(durable=True)
def refuse_skip(*, step: CareStep, reason: str, actor: User, on: date) -> CareStep:
    """Have the step done all the same."""
    found = locked_step(step)
    transition(found, "keep_up", actor=actor, on=on, reason=reason)
    close_task("approve_skip", subject=found, actor=actor, on=on, result=reason[:200])
    if found.opens_on <= on:
        begin(found, actor=actor, on=on)
    return found
