"""One day of very many loans: the same interest as the book of one loan, computed in batches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from loancore.dates import ONE_DAY
from loancore.daycount import year_fraction
from loancore.money import FEN, PRECISION, ZERO
from servicing.rules.agreement import PENALTY_DAY_COUNT


@dataclass(slots=True)
class Running:
    """What the day of one loan depends on; the fields are those of its stored projection."""

    pk: int
    bank_id: int
    product_id: int
    annual_rate: Decimal
    penalty_factor: Decimal
    penalty_base: str
    day_count: str
    anchor: int | None
    base: Decimal
    accrues_from_on: date
    carry: Decimal
    advance: Decimal
    oldest_due_on: date | None
    days_past_due: int
    state: str
    asset_class: str
    interest: Decimal = ZERO
    penalty: Decimal = ZERO
    is_changed: bool = False


@dataclass(slots=True)
class Late:
    """An instalment that bears penalty."""

    pk: int
    loan_id: int
    base: Decimal
    from_on: date
    carry: Decimal
    penalty: Decimal


@dataclass(slots=True)
class FallingDue:
    """An instalment whose day is the next one."""

    pk: int
    loan_id: int
    due_on: date
    principal: Decimal
    interest: Decimal
    penalty_base: Decimal = ZERO


@lru_cache(maxsize=65536)
def _fraction(start: date, end: date, day_count: str, *, anchor: int | None) -> Decimal:
    with localcontext() as context:
        context.prec = PRECISION
        return year_fraction(start, end, day_count, anchor=anchor)


def span(principal: Decimal, rate: Decimal, fraction: Decimal) -> Decimal:
    """Interest of a span to the fen, inside a context of the full precision."""
    return (principal * rate * fraction).quantize(FEN, rounding=ROUND_HALF_UP)


def accrue_interest(loan: Running, on: date) -> None:
    """What the loan earns on the day: rounded to the next morning less rounded to this one."""
    if not loan.base or on < loan.accrues_from_on:  # no interest before a holiday ends
        return
    rate, start = loan.annual_rate, loan.accrues_from_on
    until = _fraction(start, on + ONE_DAY, loan.day_count, anchor=loan.anchor)
    before = _fraction(start, on, loan.day_count, anchor=loan.anchor)
    loan.interest = span(loan.base, rate, until) - span(loan.base, rate, before)


def accrue_penalty(loan: Running, late: Late, on: date) -> None:
    """What an overdue instalment costs on the day."""
    rate = loan.annual_rate * loan.penalty_factor
    whole = late.carry + span(
        late.base, rate, _fraction(late.from_on, on + ONE_DAY, PENALTY_DAY_COUNT, anchor=None)
    )
    loan.penalty += whole - late.penalty
    late.penalty = whole


def fall_due(loan: Running, row: FallingDue) -> None:
    """The next instalment falls due: it stops bearing interest and may start to bear penalty."""
    loan.base -= row.principal
    loan.accrues_from_on, loan.carry = row.due_on, ZERO
    loan.is_changed = True
    row.penalty_base = row.principal
    if loan.penalty_base == "principal_and_interest":
        row.penalty_base += row.interest
    if loan.oldest_due_on is None and (row.principal or row.interest):
        loan.oldest_due_on = row.due_on


def close(loan: Running, rows: Iterable[Late], due: FallingDue | None, *, on: date) -> None:
    """Move one loan from the morning of a day to the next morning."""
    accrue_interest(loan, on)
    for late in rows:
        accrue_penalty(loan, late, on)
    if due is not None:
        fall_due(loan, due)
