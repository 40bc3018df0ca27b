from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.errors import NoSolution
from loancore.money import round_places
from loancore.rates import (
    CashFlow,
    UnitPeriod,
    effective_annual_rate,
    effective_rate,
    irr,
    unit_period_rate,
    unit_periods,
)


def test_rate_of_equal_payments_and_its_yearly_forms() -> None:
    rate = irr([Decimal(-10000), *[Decimal(900)] * 12])
    assert round_places(rate * 100, 6) == Decimal("1.204346")
    assert round_places(rate * 1200, 6) == Decimal("14.452148")
    assert round_places(effective_rate(rate, 12) * 100, 6) == Decimal("15.448936")


def test_effective_rate_by_days() -> None:
    flows = [
        CashFlow(date(1994, 1, 1), Decimal(1000)),
        CashFlow(date(1995, 1, 1), Decimal(-600)),
        CashFlow(date(1996, 1, 1), Decimal(-600)),
    ]
    assert round_places(effective_annual_rate(flows) * 100, 2) == Decimal("13.07")


def test_rate_by_unit_periods_with_a_short_first_period() -> None:
    paid = [CashFlow(date(2023, 11, 30), Decimal(-250))]
    paid += [CashFlow(date(2023, 12, day), Decimal(-250)) for day in (7, 14, 21, 28)]
    flows = [CashFlow(date(2023, 11, 24), Decimal(1000)), *paid]
    rate = unit_period_rate(flows, UnitPeriod("week"))
    assert round_places(rate * 100, 2) == Decimal("434.30")


def test_counts_unit_periods_back_from_the_payment() -> None:
    def periods(start: date, end: date, unit: UnitPeriod) -> tuple[int, Decimal]:
        return unit_periods(start, end, unit)

    assert periods(date(1978, 2, 23), date(1978, 3, 16), UnitPeriod("semimonth")) == (
        1,
        Decimal("0.4"),
    )
    assert periods(date(1978, 6, 23), date(1978, 10, 1), UnitPeriod("quarter")) == (
        1,
        Decimal(8) / 90,
    )
    assert periods(date(2024, 1, 31), date(2024, 3, 31), UnitPeriod("month")) == (
        2,
        Decimal(0),
    )


def test_a_negative_rate_is_found_too() -> None:
    assert round_places(irr([Decimal(-100), Decimal(50), Decimal(40)]), 4) == Decimal("-0.0699")


def test_flows_that_never_balance_have_no_rate() -> None:
    with pytest.raises(NoSolution):
        irr([Decimal(100), Decimal(100)])


@settings(max_examples=50, deadline=None)
@given(st.decimals("0.0001", "0.9", places=4), st.integers(1, 36))
def test_finds_the_rate_that_made_the_payments(rate: Decimal, count: int) -> None:
    annuity = sum(((1 + rate) ** -index for index in range(1, count + 1)), Decimal(0))
    found = irr([Decimal(-1000), *[Decimal(1000) / annuity] * count])
    assert round_places(found, 12) == rate
