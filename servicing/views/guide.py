"""How to repay: for everybody, and for one's own loan with amount and account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from screens.gates import applicant_only, everyone
from servicing.selectors.disbursements import disbursement_of
from servicing.selectors.guide import guide
from servicing.selectors.loans import loans_for
from servicing.selectors.repayments import next_payment
from servicing.services.reminders import note_reminders_read
from servicing.views.asked import date_of, person_of


@everyone
def repayment_guide(request: HttpRequest) -> HttpResponse:
    """The ways to pay, step by step, and what often goes wrong; without login."""
    values = {"guide": guide(date_of(request)), "loan": None}
    return render(request, "servicing/repayment_guide.html", values)


@applicant_only
def my_repayment_guide(request: HttpRequest, number: str) -> HttpResponse:
    """The same for one's own loan: the exact amount, the day and the account."""
    loan = get_object_or_404(loans_for(person_of(request)), number=number)
    note_reminders_read(loan)
    values = {
        "guide": guide(date_of(request)),
        "loan": loan,
        "next": next_payment(loan),
        "payout": disbursement_of(loan),
    }
    return render(request, "servicing/repayment_guide.html", values)
