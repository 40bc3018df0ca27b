"""Which payments are odd, the facts behind them, and when staff hear of a late loan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from parties.models import User
from servicing.models import Instalment, Loan, PaymentException, Repayment


def still_owing() -> Q:
    """Repayments of loans on which something was due when the money came and is open still."""
    rows = Instalment.objects.filter(
        loan=OuterRef("loan"), due_on__lte=OuterRef("received_on"), settled_on=None
    )
    return Q(Exists(rows))


def is_partial(repayment: Repayment) -> bool:
    """Whether an instalment that was due when the money came is still open in part."""
    if repayment.purpose != Repayment.Purpose.REGULAR:
        return False
    due = repayment.loan.instalments.filter(due_on__lte=repayment.received_on, settled_on=None)
    return bool(due.exists())


def paid_by_other(repayment: Repayment) -> bool:
    """Whether the payer the bank names is not the borrower."""
    payer = repayment.payer.strip()
    return bool(payer) and payer != repayment.loan.borrower.name


def exception_facts(repayment: Repayment, on: date) -> dict[str, Any]:
    """What is known when a payment is noticed, kept as it was then."""
    loan = repayment.loan
    open_rows = loan.instalments.filter(due_on__lte=on, settled_on=None)
    owed = sum(
        row.principal + row.interest - row.paid_principal - row.paid_interest for row in open_rows
    )
    return {
        "amount": str(repayment.amount),
        "received_on": repayment.received_on.isoformat(),
        "channel": repayment.channel,
        "payer": repayment.payer,
        "open": str(owed),
        "days_past_due": loan.days_past_due,
        "times_late": loan.overdue_cases.count(),
    }


def alert_step(loan: Loan, days: Sequence[int]) -> int:
    """The last day of alert a late loan has reached, 0 before the first."""
    return max((day for day in days if day <= loan.days_past_due), default=0)


def exceptions_for(user: User) -> QuerySet[PaymentException]:
    """Odd payments on the loans this user may know of."""
    found = PaymentException.objects.visible_to(user)
    return found.select_related("loan__case", "loan__borrower", "repayment", "handled_by__person")
