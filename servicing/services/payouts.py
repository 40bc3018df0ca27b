"""Payouts that were agreed for a day and did not come."""

from datetime import date

from django.db import transaction as database

from casework.services import open_task
from parties.models import User
from screens.wording import day
from servicing.models import Loan
from servicing.states import LoanState


@database.atomic(durable=True)
def warn_of_late_payouts(*, on: date, actor: User) -> int:
    """Tell bank and center of every loan whose agreed payout day has passed; once each."""
    late = Loan.objects.filter(state=LoanState.PAYABLE, payout_due_on__lt=on)
    for loan in late.select_related("case__programme__center", "bank"):
        for organisation, role, kind in (
            (loan.bank, "BMG", "payout_late"),
            (loan.case.programme.center, "CTR", "payout_late_center"),
        ):
            open_task(
                kind,
                organisation=organisation,
                role=role,
                on=on,
                due_on=on,
                link=("case_disbursement", loan.case.number),
                case=loan.case,
                subject=loan,
                detail=day(loan.payout_due_on),
            )
    return len(late)
