"""What can happen to a loan after its first disbursement, as dated facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loancore.money import ZERO
from loancore.terms import PlannedPrincipal


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact with its effective date; the reference tells two of one day apart."""

    on: date
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class RateReset(Event):
    """The contract rate changes from this day on."""

    annual_rate: Decimal


@dataclass(frozen=True, kw_only=True)
class Cost(Event):
    """A cost of collection the borrower has to bear."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Extension(Event):
    """展期: the loan matures later, if agreed at another rate."""

    months: int
    annual_rate: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Holiday(Event):
    """暂缓还款: no instalment falls due until the holiday ends.

    Interest `accrues` and is due after it, or is `waived`, and then neither penalty nor days past
    due run. Maturity `moves` by the skipped instalments, or `stays`.
    """

    ends_on: date
    interest: str = "accrues"
    maturity: str = "moves"


@dataclass(frozen=True, kw_only=True)
class PaymentPlan(Event):
    """All principal still owed, overdue or not, is agreed to be repaid on new days."""

    plan: tuple[PlannedPrincipal, ...]


@dataclass(frozen=True, kw_only=True)
class Payment(Event):
    """Money received for what is due."""

    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Prepayment(Event):
    """Money received to repay early: `shorter_term` or `lower_instalment`.

    It settles what is due and the interest to the day first; the pay-off amount closes the loan.
    """

    amount: Decimal
    strategy: str = "lower_instalment"


@dataclass(frozen=True, kw_only=True)
class Acceleration(Event):
    """提前到期: everything falls due at once."""


@dataclass(frozen=True, kw_only=True)
class WriteOff(Event):
    """核销: the claim leaves the books and stays on the memo ledger."""


@dataclass(frozen=True, kw_only=True)
class Recovery(Event):
    """Money recovered on a loan that was written off, with the costs of recovering it."""

    amount: Decimal
    costs: Decimal = ZERO


# Several events of one day take effect in this order, so that entry order never matters.
ORDER = (
    RateReset,
    Cost,
    Extension,
    Holiday,
    PaymentPlan,
    Payment,
    Prepayment,
    Acceleration,
    WriteOff,
    Recovery,
)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events as they take effect: by day, by kind, by reference, and then by content."""
    return sorted(events, key=_place)


def _place(event: Event) -> tuple[date, int, str, str]:
    return event.on, ORDER.index(type(event)), event.reference, repr(event)
