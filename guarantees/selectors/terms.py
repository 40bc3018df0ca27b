"""How long a guarantee lasts: from payout to maturity and the claim period after it."""

from collections.abc import Iterator
from datetime import date, timedelta

from guarantees.models import Guarantee
from guarantees.states import GuaranteeState
from loancore.dates import add_months
from policy.selectors import parameter


def term_end(guarantee: Guarantee, on: date) -> date:
    """The last day on which the bank can claim; the loan is paid out."""
    assert guarantee.loan
    assert guarantee.loan.maturity_on
    return add_months(guarantee.loan.maturity_on, int(parameter("guarantee.claim_months", on)))


def expiring_guarantees(on: date, *, within: int) -> Iterator[Guarantee]:
    """Guarantees in force that end within so many days while the loan is owed."""
    latest = on + timedelta(days=within)
    matured = Guarantee.objects.filter(
        state=GuaranteeState.IN_FORCE, loan__maturity_on__lte=latest
    ).select_related("loan__bank", "case")
    return (each for each in matured if term_end(each, on) <= latest)
