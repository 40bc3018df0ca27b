from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.fund import PartyShare
from loancore.subsidy import (
    SubsidyRule,
    UnknownSubsidyRule,
    borrower_pays_rate,
    clawback,
    fund_subsidy,
    graded_share,
    points_under_lpr,
    share_of_interest,
    subsidise,
    subsidised_span,
)
from tests.loancore.strategies import AMOUNTS, DAYS, FEW, RATES

SETTLED = [
    date(2022, 2, 15),
    date(2022, 3, 21),
    date(2022, 6, 21),
    date(2022, 9, 21),
    date(2022, 12, 21),
    date(2023, 2, 15),
]


def test_ex04_borrower_pays_up_to_lpr_less_150_points() -> None:
    rule = points_under_lpr(Decimal("0.0370"), Decimal("0.0150"))
    periods = [
        subsidise(Decimal(200000), Decimal("0.0520"), start=start, end=end, rule=rule)
        for start, end in zip(SETTLED, SETTLED[1:], strict=False)
    ]
    assert [period.subsidy for period in periods] == [
        Decimal("566.67"),
        Decimal("1533.33"),
        Decimal("1533.33"),
        Decimal("1516.67"),
        Decimal("933.33"),
    ]
    assert [period.borrower for period in periods] == [
        Decimal("415.55"),
        Decimal("1124.45"),
        Decimal("1124.45"),
        Decimal("1112.22"),
        Decimal("684.45"),
    ]
    assert sum(period.interest for period in periods) == Decimal("10544.45")


def first_month(rule: SubsidyRule) -> tuple[Decimal, Decimal]:
    period = subsidise(
        Decimal(200000),
        Decimal("0.036"),
        start=date(2025, 7, 10),
        end=date(2025, 8, 10),
        rule=rule,
        day_count="months",
    )
    return period.borrower, period.subsidy


def test_first_month_of_the_programme() -> None:
    assert first_month(borrower_pays_rate(Decimal("0.015"))) == (
        Decimal("250.00"),
        Decimal("350.00"),
    )
    assert first_month(share_of_interest(Decimal("0.5"))) == (Decimal("300.00"), Decimal("300.00"))


def test_above_the_cap_the_borrower_bears_all() -> None:
    rule = share_of_interest(Decimal("0.5"), principal_cap=Decimal(100000))
    assert first_month(rule) == (Decimal("450.00"), Decimal("150.00"))


def test_a_rate_below_the_borrowers_gives_no_subsidy() -> None:
    assert first_month(borrower_pays_rate(Decimal("0.05"))) == (Decimal("600.00"), Decimal("0.00"))


def test_the_graded_share_falls_by_year() -> None:
    rule = graded_share([Decimal(1), Decimal(2) / 3, Decimal(1) / 3])
    shares = [
        subsidise(
            Decimal(100000),
            Decimal("0.036"),
            start=date(2025, 7, 10),
            end=date(2025, 8, 9),
            rule=rule,
            loan_year=year,
        ).subsidy
        for year in (1, 2, 3, 4)
    ]
    assert shares == [Decimal("300.00"), Decimal("200.00"), Decimal("100.00"), Decimal("0.00")]


def test_the_span_ends_with_maturity_or_lost_eligibility() -> None:
    start, end = date(2025, 6, 21), date(2025, 9, 21)
    span = subsidised_span(
        start,
        end,
        drawn_on=date(2025, 7, 1),
        ends_on=date(2026, 7, 1),
        stopped_on=date(2025, 8, 1),
    )
    assert span == (date(2025, 7, 1), date(2025, 8, 1))
    assert subsidised_span(start, end, drawn_on=date(2025, 7, 1), ends_on=start) is None


def test_the_local_budget_bears_the_excess() -> None:
    funded = fund_subsidy(
        Decimal("100.01"),
        Decimal("60.00"),
        standard_shares=[
            PartyShare("central", Decimal("0.75")),
            PartyShare("province", Decimal("0.10")),
            PartyShare("county", Decimal("0.15")),
        ],
        excess_shares=[PartyShare("county", Decimal(1))],
    )
    assert [part.amount for part in funded.standard] == [
        Decimal("45.00"),
        Decimal("6.00"),
        Decimal("9.00"),
    ]
    assert funded.excess[0].amount == Decimal("40.01")
    assert funded.total == Decimal("100.01")


def test_ex08_clawback_of_the_diverted_part() -> None:
    assert clawback(Decimal("875.00"), Decimal(300000), Decimal(150000)) == Decimal("437.50")


def test_refuses_an_unknown_rule() -> None:
    with pytest.raises(UnknownSubsidyRule):
        first_month(SubsidyRule("guess"))


@settings(max_examples=FEW, deadline=None)
@given(AMOUNTS, RATES, RATES, DAYS, st.integers(0, 400))
def test_borrower_and_subsidy_add_up_to_the_interest(
    principal: Decimal, rate: Decimal, borrower_rate: Decimal, start: date, days: int
) -> None:
    period = subsidise(
        principal,
        rate,
        start=start,
        end=date.fromordinal(start.toordinal() + days),
        rule=borrower_pays_rate(borrower_rate),
    )
    assert period.borrower + period.subsidy == period.interest
    assert min(period.borrower, period.subsidy) >= 0
