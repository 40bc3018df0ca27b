"""What clears a loan on a day: principal, interest, penalty, compound interest and costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from loancore.arrears import CompoundRule, UnpaidInterest, compound_interest, penalty
from loancore.daycount import DayCount
from loancore.interest import interest
from loancore.money import ZERO, round_money


@dataclass(frozen=True)
class OverdueAmount:
    """Unpaid principal and interest of one instalment that has fallen due."""

    due_on: date
    principal: Decimal = ZERO
    interest: Decimal = ZERO


@dataclass(frozen=True)
class LoanPosition:
    """A loan as it stands: principal not yet due, what is overdue, and since when it accrues."""

    principal: Decimal
    annual_rate: Decimal
    accrues_from: date
    day_count: str
    overdue: tuple[OverdueAmount, ...] = ()
    costs: Decimal = ZERO
    anchor: int | None = None


@dataclass(frozen=True)
class PayoffRule:
    """How lateness is charged and how amounts are rounded."""

    uplift: Decimal = Decimal("1.5")
    penalty_day_count: str = DayCount.ACTUAL_360
    penalty_base: str = "principal"
    compound: CompoundRule | None = None
    rounding_mode: str = ROUND_HALF_UP


@dataclass(frozen=True)
class PayoffQuote:
    """What the borrower pays on the day to owe nothing."""

    on: date
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    compound: Decimal
    costs: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of the rounded parts."""
        return self.principal + self.interest + self.penalty + self.compound + self.costs


def payoff_quote(position: LoanPosition, on: date, rule: PayoffRule | None = None) -> PayoffQuote:
    """The amount that closes the loan on a day, each part rounded."""
    rule = rule or PayoffRule()
    overdue_principal = sum((row.principal for row in position.overdue), ZERO)
    overdue_interest = sum((row.interest for row in position.overdue), ZERO)
    return PayoffQuote(
        on,
        position.principal + overdue_principal,
        overdue_interest + accrued_interest(position, on, rule),
        penalties(position, on, rule),
        _compound(position.overdue, on, rule),
        position.costs,
    )


def accrued_interest(position: LoanPosition, on: date, rule: PayoffRule) -> Decimal:
    """Contract interest since the last due date on the principal not yet due, rounded."""
    if on <= position.accrues_from:
        return ZERO
    amount = interest(
        position.principal,
        position.annual_rate,
        position.accrues_from,
        on,
        position.day_count,
        anchor=position.anchor,
    )
    return round_money(amount, mode=rule.rounding_mode)


def penalties(position: LoanPosition, on: date, rule: PayoffRule) -> Decimal:
    """Penalty on every overdue instalment, each rounded."""
    rate = position.annual_rate
    return sum((_penalty(row, rate, on, rule) for row in position.overdue), ZERO)


def _penalty(  # noqa: PLR0917 - private, read at its only call
    row: OverdueAmount, annual_rate: Decimal, on: date, rule: PayoffRule
) -> Decimal:
    base = row.principal + (row.interest if rule.penalty_base == "principal_and_interest" else 0)
    amount = penalty(
        base,
        annual_rate,
        due_on=row.due_on,
        until=on,
        uplift=rule.uplift,
        day_count=rule.penalty_day_count,
    )
    return round_money(amount, mode=rule.rounding_mode)


def _compound(overdue: Sequence[OverdueAmount], on: date, rule: PayoffRule) -> Decimal:
    if rule.compound is None:
        return ZERO
    unpaid = [UnpaidInterest(row.interest, row.due_on) for row in overdue if row.interest]
    return sum((line.amount for line in compound_interest(unpaid, on, rule.compound)), ZERO)
