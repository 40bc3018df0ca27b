"""The borrower's data after the payout: on the own page, and checked by staff."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import applicant_only, gate
from screens.parts import Fact
from servicing.forms.declarations import (
    ChangeForm,
    CheckForm,
    CodeForm,
    ProofForm,
    ToldToStaffForm,
)
from servicing.models import CareKind, DeclaredChange
from servicing.selectors.care import next_step
from servicing.selectors.declarations import (
    Declarable,
    change_clause,
    change_line,
    change_lines,
    changes_for,
    data_on_record,
    declarables,
)
from servicing.services import declarations as services
from servicing.services.updates import confirm_data
from servicing.views.asked import date_of, loan_or_404, person_of
from servicing.views.own import own_loan


@applicant_only
def my_loan_data(request: HttpRequest, number: str) -> HttpResponse:
    """What is on record about me, what I declared, and confirming that nothing has changed."""
    loan, on = own_loan(request, number), date_of(request)
    values = {
        "loan": loan,
        "rows": data_on_record(loan, on),
        "changes": change_lines(loan, on),
        "clause": change_clause(on),
        "update": next_step(loan, CareKind.UPDATE),
    }
    return render(request, "servicing/my_loan_data.html", values)


@applicant_only
def my_loan_unchanged(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing has changed: asked once more, then the update is done."""
    loan, on = own_loan(request, number), date_of(request)
    if request.method == "POST":
        try:
            confirm_data(loan=loan, way="online", actor=person_of(request), on=on)
        except RuleViolation as error:
            refused(request, error)
        else:
            messages.success(request, _("Thank you. Your data are confirmed."))
        return redirect("my_loan_data", number)
    return confirmation(
        request,
        question=_("Are all these data still right?"),
        act=_("Yes, confirm"),
        back_url=reverse("my_loan_data", args=[number]),
        facts=[Fact(row.what.label, row.spoken) for row in data_on_record(loan, on)],
        frame="portal.html",
    )


def _declarable(request: HttpRequest, field: str) -> Declarable:
    found = declarables(date_of(request)).get(field)
    if found is None:
        raise Http404
    return found


@applicant_only
def my_change_declare(request: HttpRequest, number: str, field: str) -> HttpResponse:
    """Declare that one fact has changed."""
    loan, on = own_loan(request, number), date_of(request)
    each = _declarable(request, field)
    form = ChangeForm(
        request.POST or None, request.FILES or None, each=each, on=on, initial={"since_on": on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            change = services.declare_change(
                loan=loan, told=form.told(), actor=person_of(request), on=on
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Your change is on record; the bank will check it."))
            is_phone = change.state == "confirming"
            return redirect("my_change_code" if is_phone else "my_loan_data", number, *_key(change))
    values = {"loan": loan, "form": form, "what": each, "clause": change_clause(on)}
    values["old"] = next(row.spoken for row in data_on_record(loan, on) if row.what == each)
    return render(request, "servicing/my_change_declare.html", values)


def _key(change: DeclaredChange) -> list[int]:
    return [change.pk] if change.state == "confirming" else []


def _own_change(request: HttpRequest, number: str, pk: int) -> DeclaredChange:
    loan = own_loan(request, number)
    found: DeclaredChange = get_object_or_404(changes_for(person_of(request)), pk=pk, loan=loan)
    return found


@applicant_only
def my_change_code(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Type the code that went to the new number."""
    change, on = _own_change(request, number, pk), date_of(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            services.confirm_phone(change=change, code=code, actor=person_of(request), on=on)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The new number is confirmed; the bank will check it."))
            return redirect("my_loan_data", number)
    values = {"loan": change.loan, "form": form, "line": change_line(change, on)}
    return render(request, "servicing/my_change_code.html", values)


@applicant_only
@require_POST
def my_change_code_again(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Send another code to the new number."""
    change = _own_change(request, number, pk)
    try:
        services.send_code_again(change=change, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Another code is on its way."))
    return redirect("my_change_code", number, pk)


@applicant_only
def my_change_proof(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Hand in the paper that was asked for."""
    change, on = _own_change(request, number, pk), date_of(request)
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_in_proof(
                change=change, actor=person_of(request), on=on, **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The proof has arrived."))
            return redirect("my_loan_data", number)
    values = {"loan": change.loan, "form": form, "line": change_line(change, on)}
    return render(request, "servicing/my_change_proof.html", values)


@gate("servicing.follow_up")
def change_declare(request: HttpRequest, number: str, field: str) -> HttpResponse:
    """Put a change on record that the borrower told by phone or at the counter."""
    loan, on = loan_or_404(request, number), date_of(request)
    each = _declarable(request, field)
    form = ToldToStaffForm(
        request.POST or None, request.FILES or None, each=each, on=on, initial={"since_on": on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.declare_change(loan=loan, told=form.told(), actor=person_of(request), on=on)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The change is on record; a colleague checks it."))
            return redirect("case_followup", number)
    values = {"case": loan.case, "tab": "case_followup", "form": form, "what": each}
    return render(request, "servicing/change_declare.html", values)


@gate("servicing.follow_up")
@require_POST
def data_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The borrower said on the phone or at the counter that nothing else has changed."""
    loan, on = loan_or_404(request, number), date_of(request)
    way = "counter" if request.POST.get("way") == "counter" else "phone"
    try:
        confirm_data(loan=loan, way=way, actor=person_of(request), on=on)
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The update is on record."))
    return redirect("case_followup", number)


def _change(request: HttpRequest, pk: int) -> DeclaredChange:
    found: DeclaredChange = get_object_or_404(changes_for(person_of(request)), pk=pk)
    return found


@gate("servicing.follow_up")
def change_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Old beside new, the proof, the call; then accept, ask for a proof, or do not accept."""
    change, on = _change(request, pk), date_of(request)
    each = declarables(on).get(change.field)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_decided(request, change, form):
        return redirect("case_followup", change.loan.case.number)
    values = {
        "case": change.loan.case,
        "tab": "case_followup",
        "line": change_line(change, on),
        "what": each,
        "form": form,
        "is_open": change.state in ("to_check", "proof_asked"),
        "is_own": change.declared_by_id == person_of(request).pk,
    }
    return render(request, "servicing/change_check.html", values)


def _is_decided(request: HttpRequest, change: DeclaredChange, form: CheckForm) -> bool:
    actor, on, data = person_of(request), date_of(request), form.cleaned_data
    wanted = request.POST.get("act", "")
    try:
        if wanted == "accept":
            services.accept_change(
                change=change,
                effect=data["effect"],
                phone_check=data["phone_check"],
                actor=actor,
                on=on,
            )
        else:
            act = services.ask_proof if wanted == "proof" else services.reject_change
            act(change=change, reason=data["reason"], actor=actor, on=on)
    except RuleViolation as error:
        refused(form, error)
        return False
    messages.success(request, _("The decision is on record."))
    return True


@gate("servicing.follow_up")
def change_proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The paper handed in for a change."""
    proof = _change(request, pk).proof
    if proof is None:
        raise Http404
    kind = proof.media_type
    return download(proof.file.open("rb"), filename=proof.name, content_type=kind, inline=True)
