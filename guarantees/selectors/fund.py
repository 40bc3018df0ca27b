"""What the fund holds, promises and can still promise."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from guarantees.models import Guarantee
from guarantees.postings import cash
from guarantees.states import BINDING
from ledger.selectors import balance
from loancore.fund import capacity, guaranteed_portion, headroom
from loancore.money import ZERO
from parties.models import Organisation
from policy.selectors import parameter


@dataclass(frozen=True)
class FundPosition:
    """The fund on a day: cash, capacity, what is in guarantee, reserved and free."""

    cash: Decimal
    multiplier: Decimal
    capacity: Decimal
    in_guarantee: Decimal
    reserved: Decimal
    free: Decimal


def handling_banks() -> list[Organisation]:
    """Banks that hold an account of the fund, whatever their status."""
    return list(Organisation.objects.filter(kind=Organisation.Kind.BANK).order_by("code"))


def fund_cash(bank: Organisation, on: date | None = None) -> Decimal:
    """The fund's money at one bank."""
    return balance(cash(bank.code), on)


def exposure(principal: Decimal, fund_share: Decimal, on: date) -> Decimal:
    """What a principal binds of the capacity: all of it, or the fund's share, as the rule says."""
    if parameter("fund.exposure_basis", on) == "share":
        return guaranteed_portion(principal, fund_share)
    return principal


@dataclass(frozen=True)
class Bound:
    """What guarantees bind of the capacity: paid out and still owed, and promised."""

    in_guarantee: Decimal
    reserved: Decimal


def bound(on: date, bank: Organisation | None = None) -> Bound:
    """What binding guarantees bind now; one query, so that no payout falls between two."""
    guarantees = Guarantee.objects.filter(state__in=BINDING, reservations__released_on=None)
    if bank:
        guarantees = guarantees.filter(case__bank=bank)
    drawn = Q(loan__disbursed_on__isnull=False)
    rows = list(
        guarantees.order_by()
        .values("fund_share")
        .annotate(
            owed=Sum("loan__outstanding", filter=drawn, default=ZERO),
            promised=Sum("reservations__amount", filter=~drawn, default=ZERO),
        )
    )
    return Bound(
        in_guarantee=sum((exposure(r["owed"], r["fund_share"], on) for r in rows), ZERO),
        reserved=sum((row["promised"] for row in rows), ZERO),
    )


def fund_position(on: date) -> FundPosition:
    """The whole fund: capacity = cash x multiplier; free = capacity - in guarantee - reserved."""
    money = sum((fund_cash(bank) for bank in handling_banks()), ZERO)
    multiplier = Decimal(str(parameter("fund.multiplier", on)))
    now = bound(on)
    return FundPosition(
        cash=money,
        multiplier=multiplier,
        capacity=capacity(money, multiplier),
        in_guarantee=now.in_guarantee,
        reserved=now.reserved,
        free=headroom(money, multiplier, now.in_guarantee, committed=now.reserved),
    )
