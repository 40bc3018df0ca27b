from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.money import MoneyError, capital_words, format_money, round_money, split, split_evenly

WORDS = [
    ("200000", "人民币贰拾万元整"),
    ("0", "人民币零元整"),
    ("0.50", "人民币伍角整"),
    ("0.05", "人民币伍分"),
    ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
    ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
    ("6007.14", "人民币陆仟零柒元壹角肆分"),
    ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
    ("325.04", "人民币叁佰贰拾伍元零肆分"),
    ("5869.28", "人民币伍仟捌佰陆拾玖元贰角捌分"),
    ("100010000", "人民币壹亿零壹万元整"),
    ("10500000.10", "人民币壹仟零伍拾万元零壹角整"),
    ("1000100010001", "人民币壹万零壹亿零壹万零壹元整"),
    ("-12.30", "人民币负壹拾贰元叁角整"),
]


@pytest.mark.parametrize(("amount", "words"), WORDS)
def test_writes_amounts_in_capital_words(amount: str, words: str) -> None:
    assert capital_words(Decimal(amount)) == words


def test_refuses_words_for_parts_of_a_fen() -> None:
    with pytest.raises(MoneyError):
        capital_words(Decimal("1.005"))


def test_rounds_half_up_unless_the_product_says_otherwise() -> None:
    assert round_money(Decimal("0.125")) == Decimal("0.13")
    assert round_money(Decimal("0.125"), mode=ROUND_HALF_EVEN) == Decimal("0.12")
    assert round_money(Decimal("0.129"), mode=ROUND_DOWN) == Decimal("0.12")
    assert round_money(Decimal("1250"), unit=Decimal(100)) == Decimal("1300.00")
    assert round_money(Decimal("0.12345"), unit=None) == Decimal("0.12345")


def test_shows_two_places_and_thousands() -> None:
    assert format_money(Decimal("200000")) == "200,000.00"
    assert format_money(Decimal("-1234.5")) == "-1,234.50"


def test_the_last_part_takes_the_remainder() -> None:
    assert split_evenly(Decimal("100.00"), 3) == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]


@settings(max_examples=100, deadline=None)
@given(
    st.decimals("-99999999", "99999999", places=2),
    st.lists(st.decimals("0", "100", places=3), min_size=1, max_size=8).filter(any),
)
def test_a_split_loses_no_fen_and_keeps_the_sign(amount: Decimal, shares: list[Decimal]) -> None:
    parts = split(amount, shares)
    assert sum(parts) == amount
    assert all(part * amount >= 0 for part in parts)


def test_refuses_shares_that_are_nothing() -> None:
    for shares in ([], [Decimal(0)], [Decimal(-1), Decimal(2)]):
        with pytest.raises(MoneyError):
            split(Decimal(1), shares)
