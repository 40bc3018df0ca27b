"""What must be true of fund, guarantees and claims at every moment; one sentence per finding."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from guarantees import postings
from guarantees.models import Claim, Fund, Guarantee, Recovery, Reservation, SecurityUse
from guarantees.selectors.fund import fund_position
from guarantees.selectors.securities import worth
from guarantees.states import BINDING, ClaimState, GuaranteeState
from ledger.selectors import balance
from loancore.fund import guaranteed_portion
from loancore.money import ZERO
from policy.selectors import business_date
from screens.wording import yuan
from servicing.models import Loan
from servicing.states import LoanState


def discrepancies(on: date | None = None) -> list[str]:
    """All findings; an empty list is the proof."""
    if not Fund.objects.exists():
        return []
    today = on or business_date()
    return [
        *_overcommitted(today),
        *_reservations_without_promise(),
        *_promises_without_reservation(),
        *_claims_beyond_cover(),
        *_recoveries_that_do_not_add_up(),
        *_claims_in_the_books(),
        *_securities_overused(today),
    ]


def _overcommitted(on: date) -> Iterator[str]:
    """I3. Only claims paid may bring it below zero: they take cash and bind nothing new."""
    position = fund_position(on)
    paid = Claim.objects.filter(state=ClaimState.PAID).aggregate(sum=Sum("fund_amount"))["sum"]
    allowed = (paid or ZERO) * position.multiplier
    if position.free + allowed < 0:
        yield _("The fund has promised %(amount)s more than it may.") % {
            "amount": yuan(-position.free)
        }


def _reservations_without_promise() -> Iterator[str]:
    held = Reservation.objects.filter(released_on=None).exclude(guarantee__state__in=BINDING)
    for reservation in held.select_related("guarantee__case"):
        yield _("Capacity is held for guarantee %(number)s, which binds nothing.") % {
            "number": reservation.guarantee
        }


def _promises_without_reservation() -> Iterator[str]:
    held = Reservation.objects.filter(released_on=None).values("guarantee")
    for guarantee in Guarantee.objects.filter(state__in=BINDING).exclude(pk__in=held):
        yield _("Guarantee %(number)s binds the fund without a reservation.") % {
            "number": guarantee
        }


def _claims_beyond_cover() -> Iterator[str]:
    """I10. A claim is at most the fund's share of what its guarantee covers."""
    claims = Claim.objects.exclude(state__in=[ClaimState.REJECTED, ClaimState.WITHDRAWN])
    for claim in claims.select_related("guarantee"):
        covered = claim.principal
        if "interest" in claim.guarantee.covers:
            covered += claim.interest
        if claim.fund_amount > guaranteed_portion(covered, claim.guarantee.fund_share):
            yield _("Claim %(number)s is above the fund's share of what is covered.") % {
                "number": claim.number
            }


def _recoveries_that_do_not_add_up() -> Iterator[str]:
    whole = F("costs") + F("fund_part") + F("bank_part")
    wrong = ~Q(gross=whole) | Q(fund_part__lt=0) | Q(bank_part__lt=0)
    for recovery in Recovery.objects.filter(wrong):
        yield _("The parts of recovery %(reference)s do not make up the receipt.") % {
            "reference": recovery.reference
        }


def _claims_in_the_books() -> Iterator[str]:
    """The fund's claims and losses in the journal are what the loans say is owed to it."""
    owed = _sum_of(
        Loan.objects.filter(state__in=[LoanState.CLAIMED, LoanState.RECOVERING]),
        "taken_over",
        "interest_taken_over",
    )
    lost = _sum_of(
        Loan.objects.filter(state=LoanState.WRITTEN_OFF, claims__state=ClaimState.PAID),
        "fund_written_off",
        "interest_taken_over",
    )
    for address, amount in ((postings.CLAIMS, owed), (postings.LOSSES, lost)):
        if balance(address) != amount:
            yield _("Account %(address)s shows %(balance)s, the loans say %(amount)s.") % {
                "address": address,
                "balance": yuan(balance(address)),
                "amount": yuan(amount),
            }


def _sum_of(loans: object, *columns: str) -> Decimal:
    sums = loans.aggregate(**{name: Sum(name) for name in columns})  # type: ignore[attr-defined]
    return sum((part or ZERO for part in sums.values()), ZERO)


def _securities_overused(on: date) -> Iterator[str]:
    """A security carries no more than it was worth when it was used: no use beyond its value."""
    uses = SecurityUse.objects.filter(
        released_on=None, guarantee__state=GuaranteeState.COMMITTED
    ).select_related("security")
    for security in {use.security for use in uses}:
        found = worth(security, on)
        if found.used > found.lendable:
            yield _("Security %(security)s carries %(used)s; its value allows %(value)s.") % {
                "security": security,
                "used": yuan(found.used),
                "value": yuan(found.lendable),
            }
