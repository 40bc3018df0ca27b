"""What the fund holds, promises and can still promise."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from guarantees.models import Guarantee, Reservation
from guarantees.postings import cash
from guarantees.states import BINDING, GuaranteeState
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


def in_guarantee(on: date, bank: Organisation | None = None) -> Decimal:
    """What paid-out loans under guarantees in force bind: outstanding principal, by the rule."""
    guarantees = Guarantee.objects.filter(
        state=GuaranteeState.IN_FORCE, loan__disbursed_on__isnull=False
    )
    if bank:
        guarantees = guarantees.filter(case__bank=bank)
    sums = guarantees.values_list("fund_share").annotate(total=Sum("loan__outstanding"))
    return sum((exposure(total, share, on) for share, total in sums.order_by()), ZERO)


def reserved(bank: Organisation | None = None) -> Decimal:
    """Promised and not paid out yet: the amounts of open reservations."""
    reservations = Reservation.objects.filter(
        released_on=None, guarantee__state__in=BINDING
    ).exclude(guarantee__loan__disbursed_on__isnull=False)
    if bank:
        reservations = reservations.filter(guarantee__case__bank=bank)
    return reservations.aggregate(total=Sum("amount"))["total"] or ZERO


def fund_position(on: date) -> FundPosition:
    """The whole fund: capacity = cash x multiplier; free = capacity - in guarantee - reserved."""
    money = sum((fund_cash(bank) for bank in handling_banks()), ZERO)
    multiplier = Decimal(str(parameter("fund.multiplier", on)))
    bound, promised = in_guarantee(on), reserved()
    return FundPosition(
        cash=money,
        multiplier=multiplier,
        capacity=capacity(money, multiplier),
        in_guarantee=bound,
        reserved=promised,
        free=headroom(money, multiplier, bound, committed=promised),
    )
