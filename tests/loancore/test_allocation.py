from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.allocation import PRINCIPAL_FIRST, AllocationPolicy, Kind, OpenItem, allocate
from loancore.errors import InvalidAllocation

TODAY = date(2025, 4, 1)
FIRST, SECOND, THIRD = date(2025, 2, 10), date(2025, 3, 10), date(2025, 5, 10)
OWED = [
    OpenItem(Kind.PRINCIPAL, FIRST, Decimal("5000.00"), 1),
    OpenItem(Kind.INTEREST, FIRST, Decimal("600.00"), 1),
    OpenItem(Kind.PENALTY, FIRST, Decimal("12.50"), 1),
    OpenItem(Kind.PRINCIPAL, SECOND, Decimal("5000.00"), 2),
    OpenItem(Kind.INTEREST, SECOND, Decimal("585.00"), 2),
    OpenItem(Kind.COSTS, SECOND, Decimal("80.00"), 0),
    OpenItem(Kind.PRINCIPAL, THIRD, Decimal("5000.00"), 3),
    OpenItem(Kind.INTEREST, THIRD, Decimal("570.00"), 3),
]


def settled(amount: str, policy: AllocationPolicy, days: int = 0) -> list[tuple[str, int, str]]:
    done = allocate(Decimal(amount), OWED, on=TODAY, policy=policy, days_past_due=days)
    return [(line.kind, line.instalment, str(line.amount)) for line in done.lines]


def test_costs_penalty_interest_principal_each_oldest_first() -> None:
    assert settled("1300.00", AllocationPolicy()) == [
        ("costs", 0, "80.00"),
        ("penalty", 1, "12.50"),
        ("interest", 1, "600.00"),
        ("interest", 2, "585.00"),
        ("principal", 1, "22.50"),
    ]


def test_switches_to_principal_first_after_ninety_days() -> None:
    policy = AllocationPolicy(late_order=PRINCIPAL_FIRST)
    assert settled("100.00", policy, days=90)[0][0] == "costs"
    assert settled("180.00", policy, days=90)[1][0] == "penalty"
    assert settled("180.00", policy, days=91) == [
        ("costs", 0, "80.00"),
        ("principal", 1, "100.00"),
    ]


def test_clears_one_instalment_before_the_next() -> None:
    policy = AllocationPolicy(direction="by_instalment")
    lines = settled("5700.00", policy)
    assert lines[:3] == [("costs", 0, "80.00"), ("penalty", 1, "12.50"), ("interest", 1, "600.00")]
    assert lines[3] == ("principal", 1, "5000.00")


def test_holds_an_excess_unless_told_otherwise() -> None:
    done = allocate(Decimal("12000.00"), OWED, on=TODAY)
    assert done.rest == Decimal("722.50")


def test_pays_the_next_instalment_in_advance() -> None:
    lines = settled("12000.00", AllocationPolicy(excess="next"))
    assert lines[-2:] == [("interest", 3, "570.00"), ("principal", 3, "152.50")]


def test_prepays_principal_only() -> None:
    lines = settled("12000.00", AllocationPolicy(excess="prepayment"))
    assert lines[-1] == ("principal", 3, "722.50")


def test_refuses_a_negative_payment_and_an_order_that_repeats() -> None:
    with pytest.raises(InvalidAllocation):
        allocate(Decimal(-1), OWED, on=TODAY)
    with pytest.raises(InvalidAllocation):
        allocate(Decimal(1), OWED, on=TODAY, policy=AllocationPolicy(order=("fee", "fee")))
    with pytest.raises(InvalidAllocation):
        allocate(Decimal(1), OWED, on=TODAY, policy=AllocationPolicy(excess="keep"))


@settings(max_examples=100, deadline=None)
@given(
    st.decimals("0", "20000", places=2),
    st.sampled_from(["hold", "next", "last", "spread", "prepayment"]),
    st.sampled_from(["by_kind", "by_instalment"]),
)
def test_lines_and_rest_add_up_and_nothing_is_overpaid(
    amount: Decimal, excess: str, direction: str
) -> None:
    policy = AllocationPolicy(excess=excess, direction=direction)
    done = allocate(amount, OWED, on=TODAY, policy=policy)
    assert sum(line.amount for line in done.lines) + done.rest == amount
    for item in OWED:
        paid = sum(
            line.amount
            for line in done.lines
            if (line.kind, line.instalment) == (item.kind, item.instalment)
        )
        assert paid <= item.amount
