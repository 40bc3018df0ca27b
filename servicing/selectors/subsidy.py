"""What the interest subsidy is worth on a loan, as its borrower is told."""

from dataclasses import dataclass
from decimal import Decimal

from loancore.money import ZERO, round_money
from servicing.models import Loan


@dataclass(frozen=True)
class SubsidyOutlook:
    """The rate one bears oneself, and how the interest of the whole plan is shared."""

    own_rate: Decimal
    interest: Decimal
    subsidy: Decimal


def subsidy_outlook(loan: Loan) -> SubsidyOutlook | None:
    """The subsidy of the plan as it stands, or none where the borrower bears everything."""
    own = min(loan.product_version.borrower_rate, loan.interest_rate)
    whole = sum((row.interest for row in loan.instalments.all()), ZERO)
    if own == loan.interest_rate or not whole:
        return None
    share = (loan.interest_rate - own) / loan.interest_rate
    return SubsidyOutlook(own, whole, round_money(whole * share))
