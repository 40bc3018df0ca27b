"""The contract of the applicant, on a phone: key terms, papers, questions, signature, copies."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.services import prove_code
from casework.views.asked import date_of, person_of
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import applicant_only
from underwriting.forms.contract import QuestionForm, SignForm
from underwriting.models import Contract
from underwriting.selectors.contracts import (
    contracts_of,
    next_signer,
    planned_instalments,
    totals_of,
)
from underwriting.selectors.terms import key_terms
from underwriting.services.questions import ask_question
from underwriting.services.signatures import (
    Ticks,
    acknowledge_copies,
    send_signing_code,
    sign_contract,
    signing_purpose,
)
from underwriting.views.contract import paper_answer
from underwriting.views.found import case_of


def _mine(request: HttpRequest, number: str) -> Contract | None:
    case = case_of(request, number)
    packs: QuerySet[Contract] = contracts_of(person_of(request)).filter(case=case)
    return packs.first()


@applicant_only
def my_contract(request: HttpRequest, number: str) -> HttpResponse:
    """One topic per card, the schedule, the papers, questions, and the way to sign."""
    case, contract = case_of(request, number), _mine(request, number)
    if contract is None:
        return render(request, "underwriting/my_contract_waiting.html", {"case": case})
    plan = planned_instalments(contract, disbursed_on=contract.prepared_on, on=contract.prepared_on)
    context = {
        **_shared(contract),
        "terms": key_terms(contract),
        "plan": plan,
        "totals": totals_of(plan),
        "papers": contract.files.all(),
        "questions": contract.questions.select_related("answered_by__person"),
        "question": QuestionForm(initial={"clause": request.GET.get("about", "amount")}),
        "signatures": contract.signatures.select_related("signer__person"),
        "receipt": getattr(contract, "copy_receipt", None),
    }
    return render(request, "underwriting/my_contract.html", context)


def _shared(contract: Contract) -> dict[str, Any]:
    return {
        "case": contract.case,
        "contract": contract,
        "is_my_turn": next_signer(contract) == "borrower",
        "is_complete": contract.state == "signed",
    }


def _packed(request: HttpRequest, number: str) -> Contract:
    case = case_of(request, number)
    contract: Contract = get_object_or_404(contracts_of(person_of(request)).filter(case=case))
    return contract


@applicant_only
def my_contract_paper(request: HttpRequest, number: str, key: int) -> HttpResponseBase:
    """One paper of the own pack."""
    return paper_answer(request, get_object_or_404(_packed(request, number).files, pk=key))


@applicant_only
def my_contract_sign(request: HttpRequest, number: str) -> HttpResponse:
    """The facts, the tick on independent advice, and the one-time code."""
    contract = _packed(request, number)
    if next_signer(contract) != "borrower":
        return redirect("my_contract", number)
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_signed(request, contract, form):
        messages.success(request, _("You have signed. The bank signs next, then the center."))
        return redirect("my_contract", number)
    is_sent = request.session.get("signing_code_for") == contract.number
    context = {**_shared(contract), "form": form, "is_sent": is_sent}
    return render(request, "underwriting/my_contract_sign.html", context)


def _is_signed(request: HttpRequest, contract: Contract, form: SignForm) -> bool:
    if not _is_proven(request, contract, form):
        return False
    try:
        sign_contract(
            contract=contract,
            party="borrower",
            actor=person_of(request),
            on=date_of(request),
            ticks=Ticks(advice_acknowledged=form.cleaned_data["advice_acknowledged"]),
        )
    except RuleViolation as error:
        refused(form, error)
        return False
    request.session.pop("signing_code_for", None)
    return True


def _is_proven(request: HttpRequest, contract: Contract, form: SignForm) -> bool:
    person, code = person_of(request).person, form.cleaned_data["code"]
    assert person
    try:
        prove_code(person=person, purpose=signing_purpose(contract), code=code, on=date_of(request))
    except RuleViolation as error:
        form.add_error("code", str(error))
        return False
    return True


@require_POST
@applicant_only
def my_contract_code(request: HttpRequest, number: str) -> HttpResponse:
    """Send the code that signs this contract and nothing else."""
    contract = _packed(request, number)
    try:
        send_signing_code(contract=contract, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("A code was sent to your phone."))
    request.session["signing_code_for"] = contract.number
    return redirect("my_contract_sign", number)


@require_POST
@applicant_only
def my_contract_question(request: HttpRequest, number: str) -> HttpResponse:
    """Ask about a clause, or for an appointment."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write your question."))
        return redirect("my_contract", number)
    try:
        ask_question(
            contract=_packed(request, number),
            actor=person_of(request),
            on=date_of(request),
            **form.cleaned_data,
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Your question is with the bank; the answer appears here."))
    return redirect("my_contract", number)


@require_POST
@applicant_only
def my_contract_received(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm that all copies were received."""
    try:
        acknowledge_copies(
            contract=_packed(request, number), actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Thank you: it is recorded that you have your copies."))
    return redirect("my_contract", number)
