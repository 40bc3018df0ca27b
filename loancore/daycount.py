"""Day-count conventions: which part of a year lies between two dates."""

from calendar import isleap
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from loancore.dates import add_months, days_between, is_month_end


class DayCount(StrEnum):
    """How the days of an interest period are turned into a part of a year."""

    ACTUAL_360 = "actual/360"
    ACTUAL_364 = "actual/364"
    ACTUAL_365 = "actual/365"
    ACTUAL_ACTUAL = "actual/actual"
    THIRTY_360 = "30/360"
    THIRTY_360_US = "30/360 us"
    THIRTY_E_360 = "30e/360"
    THIRTY_E_360_ISDA = "30e/360 isda"
    MONTHS = "months"


def year_fraction(start: date, end: date, day_count: str, *, anchor: int | None = None) -> Decimal:
    """The part of a year from start to end; the first day counts, the last does not.

    The anchor is the due day of a plan; only counting by months needs it, at short months.
    """
    return Decimal(year_part(start, end, day_count, anchor=anchor)) / year_parts(day_count)


def year_part(start: date, end: date, day_count: str, *, anchor: int | None = None) -> int:
    """The same as a whole number of parts, of which the year has `year_parts`: nothing is lost."""
    if end < start:
        raise ValueError("An interest period must not end before it starts.")
    if day_count == DayCount.MONTHS:
        return _months(start, end, anchor)
    count = _PARTS.get(day_count) or _PARTS[DayCount(day_count)]
    return count(start, end)


def year_parts(day_count: str) -> int:
    """How many parts a year has in a convention."""
    return _YEARS.get(DayCount(day_count), 360)


def counted_days(start: date, end: date, day_count: str) -> int:
    """The days a convention counts between two dates, for statements that print them."""
    thirty = _THIRTY.get(DayCount(day_count))
    return thirty(start, end) if thirty else days_between(start, end)


def whole_months(start: date, end: date, anchor: int | None = None) -> int:
    """Whole months from start to end; month end to month end counts as whole."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (add_months(start, months, _anchor(start, end, anchor)) > end)


def _anchor(start: date, end: date, anchor: int | None) -> int:
    """The plan's due day where the period starts on it, else the day of the start."""
    if anchor and add_months(start, 0, anchor) == start:
        return anchor
    return 31 if is_month_end(start) and is_month_end(end) else start.day


def _months(start: date, end: date, anchor: int | None) -> int:
    """逐笔计息: whole months at a twelfth of the year, odd days at a 360th."""
    if start.day == end.day <= 28 and (anchor is None or anchor == start.day):
        return 30 * (12 * (end.year - start.year) + end.month - start.month)
    months = whole_months(start, end, anchor)
    reached = add_months(start, months, _anchor(start, end, anchor))
    return months * 30 + days_between(reached, end)


def _actual_actual(start: date, end: date) -> int:
    """ISDA: a day of a leap year is a 366th, any other a 365th."""
    if start.year == end.year:
        return days_between(start, end) * _day_part(start.year)
    first, last = date(start.year + 1, 1, 1), date(end.year, 1, 1)
    whole = (end.year - start.year - 1) * _COMMON * _LEAP
    ends = days_between(start, first) * _day_part(start.year)
    return ends + whole + days_between(last, end) * _day_part(end.year)


def _day_part(year: int) -> int:
    return _COMMON if isleap(year) else _LEAP


def _thirty(start: date, end: date, days: tuple[int, int]) -> int:
    months = 12 * (end.year - start.year) + end.month - start.month
    return 30 * months + days[1] - days[0]


def _thirty_bond(start: date, end: date) -> int:
    """Bond basis: the 31st becomes the 30th, at the end only after a 30th or 31st."""
    day_1 = min(start.day, 30)
    return _thirty(start, end, (day_1, min(end.day, 30) if day_1 == 30 else end.day))


def _thirty_us(start: date, end: date) -> int:
    """US rule: as bond basis, and the end of February counts as the 30th."""
    if not _is_february_end(start):
        return _thirty_bond(start, end)
    day_2 = 30 if _is_february_end(end) or end.day == 31 else end.day
    return _thirty(start, end, (30, day_2))


def _thirty_european(start: date, end: date) -> int:
    return _thirty(start, end, (min(start.day, 30), min(end.day, 30)))


def _thirty_isda(start: date, end: date) -> int:
    """ISDA 30E/360: every month end counts as the 30th, February too."""
    days = [30 if is_month_end(day) else day.day for day in (start, end)]
    return _thirty(start, end, (days[0], days[1]))


def _is_february_end(day: date) -> bool:
    return day.month == 2 and is_month_end(day)


_COMMON, _LEAP = 365, 366
_THIRTY: dict[str, Callable[[date, date], int]] = {
    DayCount.THIRTY_360: _thirty_bond,
    DayCount.THIRTY_360_US: _thirty_us,
    DayCount.THIRTY_E_360: _thirty_european,
    DayCount.THIRTY_E_360_ISDA: _thirty_isda,
}
COUNTED_BY_DAYS = frozenset({DayCount.ACTUAL_360, DayCount.ACTUAL_364, DayCount.ACTUAL_365})
_PARTS: dict[str, Callable[[date, date], int]] = {
    DayCount.ACTUAL_360: days_between,
    DayCount.ACTUAL_364: days_between,
    DayCount.ACTUAL_365: days_between,
    DayCount.ACTUAL_ACTUAL: _actual_actual,
    **_THIRTY,
}
_YEARS = {
    DayCount.ACTUAL_364: 364,
    DayCount.ACTUAL_365: 365,
    DayCount.ACTUAL_ACTUAL: _COMMON * _LEAP,
}
