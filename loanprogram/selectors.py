"""Figures for everybody, in which nobody can be recognised."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, IntegerField, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from applications.models import Application
from policy.selectors import parameter
from servicing.models import Loan
from underwriting.models import Decision

STAGES_TO_MONEY = ("review", "decision", "guarantee", "contract", "payout")
JOBS = KeyTextTransform("jobs_planned", KeyTextTransform("jobs", "frozen_answers"))


@dataclass(frozen=True)
class PublicFigures:
    """What the program has done so far."""

    people: int
    amount: Decimal
    jobs: int
    days: int


def public_figures(on: date) -> PublicFigures | None:
    """People, amount, jobs and days to a decision; nothing below the smallest number shown."""
    loans = Loan.objects.paid_out().filter(disbursed_on__lte=on)
    found = loans.aggregate(people=Count("borrower", distinct=True), amount=Sum("principal"))
    if found["people"] < int(parameter("public.smallest_number", on)):
        return None
    files = Application.objects.filter(case__in=loans.values("case"))
    planned = files.aggregate(total=Sum(Cast(JOBS, IntegerField())))["total"]
    return PublicFigures(
        people=found["people"], amount=found["amount"], jobs=planned or 0, days=_days_to_decide(on)
    )


def _days_to_decide(on: date) -> int:
    """Days from hand-in to decision on average, rounded up so that nobody is promised too much."""
    decisions = Decision.objects.filter(decided_on__lte=on, corrects=None).order_by()
    span = ExpressionWrapper(
        F("decided_on") - F("case__application__submitted_on"), output_field=DurationField()
    )
    mean: timedelta = decisions.aggregate(mean=Avg(span))["mean"] or timedelta()
    return -(-mean // timedelta(days=1))


def promised_days(on: date) -> int:
    """Working days from a complete file to the money, by the limits of all stages."""
    return sum(int(parameter(f"sla.{stage}", on)) for stage in STAGES_TO_MONEY)
