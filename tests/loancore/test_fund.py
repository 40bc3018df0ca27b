from decimal import Decimal

import pytest

from loancore.errors import LoanCoreError
from loancore.fund import (
    BeyondEligible,
    ClaimCover,
    InvalidShares,
    MultiplierTier,
    PartyAmount,
    PartyShare,
    capacity,
    claim_amounts,
    claim_rate,
    guarantee_fee,
    headroom,
    is_suspended,
    multiplier_for,
    share_out,
    share_recovery,
    top_up_needed,
    used_share,
)

TIERS = [
    MultiplierTier(Decimal(0), Decimal(5)),
    MultiplierTier(Decimal("0.90"), Decimal(10)),
]
SHARES = [PartyShare("fund", Decimal("0.8")), PartyShare("bank", Decimal("0.2"))]

BANKS = [
    ("12000000", "0.9520", 10, "120000000", "54000000", "66000000", "0.4500"),
    ("5000000", "0.8999", 5, "25000000", "21500000", "3500000", "0.8600"),
    ("3000000", "0.9700", 10, "30000000", "9000000", "21000000", "0.3000"),
]


@pytest.mark.parametrize(
    ("fund", "rate", "multiple", "whole", "in_guarantee", "left", "used"), BANKS
)
def test_ex11_capacity_of_each_bank(
    fund: str, rate: str, multiple: int, whole: str, in_guarantee: str, left: str, used: str
) -> None:
    assert multiplier_for(Decimal(rate), TIERS) == multiple
    assert capacity(Decimal(fund), Decimal(multiple)) == Decimal(whole)
    assert headroom(Decimal(fund), Decimal(multiple), Decimal(in_guarantee)) == Decimal(left)
    assert used_share(Decimal(whole), Decimal(in_guarantee)) == Decimal(used)


def test_ex11_pooled_at_five() -> None:
    pooled = Decimal(20000000)
    assert capacity(pooled, Decimal(5)) == Decimal(100000000)
    assert headroom(pooled, Decimal(5), Decimal(84500000)) == Decimal(15500000)


def test_ex11_reaching_the_claim_rate_suspends() -> None:
    rate = claim_rate(Decimal(900000), Decimal(4500000))
    assert rate == Decimal("0.20")
    assert is_suspended(rate, Decimal("0.20"))
    assert not is_suspended(rate, Decimal("0.20"), operator=">")


def test_ten_million_times_five() -> None:
    assert capacity(Decimal(10000000), Decimal(5)) == Decimal(50000000)


def test_a_fallen_multiplier_makes_headroom_negative() -> None:
    left = headroom(Decimal(1000), Decimal(5), Decimal(6000), committed=Decimal(500))
    assert left == Decimal(-1500)


def test_ex12_claim_on_principal_only_and_with_interest() -> None:
    plain = claim_amounts(Decimal(180000), Decimal(1575), SHARES)
    assert plain.parts == [
        PartyAmount("fund", Decimal("144000.00")),
        PartyAmount("bank", Decimal("36000.00")),
    ]
    whole = claim_amounts(Decimal(180000), Decimal(1575), SHARES, cover=ClaimCover(True))
    assert [part.amount for part in whole.parts] == [Decimal("145260.00"), Decimal("36315.00")]


def test_ex12_recoveries_return_by_the_same_shares() -> None:
    first = share_recovery(Decimal(50000), SHARES, costs=Decimal(3000))
    second = share_recovery(Decimal("9999.99"), SHARES)
    assert [part.amount for part in first] == [Decimal("37600.00"), Decimal("9400.00")]
    assert [part.amount for part in second] == [Decimal("7999.99"), Decimal("2000.00")]
    fund = Decimal(5000000) - Decimal(144000) + first[0].amount + second[0].amount
    assert fund == Decimal("4901599.99")
    assert Decimal(5000000) - fund == Decimal("98400.01")


def test_ex18_a_capped_portfolio_pays_what_is_left_of_the_cap() -> None:
    claim = claim_amounts(
        Decimal(112500),
        Decimal(0),
        SHARES,
        cover=ClaimCover(portfolio_cap=Decimal(1600000)),
        paid_under_cap=Decimal(1550000),
    )
    assert claim.payable == Decimal(50000)
    assert claim.parts[-1] == PartyAmount("bank", Decimal("62500.00"))


def test_ex18_guarantee_fee() -> None:
    fee = guarantee_fee(Decimal(250000), Decimal("0.75"), Decimal("0.03"))
    assert fee == Decimal("5625.00")


def test_three_parties_share_and_the_last_takes_the_residue() -> None:
    shares = [
        PartyShare("fund", Decimal("0.70")),
        PartyShare("bank", Decimal("0.25")),
        PartyShare("company", Decimal("0.05")),
    ]
    parts = share_out(Decimal("100.01"), shares)
    assert [part.amount for part in parts] == [
        Decimal("70.01"),
        Decimal("25.00"),
        Decimal("5.00"),
    ]


def test_refuses_shares_that_are_not_the_whole() -> None:
    with pytest.raises(InvalidShares):
        share_out(Decimal(1), SHARES[:1])


def test_refuses_more_recovery_than_is_owed() -> None:
    with pytest.raises(BeyondEligible):
        share_recovery(Decimal(101), SHARES, owed=Decimal(100))
    with pytest.raises(BeyondEligible):
        share_recovery(Decimal(1), SHARES, costs=Decimal(2))


def test_a_rate_below_every_tier_is_an_error_of_the_policy() -> None:
    with pytest.raises(LoanCoreError):
        multiplier_for(Decimal("0.5"), TIERS[1:])


def test_finance_tops_up_below_the_trigger() -> None:
    assert top_up_needed(Decimal(70), Decimal(100), Decimal("0.8")) == 30
    assert top_up_needed(Decimal(80), Decimal(100), Decimal("0.8")) == 0
