"""A draft entry out of balance cannot be built."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import OutOfBalance
from ledger.postings import DraftEntry, DraftLine, draft, line

FEN = st.integers(-(10**12), 10**12).map(lambda fen: Decimal(fen).scaleb(-2))


def test_draft_keeps_its_lines_in_order():
    built = draft("Paid in", line("fund:cash", Decimal("5.00")), line("fund:own", Decimal("-5.00")))
    assert [(each.address, each.amount) for each in built.lines] == [
        ("fund:cash", Decimal("5.00")),
        ("fund:own", Decimal("-5.00")),
    ]
    assert built.turnover == Decimal("5.00")


def test_draft_leaves_out_lines_of_zero():
    built = draft(
        "Received",
        line("bank:cash", Decimal("5.00")),
        line("bank:penalty", Decimal("0.00")),
        line("bank:loans", Decimal("-5.00")),
    )
    assert [each.address for each in built.lines] == ["bank:cash", "bank:loans"]


def test_refuses_a_draft_out_of_balance_by_one_fen():
    with pytest.raises(OutOfBalance):
        draft("Wrong", line("fund:cash", Decimal("5.00")), line("fund:own", Decimal("-4.99")))


@pytest.mark.parametrize("amounts", [[], ["0.00", "0.00"]])
def test_refuses_a_draft_that_moves_nothing(amounts):
    with pytest.raises(OutOfBalance):
        draft("Nothing", *(line("fund:cash", Decimal(each)) for each in amounts))


@pytest.mark.parametrize("amount", [1.5, 5, "5.00"])
def test_refuses_amounts_that_are_no_decimals(amount):
    with pytest.raises(TypeError):
        line("fund:cash", amount)


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "1E+16"])
def test_refuses_amounts_that_cannot_be_posted(amount):
    with pytest.raises(ValueError, match="fund:cash"):
        line("fund:cash", Decimal(amount))


@pytest.mark.parametrize("address", ["", "cash", "Fund:cash", "fund::cash", "fund:cash:", "a b:c"])
def test_refuses_what_is_not_an_address(address):
    with pytest.raises(ValueError, match="address"):
        line(address, Decimal("1.00"))


@given(st.lists(FEN, max_size=6))
def test_whatever_can_be_built_is_balanced(amounts):
    lines = tuple(DraftLine("fund:cash", each) for each in amounts)
    try:
        built = DraftEntry("Any", lines)
    except OutOfBalance:
        assert sum(amounts) != 0 or len(amounts) < 2 or 0 in amounts
    else:
        assert sum(each.amount for each in built.lines) == 0
        assert built.turnover * 2 == sum(abs(each) for each in amounts)
