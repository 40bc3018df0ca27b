"""The account of a loan: plan, receipts, preview, approval, reversal."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from parties.models import User
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from screens.wording import day, percent, yuan
from servicing.forms import ReasonForm, RepaymentForm
from servicing.models import Loan, Repayment, Reversal
from servicing.selectors.books import Preview, payoff_quote, preview
from servicing.selectors.loans import plan_rows, set_aside_of
from servicing.selectors.repayments import fingerprint, next_payment, preview_of, statement_of
from servicing.services import (
    approve_repayment,
    approve_reversal,
    propose_reversal,
    record_repayment,
    return_repayment,
    return_reversal,
)
from servicing.services.repayments import kind_of, require_receivable
from servicing.views.asked import case_of, date_of, loan_on_case, loan_or_404, person_of


@gate("servicing.view_loan")
def case_repayments(request: HttpRequest, number: str) -> HttpResponse:
    """How the loan stands, its plan, and every movement."""
    case = case_of(request, number)
    loan = loan_on_case(request, case)
    values = {"case": case, "tab": "case_repayments", "loan": loan}
    if loan is not None and loan.is_paid_out:
        values |= _values(request, loan)
    return render(request, "servicing/case_repayments.html", values)


def _values(request: HttpRequest, loan: Loan) -> dict[str, object]:
    user, on = person_of(request), date_of(request)
    return {
        "facts": _facts(loan),
        "next": next_payment(loan),
        "quote": payoff_quote(loan, on) if loan.is_running else None,
        "rows": plan_rows(loan, on),
        "lines": statement_of(loan),
        "waiting": [
            _waiting(each, user, on=on) for each in loan.repayments.filter(state="recorded")
        ],
        "reversals": [
            (each, "approve" in possible_events(each, actor=user))
            for each in loan.reversals.filter(state="proposed").select_related("repayment")
        ],
        "posted": loan.repayments.exclude(state="recorded").select_related(
            "event", "recorded_by__person", "approved_by__person"
        ),
        "may_record": user.may("servicing.record_repayment") and loan.is_running,
        "may_reverse": user.may("servicing.reverse_repayment"),
        "plans": loan.plans.count(),
        "aside": set_aside_of(loan),
    }


def _waiting(repayment: Repayment, user: User, *, on: date) -> dict[str, object]:
    shown = preview_of(repayment, on=on)
    return {
        "repayment": repayment,
        "preview": shown,
        "fingerprint": fingerprint(shown),
        "may_approve": "approve" in possible_events(repayment, actor=user),
    }


def _facts(loan: Loan) -> list[Fact]:
    return [
        Fact(_("Loan number"), loan.number),
        Fact(_("Paid out"), f"{yuan(loan.principal)} · {day(loan.disbursed_on)}"),
        Fact(_("Principal left"), yuan(loan.outstanding), numeric=True),
        Fact(_("Annual rate"), percent(loan.interest_rate)),
        Fact(_("Repayment method"), loan.get_repayment_method_display()),
        Fact(_("Matures on"), day(loan.maturity_on)),
        Fact(_("Days past due"), loan.days_past_due),
        Fact(_("Kept as advance"), yuan(loan.advance), numeric=True),
        Fact(_("Guarantee letter"), loan.guarantee_number),
    ]


@gate("servicing.record_repayment")
def repayment_record(request: HttpRequest, number: str) -> HttpResponse:
    """Record a receipt: first its use is shown, then it is saved."""
    loan, on = loan_or_404(request, number), date_of(request)
    form = RepaymentForm(request.POST or None, initial={"received_on": on})
    values = {"case": loan.case, "tab": "case_repayments", "loan": loan, "form": form}
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            if "save" in request.POST:
                record_repayment(loan=loan, actor=person_of(request), on=on, **typed)
                messages.success(request, _("Recorded. Another person has to approve it now."))
                return redirect("case_repayments", number)
            values["preview"] = _preview(loan, typed, on=on)
        except RuleViolation as error:
            refused(form, error)
    return render(request, "servicing/repayment_record.html", values)


def _preview(loan: Loan, typed: dict[str, Any], *, on: date) -> Preview:
    asked = {name: typed[name] for name in ("amount", "received_on")}
    require_receivable(loan, purpose=typed["purpose"], on=on, **asked)
    return preview(loan, kind=kind_of(typed["purpose"]), on=on, **asked)


@gate("servicing.approve_repayment", "servicing.record_repayment")
@require_POST
def repayment_approve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Post what another person has recorded."""
    repayment = _repayment(request, number, pk)
    try:
        approve_repayment(
            repayment=repayment,
            actor=person_of(request),
            on=date_of(request),
            shown=request.POST.get("shown", ""),
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Posted."))
    return redirect("case_repayments", number)


@gate("servicing.approve_repayment")
def repayment_return(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Send a recorded receipt back with a reason."""
    repayment = _repayment(request, number, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return_repayment(
                repayment=repayment,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            return redirect("case_repayments", number)
    return _asked(request, repayment, form, question=_("Send this repayment back?"))


@gate("servicing.reverse_repayment")
def repayment_reverse(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ask that a posted repayment be taken back."""
    repayment = _repayment(request, number, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            propose_reversal(
                repayment=repayment,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Proposed. Another person has to approve it now."))
            return redirect("case_repayments", number)
    return _asked(request, repayment, form, question=_("Reverse this repayment?"))


def _asked(
    request: HttpRequest, repayment: Repayment, form: ReasonForm, *, question: str | Promise
) -> HttpResponse:
    loan = repayment.loan
    return confirmation(
        request,
        question=question,
        act=_("Yes, with this reason"),
        back_url=reverse("case_repayments", args=[loan.case.number]),
        facts=[
            Fact(_("Borrower"), loan.borrower.name),
            Fact(_("Receipt number"), repayment.number),
            Fact(_("Amount"), yuan(repayment.amount), numeric=True),
            Fact(_("Received on"), day(repayment.received_on)),
        ],
        danger=True,
        form=form,
    )


@gate("servicing.approve_reversal", "servicing.reverse_repayment")
@require_POST
def reversal_approve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a posted repayment back as another person asked."""
    reversal = _reversal(request, number, pk)
    try:
        approve_reversal(reversal=reversal, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Reversed."))
    return redirect("case_repayments", number)


@gate("servicing.approve_reversal")
@require_POST
def reversal_return(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Leave the posting as it is."""
    reversal = _reversal(request, number, pk)
    form = ReasonForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        return_reversal(
            reversal=reversal, actor=person_of(request), on=date_of(request), reason=reason
        )
    except RuleViolation as error:
        refused(request, error)
    return redirect("case_repayments", number)


def _repayment(request: HttpRequest, number: str, pk: int) -> Repayment:
    found: Repayment = get_object_or_404(loan_or_404(request, number).repayments, pk=pk)
    return found


def _reversal(request: HttpRequest, number: str, pk: int) -> Reversal:
    found: Reversal = get_object_or_404(loan_or_404(request, number).reversals, pk=pk)
    return found
