"""The figures of a claim and of what may still be recovered, each from one function."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from guarantees.models import Claim, Guarantee, Recovery
from guarantees.states import ClaimState, MovementState
from loancore.dates import add_months
from loancore.explain import Explained, explain_claim
from loancore.fund import (
    ClaimCover,
    PartyShare,
    claim_amounts,
    claim_rate,
    share_recovery,
)
from loancore.money import ZERO
from parties.models import User
from servicing.models import Loan
from servicing.selectors.books import book_on, position


@dataclass(frozen=True)
class ClaimFigures:
    """What the guarantee covers on a day and who bears how much of it."""

    on: date
    days_past_due: int
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    covers_interest: bool
    fund_share: Decimal
    fund_amount: Decimal
    fund_interest: Decimal
    bank_amount: Decimal

    @property
    def allowed(self) -> Decimal:
        """What the guarantee covers, before it is shared."""
        return self.fund_amount + self.bank_amount

    @property
    def excluded(self) -> Decimal:
        """What the guarantee does not cover: penalty always, interest as agreed."""
        return self.penalty + (ZERO if self.covers_interest else self.interest)

    def as_facts(self) -> dict[str, Any]:
        """The figures as text, to be kept with the claim."""
        return {name: str(value) for name, value in asdict(self).items()}


def liability(guarantee: Guarantee) -> list[PartyShare]:
    """Who bears the loss: the fund its share, the bank the rest and the rounding."""
    return [
        PartyShare("fund", guarantee.fund_share),
        PartyShare("bank", 1 - guarantee.fund_share),
    ]


def claim_figures(guarantee: Guarantee, on: date) -> ClaimFigures:
    """The computation of a claim on a day: allowed items, shares, and what is excluded."""
    loan = guarantee.loan
    assert loan
    open_now = position(loan, on)
    covers_interest = "interest" in guarantee.covers
    interest = open_now.interest + open_now.running_interest
    shares = liability(guarantee)
    whole = claim_amounts(
        open_now.principal,
        interest,
        shares,
        cover=ClaimCover(covers_interest=covers_interest),
    )
    of_principal = claim_amounts(open_now.principal, ZERO, shares, cover=ClaimCover())
    return ClaimFigures(
        on=on,
        days_past_due=open_now.days_past_due,
        principal=open_now.principal,
        interest=interest,
        penalty=open_now.penalty,
        covers_interest=covers_interest,
        fund_share=guarantee.fund_share,
        fund_amount=whole.payable,
        fund_interest=whole.payable - of_principal.payable,
        bank_amount=whole.eligible - whole.payable,
    )


@dataclass(frozen=True)
class Debt:
    """What the borrower owes after a claim, given up or not: to the fund and to the bank."""

    fund: Decimal
    bank: Decimal

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.fund + self.bank


def debt_after_claim(claim: Claim, on: date) -> Debt:
    """The debt of a claimed loan on a day, by whom it is owed to."""
    book = book_on(claim.loan, on)
    return Debt(book.fund_claim, book.bank_claim)


@dataclass(frozen=True)
class RecoverySplit:
    """Money that came back, net of costs, and where it goes."""

    net: Decimal
    fund: Decimal
    bank: Decimal
    left: Debt


def recovery_split(claim: Claim, *, gross: Decimal, costs: Decimal, on: date) -> RecoverySplit:
    """Split by the shares of liability; what one side is no longer owed goes to the other."""
    owed = debt_after_claim(claim, on)
    fund, bank = (
        part.amount for part in share_recovery(gross, liability(claim.guarantee), costs=costs)
    )
    over = max(fund - owed.fund, ZERO) - max(bank - owed.bank, ZERO)
    fund, bank = fund - over, bank + over
    return RecoverySplit(
        net=fund + bank, fund=fund, bank=bank, left=Debt(owed.fund - fund, owed.bank - bank)
    )


def claim_wait(guarantee: Guarantee, on: date) -> int:
    """How many days are missing until a claim is possible; zero when it is."""
    late = claim_figures(guarantee, on).days_past_due
    return max(guarantee.claim_waiting_days + 1 - late, 0)


def claim_explained(claim: Claim) -> Explained:
    """Where the amount of a claim comes from, figure by figure."""
    covers = ClaimCover(covers_interest="interest" in claim.guarantee.covers)
    return explain_claim(claim.principal, claim.interest, liability(claim.guarantee), cover=covers)


@dataclass(frozen=True)
class ClaimRates:
    """How often the fund pays and how much comes back, over the twelve months before a day."""

    paid: Decimal
    ended: Decimal
    claim_rate: Decimal
    recovered: Decimal
    paid_ever: Decimal
    recovery_rate: Decimal


def claim_rates(user: User, on: date) -> ClaimRates:
    """Claim rate: claims paid in 12 months / guarantees that ended in them.

    Recovery rate: recovered for the fund, net of costs, / claims ever paid.
    """
    since = add_months(on, -12)
    claims = claims_seen_by(user).filter(state=ClaimState.PAID)
    paid = _sum(claims.filter(paid_on__gt=since, paid_on__lte=on), "fund_amount")
    guarantees = Guarantee.objects.visible_to(user)
    released = guarantees.filter(released_on__gt=since, released_on__lte=on)
    claimed = guarantees.filter(
        claims__in=claims.filter(paid_on__gt=since, paid_on__lte=on), released_on=None
    )
    ended = _sum(released, "amount") + _sum(claimed, "amount")
    back = Recovery.objects.visible_to(user).filter(state=MovementState.POSTED)
    recovered, ever = _sum(back, "fund_part"), _sum(claims, "fund_amount")
    return ClaimRates(
        paid=paid,
        ended=ended,
        claim_rate=claim_rate(paid, ended),
        recovered=recovered,
        paid_ever=ever,
        recovery_rate=claim_rate(recovered, ever),
    )


def _sum(rows: QuerySet[Any], column: str) -> Decimal:
    return rows.aggregate(sum=Sum(column))["sum"] or ZERO


def claims_seen_by(user: User) -> QuerySet[Claim]:
    """Claims of the cases this user may know of."""
    related = ("case__borrower", "case__bank", "case__programme__center", "loan", "guarantee")
    found: QuerySet[Claim] = Claim.objects.visible_to(user)
    return found.select_related(*related)


def live_claim(loan: Loan) -> Claim | None:
    """The claim of a loan that counts."""
    return Claim.objects.filter(loan=loan).exclude(state__in=["rejected", "withdrawn"]).first()
