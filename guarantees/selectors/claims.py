"""The figures of a claim and of what may still be recovered, each from one function."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from guarantees.models import Claim, Guarantee
from loancore.fund import ClaimCover, PartyShare, claim_amounts, share_recovery
from loancore.money import ZERO
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


def live_claim(loan: Loan) -> Claim | None:
    """The claim of a loan that counts."""
    return Claim.objects.filter(loan=loan).exclude(state__in=["rejected", "withdrawn"]).first()
