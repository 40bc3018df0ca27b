"""Rebuilds the state of a loan on any day from its terms and its dated events.

The same events give the same state, whatever the order in which they were recorded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from loancore.account import Account, Booking, ServicingRules
from loancore.allocation import Kind, OpenItem
from loancore.arrears import days_past_due
from loancore.errors import InvalidEvent
from loancore.events import (
    Acceleration,
    Cost,
    Event,
    Extension,
    Holiday,
    Payment,
    PaymentPlan,
    Prepayment,
    RateReset,
    Recovery,
    WriteOff,
    in_order,
)
from loancore.money import ZERO
from loancore.payoff import PayoffQuote
from loancore.terms import Instalment, LoanTerms

__all__ = ["Booking", "LoanState", "ServicingRules", "replay"]


@dataclass(frozen=True)
class LoanState:
    """A loan as it stands at the end of a day."""

    as_of: date
    status: str
    principal_not_due: Decimal
    accrued_interest: Decimal
    annual_rate: Decimal
    open_items: tuple[OpenItem, ...]
    credit: Decimal
    days_past_due: int
    fallen_due: tuple[Instalment, ...]
    upcoming: tuple[Instalment, ...]
    bookings: tuple[Booking, ...] = field(default=())
    written_off: Decimal = ZERO
    recovered: Decimal = ZERO

    def open_amount(self, kind: str) -> Decimal:
        """What is due and unpaid of one kind."""
        return sum((item.amount for item in self.open_items if item.kind == kind), ZERO)

    @property
    def principal(self) -> Decimal:
        """All principal still owed, due or not."""
        return self.principal_not_due + self.open_amount(Kind.PRINCIPAL)

    @property
    def payoff(self) -> PayoffQuote:
        """What closes the loan on the day, before any credit is set off."""
        return PayoffQuote(
            self.as_of,
            self.principal,
            self.open_amount(Kind.INTEREST) + self.accrued_interest,
            self.open_amount(Kind.PENALTY),
            self.open_amount(Kind.COMPOUND),
            self.open_amount(Kind.COSTS) + self.open_amount(Kind.FEE),
        )


def replay(
    terms: LoanTerms,
    events: Sequence[Event],
    as_of: date,
    *,
    rules: ServicingRules | None = None,
) -> LoanState:
    """The state of a loan at the end of a day, from the events up to and on it."""
    if as_of < terms.disbursed_on:
        raise InvalidEvent("A loan has no state before its disbursement.")
    account = Account.opened(terms, rules or ServicingRules())
    for event in in_order([event for event in events if event.on <= as_of]):
        if event.on < terms.disbursed_on:
            raise InvalidEvent("No event may take effect before the disbursement.")
        account.advance_to(event.on)
        _HANDLERS[type(event)](account, event)
    account.advance_to(as_of)
    return _state(account, as_of)


_HANDLERS: dict[type[Event], Callable[[Account, Any], None]] = {
    RateReset: Account.reset_rate,
    Cost: Account.charge_cost,
    Extension: Account.extend,
    Holiday: Account.grant_holiday,
    PaymentPlan: Account.agree_plan,
    Payment: Account.receive,
    Prepayment: Account.prepay,
    Acceleration: Account.accelerate,
    WriteOff: Account.write_off,
    Recovery: Account.recover,
}


def _state(account: Account, as_of: date) -> LoanState:
    unpaid = [item.due_on for item in account.open_items if item.kind in _AGEING]
    days = days_past_due(unpaid, as_of) - account.paused_days(min(unpaid, default=as_of), as_of)
    return LoanState(
        as_of=as_of,
        status=_status(account, days),
        principal_not_due=account.balance_on(as_of),
        accrued_interest=account.accrued_interest(as_of),
        annual_rate=account.annual_rate,
        open_items=tuple(replace(item) for item in account.open_items),
        credit=account.credit,
        days_past_due=days,
        fallen_due=tuple(account.fallen_due),
        upcoming=tuple(account.rows),
        bookings=tuple(account.bookings),
        written_off=account.written_off,
        recovered=account.recovered,
    )


# Days past due run on principal and interest; a penalty alone does not age a loan.
_AGEING = (Kind.PRINCIPAL, Kind.INTEREST)


def _status(account: Account, days: int) -> str:
    if account.is_written_off:
        return "written_off"
    if not account.rows and not account.open_items:
        return "settled"
    return "overdue" if days > 0 else "current"
