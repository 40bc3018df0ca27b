"""What the fund holds, promises and can still promise."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from guarantees.models import FundMovement, Guarantee, Reservation
from guarantees.postings import cash
from guarantees.states import BINDING, GuaranteeState
from ledger.selectors import balance
from loancore.explain import Explained, explain_headroom
from loancore.fund import capacity, guaranteed_portion, headroom
from loancore.money import ZERO
from parties.models import Organisation
from policy.selectors import parameter
from servicing.models import Instalment


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


@dataclass(frozen=True)
class FundAccount:
    """The fund at one bank: its account in the journal, cash, and what is guaranteed there."""

    bank: Organisation
    address: str
    cash: Decimal
    in_guarantee: Decimal
    reserved: Decimal


def accounts_of(on: date) -> list[FundAccount]:
    """The fund bank by bank."""
    found = []
    for bank in handling_banks():
        now = bound(on, bank)
        found.append(
            FundAccount(bank, cash(bank.code), fund_cash(bank), now.in_guarantee, now.reserved)
        )
    return found


def banks_with_account() -> QuerySet[Organisation]:
    """Banks money of the fund can lie at."""
    return Organisation.objects.filter(kind=Organisation.Kind.BANK).order_by("code")


def fund_explained(now: FundPosition) -> Explained:
    """Where the free capacity comes from, figure by figure."""
    return explain_headroom(now.cash, now.multiplier, now.in_guarantee, committed=now.reserved)


def open_reservations() -> QuerySet[Reservation]:
    """What is promised and binds the fund now, newest first."""
    found = Reservation.objects.filter(released_on=None)
    return found.select_related("guarantee__case__borrower", "guarantee__case__bank")


def fund_movements() -> QuerySet[FundMovement]:
    """Contributions, interest and withdrawals, newest first."""
    return FundMovement.objects.select_related("bank", "recorded_by__person", "fund")


def expected_relief(on: date, until: date) -> Decimal:
    """Principal that falls due until a day under guarantees in force: it frees capacity."""
    due = Instalment.objects.filter(
        loan__guarantee__state=GuaranteeState.IN_FORCE, due_on__gt=on, due_on__lte=until
    )
    rows = (
        due.order_by()
        .values("loan__guarantee__fund_share")
        .annotate(due=Sum(F("principal") - F("paid_principal")))
    )
    return sum((exposure(r["due"], r["loan__guarantee__fund_share"], on) for r in rows), ZERO)
