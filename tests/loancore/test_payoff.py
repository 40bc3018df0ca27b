from datetime import date
from decimal import Decimal

from loancore.arrears import CompoundRule
from loancore.payoff import LoanPosition, OverdueAmount, PayoffRule, payoff_quote

RATES = (Decimal("0.045"), Decimal("0.0675"), date(2025, 3, 10))
MATURED = LoanPosition(
    Decimal(0),
    Decimal("0.045"),
    date(2025, 3, 10),
    "actual/360",
    (
        OverdueAmount(date(2024, 12, 21), interest=Decimal("1137.50")),
        OverdueAmount(date(2025, 3, 10), Decimal(100000), Decimal("987.50")),
    ),
)


def test_ex07_pay_off() -> None:
    quote = payoff_quote(MATURED, date(2025, 6, 8), PayoffRule(compound=CompoundRule(*RATES)))
    assert (quote.interest, quote.penalty) == (Decimal("2125.00"), Decimal("1687.50"))
    assert quote.compound == Decimal("47.09")
    assert quote.total == Decimal("103859.59")


def test_ex07_pay_off_with_capitalisation() -> None:
    rule = PayoffRule(compound=CompoundRule(*RATES, (date(2025, 3, 21),)))
    assert payoff_quote(MATURED, date(2025, 6, 8), rule).total == Decimal("103859.83")


def test_a_running_loan_owes_interest_to_the_day() -> None:
    position = LoanPosition(
        Decimal(200000), Decimal("0.036"), date(2025, 7, 10), "actual/360", costs=Decimal(50)
    )
    quote = payoff_quote(position, date(2025, 7, 25))
    assert quote.interest == Decimal("300.00")
    assert quote.total == Decimal("200350.00")


def test_on_the_start_day_only_principal_is_owed() -> None:
    position = LoanPosition(Decimal(200000), Decimal("0.036"), date(2025, 7, 10), "months")
    assert payoff_quote(position, date(2025, 7, 10)).total == Decimal(200000)
