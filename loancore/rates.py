"""What a loan really costs a year: internal rate of return and annual percentage rates.

Rates are found by iteration on Decimals and are exact to about twenty digits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from loancore.dates import add_months, days_between
from loancore.errors import NoSolution
from loancore.money import PRECISION

_ONE = Decimal(1)
_TOLERANCE = Decimal(10) ** -22


@dataclass(frozen=True)
class CashFlow:
    """Money on a day as the borrower sees it: received positive, paid negative."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class UnitPeriod:
    """The regular spacing of payments: a number of days, half months or months."""

    unit: str
    every: int = 1

    @property
    def per_year(self) -> Decimal:
        """How many unit-periods a year holds."""
        yearly = {"day": 365, "week": 52, "semimonth": 24, "month": 12, "quarter": 4, "year": 1}
        return Decimal(yearly[self.unit]) / self.every


def irr(flows: Sequence[Decimal]) -> Decimal:
    """The rate per period at which equally spaced flows add up to nothing."""
    return solve_rate(lambda rate: _net_value(flows, rate))


def _net_value(flows: Sequence[Decimal], rate: Decimal) -> Decimal:
    value = Decimal(0)
    for flow in reversed(flows):
        value = value / (1 + rate) + flow
    return value


def effective_rate(period_rate: Decimal, periods_per_year: int) -> Decimal:
    """The yearly rate with compounding of a rate per period."""
    with localcontext() as context:
        context.prec = PRECISION
        return (1 + period_rate) ** periods_per_year - 1


def effective_annual_rate(
    flows: Sequence[CashFlow], *, year_days: Decimal = Decimal(365)
) -> Decimal:
    """The compounded yearly rate of dated flows, time in days over the days of a year."""
    start = flows[0].on
    timed = [(Decimal(days_between(start, flow.on)) / year_days, flow.amount) for flow in flows]
    return effective_rate_of_times(timed)


def effective_rate_of_times(timed: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """The compounded yearly rate of flows at times given in years."""
    return solve_rate(
        lambda rate: sum((amount / (1 + rate) ** time for time, amount in timed), Decimal(0))
    )


def unit_period_rate(flows: Sequence[CashFlow], unit: UnitPeriod) -> Decimal:
    """The annual percentage rate by unit-periods (US Regulation Z, appendix J), as a fraction.

    Odd days before the first payment bear simple interest.
    """
    start = flows[0].on
    timed = [(*unit_periods(start, flow.on, unit), flow.amount) for flow in flows]
    rate = solve_rate(
        lambda rate: sum(
            (amount / ((1 + odd * rate) * (1 + rate) ** whole) for whole, odd, amount in timed),
            Decimal(0),
        )
    )
    return rate * unit.per_year


def unit_periods(start: date, end: date, unit: UnitPeriod) -> tuple[int, Decimal]:
    """Whole unit-periods counted back from the end, and the odd rest as a part of one."""
    if unit.unit in ("day", "week"):
        length = unit.every * (7 if unit.unit == "week" else 1)
        whole, odd = divmod(days_between(start, end), length)
        return whole, Decimal(odd) / length
    if unit.unit == "semimonth":
        return _semimonths(start, end)
    return _month_units(start, end, unit)


def _month_units(start: date, end: date, unit: UnitPeriod) -> tuple[int, Decimal]:
    length = unit.every * {"month": 1, "quarter": 3, "year": 12}[unit.unit]
    months = (end.year - start.year) * 12 + end.month - start.month
    months -= add_months(end, -months) < start
    whole, odd_months = divmod(months, length)
    odd_days = days_between(start, add_months(end, -months))
    if unit.unit == "year":
        return whole, Decimal(odd_months) / length + Decimal(odd_days) / (365 * unit.every)
    return whole, Decimal(odd_months * 30 + odd_days) / (30 * length)


def _semimonths(start: date, end: date) -> tuple[int, Decimal]:
    whole, reached = 0, end
    while (earlier := _half_month_before(reached)) >= start:
        whole, reached = whole + 1, earlier
    return whole, Decimal(days_between(start, reached)) / 15


def _half_month_before(day: date) -> date:
    if day.day > 15:
        return day.replace(day=day.day - 15)
    return add_months(day, -1, day.day + 15)


def solve_rate(value: Callable[[Decimal], Decimal]) -> Decimal:
    """The rate at which a value becomes zero, by bracketing and the Illinois rule."""
    with localcontext() as context:
        context.prec = PRECISION
        low, high = _bracket(value)
        return _narrow(value, low, high)


def _bracket(value: Callable[[Decimal], Decimal]) -> tuple[Decimal, Decimal]:
    """Two rates between which the value changes its sign, searched outward from zero."""
    steps = [Decimal(0), *(Decimal(2) ** power / 1000 for power in range(30))]
    for low, high in zip(steps, steps[1:], strict=False):
        if value(low) * value(high) <= 0:
            return low, high
    falls = [Decimal(0), *(-_ONE + Decimal(2) ** -power for power in range(1, 8))]
    for high, low in zip(falls, falls[1:], strict=False):
        if value(low) * value(high) <= 0:
            return low, high
    raise NoSolution("These payments have no rate: they never balance.")


def _narrow(value: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal:
    at_low, at_high = value(low), value(high)
    for _ in range(200):
        if at_low == at_high or abs(high - low) < _TOLERANCE:
            break
        middle = high - at_high * (high - low) / (at_high - at_low)
        at_middle = value(middle)
        if abs(at_middle) < _TOLERANCE:
            return middle
        if at_middle * at_high < 0:
            low, at_low = high, at_high
        else:
            at_low /= 2
        high, at_high = middle, at_middle
    return high if abs(at_high) <= abs(at_low) else low
