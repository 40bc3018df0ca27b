"""Late loans as collectors see them: the list, the file, the limits of contacting."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from loancore.money import ZERO
from parties.models import User
from policy.selectors import parameter
from servicing.models import ContactRecord, Loan, LoanEvent, OverdueCase, Promise
from servicing.rules.agreement import EventKind
from servicing.rules.conduct import INTRUSIVE, UNANSWERED, is_quiet
from servicing.states import PromiseState


def overdue_cases(user: User) -> QuerySet[OverdueCase]:
    """Open overdue cases the user may know of, next action first."""
    broken = Promise.objects.filter(loan=OuterRef("loan"), state=PromiseState.BROKEN)
    return (
        OverdueCase.objects.filter(closed_on=None, loan__in=Loan.objects.visible_to(user))
        .select_related("loan__case", "loan__borrower", "loan__bank", "owner__person")
        .annotate(has_broken_promise=Exists(broken))
        .order_by("next_action_on", "pk")
    )


def open_spell(loan: Loan) -> OverdueCase | None:
    """The overdue case that is open now."""
    return loan.overdue_cases.filter(closed_on=None).first()


@dataclass(frozen=True)
class Limits:
    """What the rules of conduct say at a moment."""

    from_: str
    until: str
    is_quiet: bool
    dials_left: int
    dials_max: int


def conduct_limits(loan: Loan, at: datetime, on: date) -> Limits:
    """Whether the borrower may be contacted now, and how many calls are left today."""
    hours = parameter("collection.hours", on)
    most = int(parameter("collection.dials_per_day", on))
    local = timezone.localtime(at)
    return Limits(
        from_=hours["from"],
        until=hours["to"],
        is_quiet=is_quiet(local.time(), hours),
        dials_left=max(most - unanswered_dials(loan, local.date()), 0),
        dials_max=most,
    )


def unanswered_dials(loan: Loan, day: date) -> int:
    """Calls to the borrower's number without an answer on a day, on any loan of the borrower."""
    return ContactRecord.objects.filter(
        loan__borrower=loan.borrower_id,
        way=ContactRecord.Way.PHONE,
        result__in=UNANSWERED,
        happened_on=day,
    ).count()


def is_intrusive(way: str) -> bool:
    """Whether a way of contact has to keep the quiet hours."""
    return way in INTRUSIVE


def received_between(loan: Loan, start: date, end: date) -> Decimal:
    """What came in on a loan from one day to another, reversed receipts left out."""
    undone = LoanEvent.objects.filter(reverses=OuterRef("pk"))
    kinds = [EventKind.RECEIVED, EventKind.PAID_OFF]
    receipts = loan.events.filter(kind__in=kinds, effective_on__range=(start, end))
    total = receipts.filter(~Exists(undone)).aggregate(total=Sum("amount"))["total"]
    return total or ZERO
