from datetime import date
from decimal import Decimal

import pytest

from loancore.allocation import AllocationPolicy, Kind, OpenItem
from loancore.errors import LoanCoreError
from loancore.explain import (
    explain_allocation,
    explain_claim,
    explain_headroom,
    explain_instalment,
    explain_interest,
    explain_payoff,
    explain_penalty,
    explain_subsidy,
)
from loancore.fund import PartyShare
from loancore.payoff import LoanPosition, payoff_quote
from loancore.schedule import LoanTerms
from loancore.subsidy import borrower_pays_rate, share_of_interest

TERMS = LoanTerms(
    Decimal(200000), Decimal("0.036"), date(2025, 7, 10), 36, "equal_instalment", "months"
)


def test_interest_names_days_rule_and_rounding() -> None:
    found = explain_interest(
        Decimal(300000), Decimal("0.035"), date(2025, 7, 10), date(2025, 9, 21), "actual/360"
    )
    assert found.amount == Decimal("2129.17")
    assert found.inputs["days"] == 73
    assert found.rule == "day count actual/360, first day in, last day out"
    assert found.rounding == "half up to 0.01 from 2129.1666666667"


def test_an_instalment_is_the_sum_of_its_explained_parts() -> None:
    found = explain_instalment(TERMS, 1)
    assert found.amount == Decimal("5869.28")
    assert [part.amount for part in found.parts] == [Decimal("600.00"), Decimal("5269.28")]
    assert found.parts[1].formula == "level instalment - interest"


def test_the_last_instalment_takes_the_whole_balance() -> None:
    found = explain_instalment(TERMS, 36)
    assert found.amount == Decimal("5869.11")
    assert found.parts[1].formula == "opening balance"


def test_an_instalment_that_does_not_exist_is_refused() -> None:
    with pytest.raises(LoanCoreError):
        explain_instalment(TERMS, 37)


def test_penalty_shows_the_raised_rate() -> None:
    found = explain_penalty(
        Decimal("5555.56"),
        Decimal("0.036"),
        due_on=date(2025, 8, 10),
        until=date(2025, 8, 20),
    )
    assert found.amount == Decimal("8.33")
    assert found.inputs["annual_rate"] == Decimal("0.0540")


def test_subsidy_by_either_rule() -> None:
    start, end = date(2025, 7, 10), date(2025, 8, 9)
    above = explain_subsidy(
        Decimal(200000),
        Decimal("0.036"),
        start=start,
        end=end,
        rule=borrower_pays_rate(Decimal("0.015")),
    )
    half = explain_subsidy(
        Decimal(200000),
        Decimal("0.036"),
        start=start,
        end=end,
        rule=share_of_interest(Decimal("0.5"), principal_cap=Decimal(100000)),
    )
    assert (above.amount, half.amount) == (Decimal("350.00"), Decimal("150.00"))
    assert above.parts[0].amount == Decimal("600.00")


def test_fund_figures() -> None:
    left = explain_headroom(
        Decimal(10000000), Decimal(5), Decimal(20000000), committed=Decimal(1000000)
    )
    assert left.amount == Decimal(29000000)
    assert left.parts[0].amount == Decimal(50000000)
    shares = [PartyShare("fund", Decimal("0.8")), PartyShare("bank", Decimal("0.2"))]
    assert explain_claim(Decimal(180000), Decimal(1575), shares).amount == Decimal("144000.00")


def test_pay_off_reads_as_text() -> None:
    position = LoanPosition(Decimal(200000), Decimal("0.036"), date(2025, 7, 10), "actual/360")
    lines = explain_payoff(payoff_quote(position, date(2025, 7, 25))).lines()
    assert lines == [
        "200300.00 = principal + interest + penalty + compound + costs [on=2025-07-25, "
        "principal=200000, interest=300, penalty=0, compound=0, costs=0]; "
        "each part is rounded, the total is their sum"
    ]


def test_a_payment_names_its_order_and_what_was_owed() -> None:
    due = date(2026, 4, 2)
    owed = [
        OpenItem(Kind.PRINCIPAL, due, Decimal("5269.28"), 1),
        OpenItem(Kind.INTEREST, due, Decimal("600.00"), 1),
        OpenItem(Kind.PENALTY, due, Decimal("7.90"), 1),
    ]
    found = explain_allocation(Decimal(700), owed, on=date(2026, 4, 12), days_past_due=10)
    assert [str(part.amount) for part in found.parts] == ["7.90", "600.00", "92.10"]
    assert [part.inputs["owed"] for part in found.parts] == [each.amount for each in owed[::-1]]
    assert found.rule.startswith("order costs > fee > penalty > compound > interest > principal")
    assert found.amount == 700
    policy = AllocationPolicy(late_order=(Kind.PRINCIPAL, Kind.INTEREST))
    late = explain_allocation(
        Decimal(6000), owed, on=date(2026, 8, 1), policy=policy, days_past_due=121
    )
    assert [part.rule for part in late.parts] == ["place 1 of the order", "place 2 of the order"]
    assert late.inputs["rest"] == Decimal("130.72")
