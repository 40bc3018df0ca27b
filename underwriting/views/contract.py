"""The contract of a case: prepare, look at, release, sign for bank and center, verify, give up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.models import Case
from casework.services import possible_events
from casework.views.asked import date_of, person_of
from parties.models import User
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Action, Fact
from screens.wording import day, percent, yuan
from underwriting.forms.contract import AnswerForm, ScanForm, TalkForm, VerifyForm
from underwriting.forms.memo import ReasonForm
from underwriting.models import Contract, ContractFile, ContractQuestion, Signature
from underwriting.selectors.contracts import (
    altered_papers,
    contracts_of,
    may_prepare_contract,
    next_signer,
    paper_that_is,
    papers_of,
)
from underwriting.services.contracts import issue_contract, prepare_contract, void_contract
from underwriting.services.questions import answer_question, record_talk
from underwriting.services.signatures import Ticks, sign_contract, sign_on_paper
from underwriting.views.found import case_of

TAB = "case_contract"
PREPARE = "underwriting.prepare_contract"


@gate("underwriting.view_contract")
def case_contract(request: HttpRequest, number: str) -> HttpResponse:
    """The pack with its papers, signatures and questions, and the next step."""
    case, user = case_of(request, number), person_of(request)
    contracts = list(contracts_of(user).filter(case=case))
    live = next((one for one in contracts if one.state != "void"), None)
    context = {
        "case": case,
        "tab": TAB,
        "contract": live,
        "voided": [one for one in contracts if one.state == "void"],
        "facts": contract_terms(live) if live else [],
        "papers": live.files.select_related("template") if live else [],
        "altered": altered_papers(live) if live else [],
        "parties": _parties(live) if live else [],
        "receipt": getattr(live, "copy_receipt", None),
        "questions": _questions(live) if live else [],
        "actions": _actions(case, user, live),
        "is_bank": user.organisation_id == case.bank_id and user.may(PREPARE),
        "verify": VerifyForm(),
        "talk": TalkForm(),
    }
    return render(request, "underwriting/case_contract.html", context)


def contract_terms(contract: Contract) -> list[Fact]:
    """What is signed: who, how much, on which terms."""
    return [
        Fact(_("Contract number"), contract.number),
        Fact(_("Borrower"), contract.case.borrower.name),
        Fact(
            _("Amount"), yuan(contract.amount), hint=contract.facts["amount_capital"], numeric=True
        ),
        Fact(_("Term in months"), contract.term_months, numeric=True),
        Fact(_("Annual rate"), percent(contract.interest_rate), numeric=True),
        Fact(_("Repayment method"), contract.get_repayment_method_display()),
        Fact(_("Decision"), contract.decision.number, hint=day(contract.decision.decided_on)),
        Fact(_("Prepared by"), contract.prepared_by.display_name, hint=day(contract.prepared_on)),
    ]


def _parties(contract: Contract) -> list[dict[str, Any]]:
    given = {one.party: one for one in contract.signatures.select_related("signer__person", "scan")}
    turn = next_signer(contract)
    return [
        {"party": party, "signature": given.get(party.value), "is_next": turn == party.value}
        for party in Signature.Party
    ]


def _questions(contract: Contract) -> list[dict[str, Any]]:
    """Every question with the form of its answer; the fields have names of their own."""
    found = contract.questions.select_related("asked_by__person", "answered_by__person")
    return [{"question": one, "form": AnswerForm(auto_id=f"id_{one.pk}_%s")} for one in found]


def _actions(case: Case, user: User, contract: Contract | None) -> list[Action]:
    """The steps this person can take next, the main one first."""
    if contract is None:
        if may_prepare_contract(case, user):
            url = reverse("contract_prepare", args=[case.number])
            return [Action(_("Prepare the contract"), url, "file-earmark-text", method="post")]
        return []
    return [
        Action(label, reverse(name, args=[case.number]), icon, tone=tone)
        for is_open, label, name, icon, tone in _steps(case, user, contract)
        if is_open
    ]


def _steps(case: Case, user: User, contract: Contract) -> list[tuple[bool, str, str, str, str]]:
    events = possible_events(contract, actor=user) if user.organisation_id == case.bank_id else []
    turn, bank = next_signer(contract), user.organisation_id == case.bank_id
    center = user.organisation_id == case.programme.center_id
    may_sign = (turn == "bank" and bank and user.may("underwriting.sign_for_bank")) or (
        turn == "center" and center and user.may("underwriting.sign_for_center")
    )
    by_paper = turn == "borrower" and bank and user.may(PREPARE)
    return [
        ("issue" in events, _("Release for signature"), "contract_issue", "send", ""),
        (may_sign, _("Sign the contract"), "contract_sign", "pencil", ""),
        (by_paper, _("Signed on paper"), "contract_scan", "upload", ""),
        ("void" in events, _("Give the contract up"), "contract_void", "x-lg", "danger"),
    ]


@require_POST
@gate(PREPARE)
def contract_prepare(request: HttpRequest, number: str) -> HttpResponse:
    """Make the pack from the approved texts."""
    case = case_of(request, number)
    try:
        prepare_contract(case=case, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The papers are ready. Another person releases them."))
    return redirect(TAB, number)


def live_of(request: HttpRequest, number: str) -> Contract:
    """The pack of a case that counts."""
    found = contracts_of(person_of(request)).filter(case=case_of(request, number))
    contract: Contract = get_object_or_404(found.exclude(state="void"))
    return contract


@gate("underwriting.approve_contract")
def contract_issue(request: HttpRequest, number: str) -> HttpResponse:
    """Release the pack for signature, the facts above the button."""
    contract = live_of(request, number)
    if request.method == "POST":
        try:
            issue_contract(contract=contract, actor=person_of(request), on=date_of(request))
        except RuleViolation as error:
            refused(request, error)
        else:
            messages.success(request, _("Released. The borrower is told and signs first."))
        return redirect(TAB, number)
    return confirmation(
        request,
        question=_("Release contract %(number)s for signature?") % {"number": contract.number},
        act=_("Release for signature"),
        back_url=reverse(TAB, args=[number]),
        facts=contract_terms(contract),
    )


@gate("underwriting.approve_contract")
def contract_void(request: HttpRequest, number: str) -> HttpResponse:
    """Give a pack up before everybody has signed, with the reason."""
    contract = live_of(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            void_contract(
                contract=contract, reason=reason, actor=person_of(request), on=date_of(request)
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The contract is void; another one can be prepared."))
            return redirect(TAB, number)
    return confirmation(
        request,
        question=_("Give contract %(number)s up?") % {"number": contract.number},
        act=_("Make it void"),
        back_url=reverse(TAB, args=[number]),
        facts=contract_terms(contract),
        danger=True,
        form=form,
    )


@gate("underwriting.sign_for_bank", "underwriting.sign_for_center")
def contract_sign(request: HttpRequest, number: str) -> HttpResponse:
    """Sign for the bank or the center; who you are was proven at sign-in with two factors."""
    contract, user = live_of(request, number), person_of(request)
    party = Signature.Party.CENTER if user.is_center_staff else Signature.Party.BANK
    if request.method == "POST":
        try:
            sign_contract(contract=contract, party=party, actor=user, on=date_of(request))
        except RuleViolation as error:
            refused(request, error)
        else:
            messages.success(request, _("Your signature is recorded."))
        return redirect(TAB, number)
    return confirmation(
        request,
        question=_("Sign contract %(number)s as %(party)s?")
        % {"number": contract.number, "party": party.label},
        act=_("Sign"),
        back_url=reverse(TAB, args=[number]),
        facts=[
            *contract_terms(contract),
            Fact(_("Hash of the pack (SHA-256)"), contract.pack_hash),
        ],
    )


@gate(PREPARE)
def contract_scan(request: HttpRequest, number: str) -> HttpResponse:
    """The borrower signed on paper at the counter: keep the scan."""
    contract = live_of(request, number)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sign_on_paper(
                contract=contract,
                upload=form.cleaned_data["scan"],
                ticks=Ticks(advice_acknowledged=form.cleaned_data["advice_acknowledged"]),
                actor=person_of(request),
                on=date_of(request),
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The borrower's signature on paper is recorded."))
            return redirect(TAB, number)
    context = {"case": contract.case, "tab": TAB, "contract": contract, "form": form}
    return render(
        request,
        "underwriting/contract_scan.html",
        {**context, "facts": contract_terms(contract)},
    )


@gate("underwriting.view_contract")
def contract_paper(request: HttpRequest, number: str, key: int) -> HttpResponseBase:
    """One paper of a pack, to read in the browser or to keep."""
    case = case_of(request, number)
    return paper_answer(request, get_object_or_404(papers_of(person_of(request), case), pk=key))


def paper_answer(request: HttpRequest, paper: ContractFile) -> HttpResponseBase:
    """The PDF itself; `?download` keeps it."""
    return download(
        paper.file.open("rb"),
        filename=f"{paper.contract.number}-{paper.kind}.pdf",
        content_type="application/pdf",
        inline="download" not in request.GET,
    )


@require_POST
@gate("underwriting.view_contract")
def contract_verify(request: HttpRequest, number: str) -> HttpResponse:
    """Say whether an uploaded PDF is a paper of the pack, byte for byte."""
    contract = live_of(request, number)
    form = VerifyForm(request.POST, request.FILES)
    paper = None
    if form.is_valid():
        paper = paper_that_is(contract, form.cleaned_data["file"].read())
    context = {
        "case": contract.case,
        "tab": TAB,
        "contract": contract,
        "form": form,
        "paper": paper,
        "name": form.cleaned_data["file"].name if form.is_valid() else "",
    }
    return render(request, "underwriting/contract_verify.html", context)


@require_POST
@gate(PREPARE)
def contract_answer(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Answer a question of the borrower in the same thread."""
    contract = live_of(request, number)
    question: ContractQuestion = get_object_or_404(contract.questions, pk=key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the answer."))
        return redirect(TAB, number)
    try:
        answer_question(
            question=question, actor=person_of(request), on=date_of(request), **form.cleaned_data
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The borrower sees your answer."))
    return redirect(TAB, number)


@require_POST
@gate(PREPARE)
def contract_talk(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the contract was explained."""
    form = TalkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what was talked about."))
        return redirect(TAB, number)
    try:
        record_talk(
            contract=live_of(request, number),
            actor=person_of(request),
            on=date_of(request),
            **form.cleaned_data,
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The talk is on record."))
    return redirect(TAB, number)
