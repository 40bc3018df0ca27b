from datetime import date

import pytest
from hypothesis import given, settings

from loancore.dates import (
    add_months,
    due_dates,
    is_quarter_settlement_day,
    moved_to_working_day,
    quarter_due_dates,
    working_day_deadline,
    working_days_between,
)
from tests.loancore.strategies import DAYS

NATIONAL_DAY = frozenset(date(2025, 10, day) for day in range(1, 9))
MAKE_UP = frozenset({date(2025, 9, 28), date(2025, 10, 11)})


def test_counts_working_days_over_a_holiday_with_make_up_days() -> None:
    """EX19."""
    due = working_day_deadline(date(2025, 9, 26), 5, holidays=NATIONAL_DAY, make_up_days=MAKE_UP)
    assert due == date(2025, 10, 10)
    days = working_days_between(date(2025, 9, 26), due, holidays=NATIONAL_DAY, make_up_days=MAKE_UP)
    assert days == 5


def test_an_engine_without_calendar_is_a_week_early() -> None:
    nothing: frozenset[date] = frozenset()
    due = working_day_deadline(date(2025, 9, 26), 5, holidays=nothing, make_up_days=nothing)
    assert due == date(2025, 10, 3)


def test_the_31st_comes_back_after_a_short_month() -> None:
    assert due_dates(date(2025, 1, 31), 4) == [
        date(2025, 2, 28),
        date(2025, 3, 31),
        date(2025, 4, 30),
        date(2025, 5, 31),
    ]


def test_a_first_due_date_at_a_short_months_end_keeps_the_longer_day() -> None:
    dues = due_dates(date(2024, 1, 30), 2, first_due_on=date(2024, 2, 29))
    assert dues == [date(2024, 2, 29), date(2024, 3, 30)]


def test_a_due_day_leaves_a_first_period_of_at_least_fifteen_days() -> None:
    assert due_dates(date(2025, 7, 10), 1, due_day=20) == [date(2025, 8, 20)]
    assert due_dates(date(2025, 7, 5), 1, due_day=20) == [date(2025, 7, 20)]


def test_steps_by_days() -> None:
    assert due_dates(date(2024, 1, 1), 2, days=14) == [date(2024, 1, 15), date(2024, 1, 29)]


def test_quarters_end_on_the_day_after_settlement() -> None:
    assert quarter_due_dates(date(2025, 7, 10), date(2026, 1, 10)) == [
        date(2025, 9, 21),
        date(2025, 12, 21),
        date(2026, 1, 10),
    ]
    assert is_quarter_settlement_day(date(2025, 9, 20))
    assert not is_quarter_settlement_day(date(2025, 8, 20))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("none", date(2025, 5, 31)),
        ("forward", date(2025, 6, 2)),
        ("backward", date(2025, 5, 30)),
        ("adjusted", date(2025, 5, 30)),
    ],
)
def test_moves_a_due_date_off_the_weekend(rule: str, expected: date) -> None:
    nothing: frozenset[date] = frozenset()
    saturday = date(2025, 5, 31)
    moved = moved_to_working_day(saturday, rule=rule, holidays=nothing, make_up_days=nothing)
    assert moved == expected


@settings(max_examples=100, deadline=None)
@given(DAYS)
def test_months_forth_and_back_keep_the_anchor(day: date) -> None:
    assert add_months(add_months(day, 13, day.day), -13, day.day) == day
