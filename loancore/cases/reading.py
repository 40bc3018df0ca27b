"""Reads the product of a case into loan terms."""

import decimal
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from loancore.dates import add_months
from loancore.daycount import DayCount
from loancore.money import FEN, round_money, round_places

Product = Mapping[str, Any]
NOMINAL_START = date(2024, 1, 1)
_TOO_LARGE = Decimal("1e15")

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "halfyear": 6, "semester": 6, "year": 12}
_DAYS = {"day": 1, "week": 7}
_PER_YEAR = {"day": 365, "week": 52, "semimonth": 24}
_DAY_COUNTS = {
    "ACT/360": DayCount.ACTUAL_360,
    "ACT/364": DayCount.ACTUAL_364,
    "ACT/365": DayCount.ACTUAL_365,
    "ACT/365F": DayCount.ACTUAL_365,
    "ACT/365FIXED": DayCount.ACTUAL_365,
    "ACT/365(CONSTANT)": DayCount.ACTUAL_365,
    "ACT/ACT": DayCount.ACTUAL_ACTUAL,
    "ACT/ACT-ISDA": DayCount.ACTUAL_ACTUAL,
    "ACT/ACT(ISDA)": DayCount.ACTUAL_ACTUAL,
    "30/360": DayCount.THIRTY_360,
    "30/360-BOND": DayCount.THIRTY_360,
    "30/360BONDBASIS": DayCount.THIRTY_360,
    "30A/360": DayCount.THIRTY_360,
    "30/360-US": DayCount.THIRTY_360_US,
    "30/360US": DayCount.THIRTY_360_US,
    "30U/360": DayCount.THIRTY_360_US,
    "30/360-EU": DayCount.THIRTY_E_360,
    "30E/360": DayCount.THIRTY_E_360,
    "30E/360-ISDA": DayCount.THIRTY_E_360_ISDA,
    "30E/360(ISDA)": DayCount.THIRTY_E_360_ISDA,
    "30E/360ISDA": DayCount.THIRTY_E_360_ISDA,
    "30/360-ISDA": DayCount.THIRTY_E_360_ISDA,
    "30/360-GERMAN": DayCount.THIRTY_E_360_ISDA,
}
_EQUAL_PERIODS = {
    "30/360(WHOLEPERIODS)",
    "MONTHLY1/12",
    "RATE/12PERPERIOD",
    "RATE/1PERPERIOD",
    "RATE/PERIODS",
    "N/A",
}


class NotOffered(Exception):
    """The program deliberately has no such product; the message says why."""


def params(product: Product) -> Mapping[str, Any]:
    """The special parameters of a product."""
    found: Mapping[str, Any] = product.get("params") or {}
    return found


def number(value: Any) -> Decimal:
    """An amount or rate written as a string or number; it must be finite and of sane size."""
    try:
        found = Decimal("" if isinstance(value, bool) else str(value))
    except ArithmeticError:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= _TOO_LARGE:
        raise ValueError(f"{value!r} is not an amount or a rate.")
    return found


def day(value: Any) -> date:
    """A date in ISO form."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is not a date (YYYY-MM-DD).") from None


def whole(value: Any) -> int:
    """A whole number."""
    found = number(value)
    if found != found.to_integral_value():
        raise ValueError(f"{value!r} is not a whole number.")
    return int(found)


def percent(value: Any) -> Decimal:
    """A percentage as a fraction."""
    return number(value) / 100


def rate_percent(value: Decimal) -> str:
    """A rate as a percentage with ten places."""
    return str(round_places(value * 100, 10))


def amount_text(amount: Decimal, product: Product) -> str:
    """An amount to the fen, or with ten places when the product rounds nothing."""
    if rounding_unit(product) is None and not params(product).get("round_each"):
        return str(round_places(amount, 10))
    return str(round_money(amount))


def disbursed_on(product: Product) -> date:
    """The disbursement date, or any day when the case has no calendar."""
    text = product.get("disbursement_date")
    return day(text) if text else NOMINAL_START


def day_count(product: Product) -> DayCount:
    """The day count of a product; equal periods count by months."""
    key = str(product.get("day_count") or "n/a").upper().replace(" ", "")
    key = key.replace("ACTUAL", "ACT")
    if key in _EQUAL_PERIODS or key.startswith("RATE/"):
        return DayCount.MONTHS
    if key not in _DAY_COUNTS:
        raise NotOffered(f"The program has no day count {product.get('day_count')!r}.")
    return _DAY_COUNTS[key]


def has_equal_periods(product: Product) -> bool:
    """Whether every period bears the same part of the yearly rate, whatever its days."""
    return day_count(product) is DayCount.MONTHS


def rounding_unit(product: Product) -> Decimal | None:
    """The payable unit; None when the product rounds nothing."""
    places = (product.get("rounding") or {}).get("decimals", 2)
    if isinstance(places, int):
        return Decimal(1).scaleb(-places) if places <= 2 else FEN
    return None


def rounding_mode(text: Any, default: str = decimal.ROUND_HALF_UP) -> str:
    """A rounding mode by its usual name."""
    mode = f"ROUND_{text}"
    return mode if mode in vars(decimal).values() else default


def months_apart(product: Product) -> int | None:
    """The spacing of instalments in months, or None when it is in days."""
    unit = _period_unit(product)
    return _MONTHS[unit] * _every(product) if unit in _MONTHS else None


def days_apart(product: Product) -> int | None:
    """The spacing of instalments in days, or None when it is in months."""
    unit = _period_unit(product)
    return _DAYS[unit] * _every(product) if unit in _DAYS else None


def _period_unit(product: Product) -> str:
    unit = str(product.get("period_unit") or "month")
    if unit not in _MONTHS and unit not in _PER_YEAR:
        raise ValueError(f"There is no period unit {unit!r}.")
    return unit


def _every(product: Product) -> int:
    every = whole(product.get("period_every") or 1)
    if not 1 <= every <= 1200:
        raise ValueError("Periods are 1 to 1200 units long.")
    return every


def periods_per_year(product: Product) -> Decimal:
    """How many instalments a year holds when periods are equal."""
    if "periods_per_year" in params(product):
        return number(params(product)["periods_per_year"])
    months = months_apart(product)
    if months:
        return Decimal(12) / months
    return Decimal(_PER_YEAR[_period_unit(product)]) / _every(product)


def next_due(due: date, product: Product, steps: int = 1) -> date:
    """The due date a number of periods later."""
    months = months_apart(product)
    if months:
        return add_months(due, months * steps)
    return due + timedelta(days=(days_apart(product) or 0) * steps)


def instalment_count(product: Product) -> int:
    """The number of instalments; more than a hundred years of months is an error of typing."""
    count = whole(product.get("n_periods") or 1)
    if not 1 <= count <= 1200:
        raise ValueError("A plan has 1 to 1200 instalments.")
    return count


def events(case: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The events of a case in their order."""
    return case.get("events") or []
