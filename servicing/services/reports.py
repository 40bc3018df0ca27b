"""The regular report of the business: handed in by the borrower or typed in by staff."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction as database

from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from servicing.errors.care import (
    StepNotOpen,
)
from servicing.models import BusinessReport, CareKind, CareStep, Loan
from servicing.services.care import begin, close_step, locked_step
from servicing.states.care import LIVE_CARE, CareState


@dataclass(frozen=True)
class Figures:
    """How the business did in a period."""

    turnover: Decimal
    costs: Decimal
    cash: Decimal
    staff: int
    problems: str = ""


@database.atomic(durable=True)
def hand_in_report(*, loan: Loan, figures: Figures, actor: User, on: date) -> BusinessReport:
    """Keep the figures of the period that is due next; its step is done, late or in time."""
    if actor.person_id != loan.borrower_id and not actor.may("servicing.follow_up"):
        raise NotAllowed
    step = loan.care_steps.filter(kind=CareKind.REPORT, state__in=LIVE_CARE).first()
    if step is None or step.opens_on > on:
        raise StepNotOpen
    found = locked_step(step)
    if found.state == CareState.PLANNED:
        begin(found, actor=User.objects.system(), on=on)
    report = BusinessReport.objects.create(
        loan=loan,
        step=found,
        period_from_on=_begins(loan, found),
        period_until_on=found.due_on,
        due_on=found.due_on,
        handed_in_on=on,
        author=actor,
        **vars(figures),
    )
    found.outcome = CareStep.Outcome.WATCH if figures.problems else CareStep.Outcome.GOOD
    found.text = figures.problems
    close_step(found, actor=actor, on=on)
    record_act(
        "servicing.hand_in_report",
        actor=actor,
        on=on,
        subject=report,
        case_number=loan.case.number,
    )
    return report


def _begins(loan: Loan, step: CareStep) -> date:
    earlier = loan.business_reports.order_by("-period_until_on").first()
    assert loan.disbursed_on
    return earlier.period_until_on + timedelta(days=1) if earlier else loan.disbursed_on
