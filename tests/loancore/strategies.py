"""Loan terms of every kind, for properties that must hold for all of them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from loancore.daycount import DayCount
from loancore.schedule import LoanTerms, Method

FEW = 60
DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
AMOUNTS = st.decimals("0.01", "3000000", places=2)
RATES = st.decimals("0", "0.24", places=4)
DAY_COUNTS = st.sampled_from(list(DayCount))
METHODS = st.sampled_from(
    [
        Method.EQUAL_INSTALMENT,
        Method.EQUAL_PRINCIPAL,
        Method.INTEREST_ONLY_MONTHLY,
        Method.INTEREST_ONLY_QUARTERLY,
        Method.SINGLE_PAYMENT,
        Method.SEASONAL,
    ]
)


@st.composite
def loan_terms(draw: st.DrawFn, amounts: st.SearchStrategy[Decimal] = AMOUNTS) -> LoanTerms:
    method = draw(METHODS)
    months = draw(st.integers(1, 36))
    takes_multiple = method in {Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL}
    multiples = st.sampled_from([None, Decimal("0"), Decimal("1"), Decimal("100")])
    return LoanTerms(
        principal=draw(amounts),
        annual_rate=draw(RATES),
        disbursed_on=draw(DAYS),
        term_months=months,
        method=method,
        day_count=draw(DAY_COUNTS),
        due_day=draw(st.none() | st.integers(2, 31)),
        instalment_multiple=draw(multiples) if takes_multiple else None,
        season_months=frozenset({6, 10}) if method == Method.SEASONAL else frozenset(),
        first_period_interest=draw(st.sampled_from(["added", "spread"])),
        level_rule=draw(st.sampled_from(["rounded", "evened", "smallest"])),
    )
