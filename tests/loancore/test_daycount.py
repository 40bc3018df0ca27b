from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from loancore.daycount import DayCount, counted_days, whole_months, year_fraction
from tests.loancore.strategies import DAY_COUNTS, DAYS

DAYS_360 = [
    ("30/360", date(2024, 2, 29), date(2025, 2, 28), 359),
    ("30/360 us", date(2024, 2, 29), date(2025, 2, 28), 360),
    ("30e/360", date(2023, 1, 31), date(2023, 2, 28), 28),
    ("30e/360 isda", date(2023, 1, 31), date(2023, 2, 28), 30),
    ("30/360", date(2024, 2, 29), date(2024, 3, 31), 32),
    ("30e/360", date(2024, 2, 29), date(2024, 3, 31), 31),
    ("30/360", date(2024, 1, 30), date(2024, 3, 31), 60),
    ("actual/360", date(2024, 1, 31), date(2024, 2, 29), 29),
]


@pytest.mark.parametrize(("convention", "start", "end", "days"), DAYS_360)
def test_each_convention_counts_its_own_days(
    convention: str, start: date, end: date, days: int
) -> None:
    assert counted_days(start, end, convention) == days
    assert year_fraction(start, end, convention) == Decimal(days) / 360


def test_isda_splits_a_period_at_the_turn_of_a_leap_year() -> None:
    fraction = year_fraction(date(2023, 12, 1), date(2024, 3, 1), DayCount.ACTUAL_ACTUAL)
    assert fraction == Decimal(31) / 365 + Decimal(60) / 366


def test_months_are_whole_from_month_end_to_month_end() -> None:
    assert whole_months(date(2025, 2, 28), date(2025, 3, 31)) == 1
    assert whole_months(date(2025, 2, 28), date(2025, 3, 30), anchor=30) == 1
    assert whole_months(date(2025, 2, 28), date(2025, 3, 27)) == 0


def test_months_and_odd_days() -> None:
    fraction = year_fraction(date(2025, 7, 10), date(2025, 8, 20), DayCount.MONTHS)
    assert fraction == Decimal(40) / 360


def test_refuses_a_period_that_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="must not end"):
        year_fraction(date(2025, 1, 2), date(2025, 1, 1), DayCount.ACTUAL_360)


@settings(max_examples=100, deadline=None)
@given(DAYS, DAYS, DAY_COUNTS)
def test_a_longer_period_never_counts_less(first: date, second: date, convention: str) -> None:
    start, end = sorted((first, second))
    later = end.replace(year=end.year + 1) if (end.month, end.day) != (2, 29) else end
    assert 0 <= year_fraction(start, end, convention) <= year_fraction(start, later, convention)
