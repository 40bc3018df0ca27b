from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.daycount import DayCount
from loancore.interest import (
    Segment,
    Step,
    accruals,
    balance_days,
    interest,
    interest_by_balance_days,
    interest_by_entry,
    interest_over,
    segments,
)
from loancore.money import round_money
from tests.loancore.strategies import AMOUNTS, DAY_COUNTS, DAYS, FEW, RATES

START, END = date(2025, 7, 10), date(2025, 9, 21)


def test_three_ways_of_counting_give_three_results() -> None:
    principal, rate = Decimal(300000), Decimal("0.035")
    actual = interest(principal, rate, START, END, DayCount.ACTUAL_360)
    assert round_money(actual) == Decimal("2129.17")
    assert round_money(interest_by_entry(principal, rate, start=START, end=END)) == Decimal(
        "2070.83"
    )
    product = balance_days([Segment(principal, rate, START, END)])
    assert product == 21900000
    assert round_money(interest_by_balance_days(product, rate, 360)) == Decimal("2129.17")


def test_cuts_a_period_where_balance_or_rate_changes() -> None:
    parts = segments(
        [Step(date(2025, 1, 1), Decimal(1000)), Step(date(2025, 2, 1), Decimal(400))],
        [Step(date(2025, 1, 1), Decimal("0.03")), Step(date(2025, 2, 15), Decimal("0.06"))],
        start=date(2025, 1, 1),
        end=date(2025, 3, 1),
    )
    assert parts == [
        Segment(Decimal(1000), Decimal("0.03"), date(2025, 1, 1), date(2025, 2, 1)),
        Segment(Decimal(400), Decimal("0.03"), date(2025, 2, 1), date(2025, 2, 15)),
        Segment(Decimal(400), Decimal("0.06"), date(2025, 2, 15), date(2025, 3, 1)),
    ]


def test_the_first_day_bears_interest_and_the_last_does_not() -> None:
    one_day = interest(Decimal(360), Decimal(1), START, START + timedelta(1), DayCount.ACTUAL_360)
    assert one_day == 1
    assert interest(Decimal(360), Decimal(1), START, START, DayCount.ACTUAL_360) == 0


@settings(max_examples=FEW, deadline=None)
@given(AMOUNTS, RATES, DAYS, DAY_COUNTS, st.integers(1, 40))
def test_daily_accruals_add_up_to_the_interest_of_the_period(
    principal: Decimal, rate: Decimal, start: date, convention: str, length: int
) -> None:
    days = [start + timedelta(days=index) for index in range(1, length + 1)]
    part = Segment(principal, rate, start, days[-1])
    postings = accruals([part], days, convention)
    assert sum(postings) == round_money(interest_over([part], convention))
