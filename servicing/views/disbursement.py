"""Paying a loan out: checklist, preparation, approval by another person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from screens.answers import refused
from screens.errors import RuleViolation
from screens.forms import PageForm
from screens.gates import gate
from screens.parts import Fact
from screens.wording import day, yuan
from servicing.forms import ApproveForm, PrepareForm, ReasonForm
from servicing.models import Disbursement, Loan
from servicing.selectors.disbursements import (
    account_of,
    disbursement_of,
    payout_checks,
    preconditions,
)
from servicing.services import approve_disbursement, prepare_disbursement, return_disbursement
from servicing.states import LoanState
from servicing.views.asked import case_of, date_of, loan_on_case, loan_or_404, person_of


@gate("servicing.view_loan")
def case_disbursement(request: HttpRequest, number: str) -> HttpResponse:
    """The checklist of the payout, and the step that is next."""
    return _page(request, number)


def _page(request: HttpRequest, number: str, *bound: PageForm) -> HttpResponse:
    """The page with forms that still have something to say."""
    case = case_of(request, number)
    loan = loan_on_case(request, case)
    values = {"case": case, "tab": "case_disbursement", "loan": loan, "form": None}
    if loan is not None:
        given = {type(form).__name__: form for form in bound}
        values |= _values(request, loan, given)
    return render(request, "servicing/case_disbursement.html", values)


def _values(request: HttpRequest, loan: Loan, given: dict[str, PageForm]) -> dict[str, object]:
    user, on = person_of(request), date_of(request)
    payout = disbursement_of(loan)
    waits = payout is not None and payout.state == "prepared"
    may_prepare = user.may("servicing.prepare_disbursement") and loan.state == LoanState.PAYABLE
    approves = waits and payout and "approve" in possible_events(payout, actor=user)
    return {
        "checks": payout_checks(loan, payout) if payout else preconditions(loan),
        "conditions": loan.contract.decision.conditions,
        "payout": payout,
        "payout_facts": _facts(payout) if payout else [],
        "is_late": bool(not loan.is_paid_out and loan.payout_due_on and loan.payout_due_on < on),
        "form": next(iter(given.values()), None),
        "prepare_form": (given.get("PrepareForm") or PrepareForm(initial=_known_account(loan)))
        if may_prepare and payout is None
        else None,
        "approve_form": (given.get("ApproveForm") or ApproveForm(initial={"value_on": on}))
        if approves
        else None,
        "return_form": (given.get("ReasonForm") or ReasonForm()) if approves else None,
        "needs_other": waits and user.may("servicing.approve_disbursement") and not approves,
        "prepared_here": waits and payout and payout.prepared_by_id == user.pk,
    }


def _known_account(loan: Loan) -> dict[str, str]:
    """What the borrower entered, so that nobody types it anew."""
    account = account_of(loan.borrower)
    if account is None:
        return {}
    return {
        "account_holder": loan.borrower.name,
        "account_number": account.number,
        "account_bank": account.held_at,
    }


def _facts(payout: Disbursement) -> list[Fact]:
    return [
        Fact(_("Amount"), yuan(payout.amount), numeric=True),
        Fact(_("Account holder"), payout.account_holder),
        Fact(_("Account"), f"*{payout.account_tail} {payout.account_bank}"),
        Fact(
            _("Supplier who is paid"),
            f"{payout.supplier} *{payout.supplier_account[-4:]} · {payout.supplier_evidence}"
            if payout.supplier
            else "–",
        ),
        Fact(_("Prepared by"), f"{payout.prepared_by.display_name} · {day(payout.prepared_on)}"),
        Fact(
            _("Approved by"),
            f"{payout.approved_by.display_name} · {day(payout.approved_on)}"
            if payout.approved_by
            else "–",
        ),
        Fact(_("Bank serial number"), payout.bank_serial or "–"),
        Fact(_("Value date"), day(payout.value_on)),
    ]


@gate("servicing.prepare_disbursement")
@require_POST
def disbursement_prepare(request: HttpRequest, number: str) -> HttpResponse:
    """Prepare the payout into the borrower's account."""
    loan = loan_or_404(request, number)
    form = PrepareForm(request.POST)
    if form.is_valid():
        try:
            prepare_disbursement(
                loan=loan, actor=person_of(request), on=date_of(request), **form.facts
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Prepared. Another person has to approve it now."))
            return redirect("case_disbursement", number)
    return _page(request, number, form)


@gate("servicing.approve_disbursement", "servicing.prepare_disbursement")
@require_POST
def disbursement_approve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Pay out what another person has prepared."""
    payout = _payout(request, number, pk)
    form = ApproveForm(request.POST)
    if form.is_valid():
        try:
            approve_disbursement(
                disbursement=payout,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
        except RuleViolation as error:
            refused(request, error)
        else:
            messages.success(request, _("Paid out. The repayment plan has started."))
            return redirect("case_disbursement", number)
    return _page(request, number, form)


@gate("servicing.approve_disbursement")
@require_POST
def disbursement_return(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Send a prepared payout back with a reason."""
    payout = _payout(request, number, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            return_disbursement(
                disbursement=payout,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
        except RuleViolation as error:
            refused(request, error)
        else:
            return redirect("case_disbursement", number)
    return _page(request, number, form)


def _payout(request: HttpRequest, number: str, pk: int) -> Disbursement:
    found: Disbursement = get_object_or_404(loan_or_404(request, number).disbursements, pk=pk)
    return found
