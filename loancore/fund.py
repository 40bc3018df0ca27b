"""The guarantee fund: capacity, headroom, claims, loss sharing and recoveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from loancore.errors import LoanCoreError
from loancore.money import ZERO, round_money, round_places, split

ONE = Decimal(1)


class InvalidShares(LoanCoreError):
    """Parties whose shares of a loss do not add up to the whole."""

    code = "shares_invalid"


class BeyondEligible(LoanCoreError):
    """A recovery or claim above what is owed."""

    code = "beyond_eligible"


@dataclass(frozen=True)
class MultiplierTier:
    """From this repayment rate on the fund may guarantee this multiple of its cash."""

    repayment_rate_from: Decimal
    multiplier: Decimal


@dataclass(frozen=True)
class PartyShare:
    """The share of a loss one party bears."""

    party: str
    share: Decimal


@dataclass(frozen=True)
class PartyAmount:
    """The money one party bears or receives."""

    party: str
    amount: Decimal


def multiplier_for(repayment_rate: Decimal, tiers: Sequence[MultiplierTier]) -> Decimal:
    """The multiple the fund may guarantee after last year's repayment rate."""
    reached = [tier for tier in tiers if tier.repayment_rate_from <= repayment_rate]
    if not reached:
        raise LoanCoreError("No multiplier tier covers this repayment rate.")
    return max(reached, key=lambda tier: tier.repayment_rate_from).multiplier


def capacity(balance: Decimal, multiplier: Decimal) -> Decimal:
    """The most the fund may guarantee: its cash times the multiplier."""
    return round_money(balance * multiplier)


def headroom(
    balance: Decimal, multiplier: Decimal, in_guarantee: Decimal, *, committed: Decimal = ZERO
) -> Decimal:
    """What may still be committed; negative blocks new loans and breaks no old one."""
    return capacity(balance, multiplier) - in_guarantee - committed


def used_share(capacity_amount: Decimal, in_guarantee: Decimal, places: int = 4) -> Decimal:
    """The part of the capacity in use; a fund without capacity is fully used."""
    if capacity_amount <= 0:
        return ONE
    return round_places(in_guarantee / capacity_amount, places)


def claim_rate(claims_paid: Decimal, base: Decimal, places: int = 6) -> Decimal:
    """Claims paid over guarantees released (or balance); zero when nothing was released."""
    return round_places(claims_paid / base, places) if base else Decimal(0)


def is_suspended(rate: Decimal, threshold: Decimal, *, operator: str = ">=") -> bool:
    """Whether a claim rate stops new loans: 达到 is >=, 超过 is >."""
    return {">=": rate >= threshold, ">": rate > threshold}[operator]


def require_whole(shares: Sequence[PartyShare]) -> None:
    """Refuse shares that are negative or do not add up to one."""
    if not shares or min(row.share for row in shares) < 0:
        raise InvalidShares("Every party needs a share that is not negative.")
    if sum(row.share for row in shares) != 1:
        raise InvalidShares("The shares of all parties must add up to one.")


def share_out(amount: Decimal, shares: Sequence[PartyShare]) -> list[PartyAmount]:
    """Divide a loss or a recovery among the parties; the last takes the remainder."""
    require_whole(shares)
    parts = split(amount, [row.share for row in shares])
    return [PartyAmount(row.party, part) for row, part in zip(shares, parts, strict=True)]


@dataclass(frozen=True)
class ClaimCover:
    """What a claim covers: principal always, normal interest up to a number of days.

    Penalty and compound interest are never covered.
    """

    covers_interest: bool = False
    portfolio_cap: Decimal | None = None


@dataclass(frozen=True)
class ClaimAmounts:
    """The eligible loss, what each party bears, and what a cap leaves to the lender."""

    eligible: Decimal
    parts: list[PartyAmount]
    payable: Decimal
    capped_off: Decimal = ZERO


def claim_amounts(
    principal: Decimal,
    normal_interest: Decimal,
    shares: Sequence[PartyShare],
    *,
    cover: ClaimCover | None = None,
    paid_under_cap: Decimal = ZERO,
) -> ClaimAmounts:
    """The claim the first party (the fund) pays, and the loss of the others.

    Under a portfolio cap the fund pays what is left of it; the last party bears the rest.
    """
    cover = cover or ClaimCover()
    eligible = principal + (normal_interest if cover.covers_interest else ZERO)
    parts = share_out(eligible, shares)
    payable = parts[0].amount
    if cover.portfolio_cap is not None:
        payable = min(payable, max(cover.portfolio_cap - paid_under_cap, ZERO))
    capped_off = parts[0].amount - payable
    if capped_off:
        last = PartyAmount(parts[-1].party, parts[-1].amount + capped_off)
        parts = [PartyAmount(parts[0].party, payable), *parts[1:-1], last]
    return ClaimAmounts(eligible, parts, payable, capped_off)


def share_recovery(
    amount: Decimal,
    shares: Sequence[PartyShare],
    *,
    costs: Decimal = ZERO,
    owed: Decimal | None = None,
) -> list[PartyAmount]:
    """Divide recovered money, net of costs, by the shares of the loss.

    Never more than what is still owed plus costs.
    """
    net = amount - costs
    if net < 0:
        raise BeyondEligible("The costs of a recovery are above the money recovered.")
    if owed is not None and net > owed:
        raise BeyondEligible(f"Only {owed} is still owed on this loan.")
    return share_out(net, shares)


def guarantee_fee(principal: Decimal, coverage_share: Decimal, fee_rate: Decimal) -> Decimal:
    """The fee on the guaranteed portion, rounded."""
    return round_money(principal * coverage_share * fee_rate)


def guaranteed_portion(principal: Decimal, coverage_share: Decimal) -> Decimal:
    """The part of the principal the fund answers for, rounded."""
    return round_money(principal * coverage_share)


def top_up_needed(balance: Decimal, target: Decimal, trigger_share: Decimal) -> Decimal:
    """What finance restores once the balance falls below the trigger; otherwise nothing."""
    return target - balance if target > 0 and balance < target * trigger_share else ZERO
