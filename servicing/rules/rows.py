"""The pieces of a loan's book: instalments, days, uses of money, totals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loancore.money import ZERO


@dataclass
class Row:
    """One instalment: what is planned, what has accrued as penalty, what is paid."""

    number: int
    starts_on: date
    due_on: date
    principal: Decimal
    interest: Decimal
    penalty: Decimal = ZERO
    paid_principal: Decimal = ZERO
    paid_interest: Decimal = ZERO
    paid_penalty: Decimal = ZERO
    penalty_base: Decimal = ZERO
    penalty_from_on: date | None = None
    penalty_carry: Decimal = ZERO
    settled_on: date | None = None
    # Interest of earlier days that this row collects, part of `interest`.
    carried: Decimal = ZERO

    @property
    def open_principal(self) -> Decimal:
        """Principal not yet paid."""
        return self.principal - self.paid_principal

    @property
    def open_interest(self) -> Decimal:
        """Interest not yet paid."""
        return self.interest - self.paid_interest

    @property
    def open_penalty(self) -> Decimal:
        """Penalty accrued and not yet paid."""
        return self.penalty - self.paid_penalty

    @property
    def open_total(self) -> Decimal:
        """All that is open."""
        return self.open_principal + self.open_interest + self.open_penalty


@dataclass(frozen=True)
class Day:
    """What one day accrued, and how late the loan stood on the next morning."""

    on: date
    interest: Decimal
    penalty: Decimal
    days_past_due: int

    def in_fen(self) -> dict[str, int]:
        """The figures as the record of days keeps them."""
        return {
            "interest_fen": int(self.interest.scaleb(2)),
            "penalty_fen": int(self.penalty.scaleb(2)),
            "days_past_due": self.days_past_due,
        }


@dataclass(frozen=True)
class Line:
    """The part of a receipt that settled one thing on a day."""

    event: int
    kind: str
    amount: Decimal
    instalment: int
    due_on: date
    timing: str
    on: date


@dataclass(frozen=True)
class Totals:
    """Everything the books of the bank show for one loan."""

    principal: Decimal = ZERO
    interest: Decimal = ZERO
    penalty: Decimal = ZERO
    advance: Decimal = ZERO
    interest_income: Decimal = ZERO
    penalty_income: Decimal = ZERO
    losses: Decimal = ZERO


@dataclass(frozen=True)
class Burden:
    """Interest and penalty of earlier days that are agreed to be paid on a later day."""

    due_on: date
    interest: Decimal
    penalty: Decimal
