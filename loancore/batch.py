"""Plans of very many loans at once, as arrays over loans: what-if runs, stress runs, migrations.

Counted in whole fen with 64-bit integers, so that every figure is that of `build_schedule`; only
this module needs numpy. It takes equal instalments and equal principal over whole months.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

import numpy as np
from numpy.typing import NDArray

from loancore.errors import InconsistentTerms
from loancore.money import PRECISION
from loancore.terms import Method

Whole = NDArray[np.int64]

RATE_UNIT = 1_000_000  # six places, as rates are stored
MONTHS = 12
PRINCIPAL_MAX = 10**11  # fen; principal x rate stays far below 63 bits
TERM_MAX = 600
DOUBT = 1e-4  # fen; a level this near to half a fen is computed again exactly
CHUNK = 8192  # loans whose columns fit the cache


@dataclass(frozen=True)
class Batch:
    """Loans as columns: principal in fen, rate in millionths, and one term for all."""

    principals: Whole
    rates: Whole
    term_months: int
    method: str = Method.EQUAL_INSTALMENT

    def __post_init__(self) -> None:
        """Refuse what whole numbers of 64 bits cannot carry, or this form does not know."""
        if self.method not in (Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL):
            raise InconsistentTerms("The batch form takes equal instalments and equal principal.")
        if not 1 <= self.term_months <= TERM_MAX:
            raise InconsistentTerms(f"A batch has 1 to {TERM_MAX} months.")
        if self.principals.shape != self.rates.shape:
            raise InconsistentTerms("Every loan of a batch needs its principal and its rate.")
        if self.principals.size and (
            self.principals.min() < 1 or self.principals.max() > PRINCIPAL_MAX
        ):
            raise InconsistentTerms("The principal of a batch is 0.01 to 1,000,000,000.00.")
        if self.rates.size and (self.rates.min() < 0 or self.rates.max() > RATE_UNIT):
            raise InconsistentTerms("The yearly rate of a batch is 0 to 100 %.")


@dataclass(frozen=True)
class Plans:
    """Principal and interest in fen, one row for a month, one column for a loan."""

    principal: Whole
    interest: Whole


def plans(batch: Batch) -> Plans:
    """Every plan of a batch."""
    shape = (batch.term_months, batch.principals.size)
    found = Plans(np.empty(shape, np.int64), np.empty(shape, np.int64))
    levels = level_amounts(batch)
    for part in _chunks(batch.principals.size):
        _fill(found, batch, levels, part=part)
    return found


def level_amounts(batch: Batch) -> Whole:
    """The level instalment, or level principal, of every loan in fen."""
    if batch.method == Method.EQUAL_PRINCIPAL:
        return (2 * batch.principals + batch.term_months) // (2 * batch.term_months)
    rate = batch.rates / (RATE_UNIT * MONTHS)
    with np.errstate(divide="ignore", invalid="ignore"):
        exact = batch.principals * rate / -np.expm1(-batch.term_months * np.log1p(rate))
    exact = np.where(batch.rates == 0, batch.principals / batch.term_months, exact)
    levels = np.floor(exact + 0.5).astype(np.int64)
    near = np.abs(exact + 0.5 - np.rint(exact + 0.5)) < np.maximum(DOUBT, exact * 1e-11)
    for index in np.flatnonzero(near):
        levels[index] = _exact_level(batch, int(index))
    return levels


def _exact_level(batch: Batch, index: int) -> int:
    principal, term = Decimal(int(batch.principals[index])), batch.term_months
    with localcontext() as context:
        context.prec = PRECISION
        rate = Decimal(int(batch.rates[index])) / (RATE_UNIT * MONTHS)
        level = principal * rate / (1 - (1 + rate) ** -term) if rate else principal / term
        return int(level + Decimal("0.5"))


def _chunks(count: int) -> Iterator[slice]:
    for start in range(0, count, CHUNK):
        yield slice(start, start + CHUNK)


def _fill(found: Plans, batch: Batch, levels: Whole, *, part: slice) -> None:
    """The balance walks through the months; half a fen of interest goes up."""
    balance, level = batch.principals[part].copy(), levels[part]
    rate, divisor = batch.rates[part], RATE_UNIT * MONTHS
    by_interest = batch.method == Method.EQUAL_INSTALMENT
    for month in range(batch.term_months):
        interest, principal = found.interest[month, part], found.principal[month, part]
        np.multiply(balance, rate, out=interest)
        interest += divisor // 2
        np.floor_divide(interest, divisor, out=interest)
        if month == batch.term_months - 1:
            principal[:] = balance
            return
        np.subtract(level, interest if by_interest else 0, out=principal)
        np.clip(principal, 0, balance, out=principal)
        balance -= principal
