"""Changes of the plan at the bank and the center: requests, simulation, consents, both plans."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from parties.models import User
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.filters import ChoiceFilter, state_choices
from screens.gates import gate
from screens.lists import Column, ListDefinition
from screens.parts import Fact
from screens.wording import day, yuan
from servicing.forms import ReasonForm
from servicing.forms.changes import ConsentForm, ProposeForm, StaffAskForm
from servicing.models import ChangeConsent, LoanChange
from servicing.selectors.changes import (
    ability_of,
    changes_for,
    compared,
    consents_for,
    open_change,
    simulate,
)
from servicing.services import (
    approve_change,
    ask_for_change,
    propose_change,
    record_consent,
    refuse_change,
)
from servicing.services.changes import Proposed, consent_permission
from servicing.views.asked import acting, case_of, date_of, loan_on_case, loan_or_404, person_of


@gate("servicing.view_loan")
def case_changes(request: HttpRequest, number: str) -> HttpResponse:
    """Every request to change the plan, who still has to agree, old and new plan."""
    case, user = case_of(request, number), person_of(request)
    loan = loan_on_case(request, case)
    rows = changes_for(user).filter(loan=loan).prefetch_related("consents") if loan else []
    values = {
        "case": case,
        "tab": "case_changes",
        "loan": loan,
        "changes": [_shown(each, user) for each in rows],
        "may_ask": loan is not None
        and loan.is_running
        and user.may("servicing.propose_change")
        and not open_change(loan),
    }
    return render(request, "servicing/case_changes.html", values)


def _shown(change: LoanChange, user: User) -> dict[str, Any]:
    events = possible_events(change, actor=user)
    return {
        "change": change,
        "may": {name: name in events for name in ("propose", "approve", "refuse")},
        "consents": [
            (each, change.is_open and user.may(consent_permission(each)))
            for each in change.consents.all()
        ],
    }


@gate("servicing.propose_change")
def change_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the borrower asks for at the counter or on the phone."""
    loan, on = loan_or_404(request, number), date_of(request)
    form = StaffAskForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_change(
                loan=loan,
                asked=form.asked(is_help=form.cleaned_data["is_help"]),
                actor=person_of(request),
                on=on,
                idempotency_key=form.cleaned_data["idempotency_key"],
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Recorded. Now compute what the borrower can pay."))
            return redirect("case_changes", number)
    values = {"case": loan.case, "tab": "case_changes", "loan": loan, "form": form}
    return render(request, "servicing/change_ask.html", values)


@gate("servicing.propose_change")
def change_propose(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Simulate the plan with the borrower's figures, then propose it."""
    change, on = _change(request, number, pk), date_of(request)
    form = ProposeForm(request.POST or None, initial={"kind": change.kind})
    values = {"case": change.loan.case, "tab": "case_changes", "change": change, "form": form}
    if request.method == "POST" and form.is_valid():
        proposed = form.proposed()
        try:
            if "save" in request.POST:
                propose_change(change=change, proposed=proposed, actor=person_of(request), on=on)
                messages.success(request, _("Proposed. Another person has to approve it now."))
                return redirect("case_changes", number)
            values |= _simulated(change, proposed, on=on)
        except RuleViolation as error:
            refused(form, error)
    return render(request, "servicing/change_propose.html", values)


def _simulated(change: LoanChange, proposed: Proposed, *, on: date) -> dict[str, Any]:
    found = simulate(change.loan, kind=proposed.kind, terms=proposed.terms, on=on)
    money = {name: getattr(proposed, name) for name in ("income", "costs", "other_debts")}
    facts = [
        Fact(_("Principal owed today"), yuan(found.owed_principal), numeric=True),
        Fact(_("Interest due and not paid"), yuan(found.owed_interest), numeric=True),
        Fact(_("Penalty so far"), yuan(found.owed_penalty), numeric=True),
        Fact(_("More interest than in the old plan"), yuan(found.more_interest), numeric=True),
        Fact(_("Matures on"), day(found.matures_on)),
        Fact(_("Highest instalment"), yuan(found.highest), numeric=True),
    ]
    return {"simulation": found, "ability": ability_of(found, **money, on=on), "facts": facts}


@gate("servicing.approve_change", "servicing.propose_change")
@require_POST
def change_approve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The bank agrees to what another person proposed."""
    try:
        change = approve_change(change=_change(request, number, pk), **acting(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        done = _("Approved. The new plan is in effect.")
        waiting = _("Approved. It takes effect when every consent is given.")
        messages.success(request, done if change.event_id else waiting)
    return redirect("case_changes", number)


@gate("servicing.approve_change")
def change_refuse(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Refuse with the reason the borrower will read."""
    change = _change(request, number, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_change(change=change, **acting(request), **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            return redirect("case_changes", number)
    return confirmation(
        request,
        question=_("Refuse this request?"),
        act=_("Refuse with this reason"),
        back_url=reverse("case_changes", args=[number]),
        facts=[
            Fact(_("Borrower"), change.loan.borrower.name),
            Fact(_("Request"), change.get_kind_display()),
        ],
        danger=True,
        form=form,
    )


@gate("servicing.consent_to_change", "servicing.record_consent")
def change_consent(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Put on record that the center or a surety agrees, or does not."""
    consent = _consent(request, number, pk)
    form = ConsentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(consent=consent, **acting(request), **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The consent is on record."))
            return redirect("case_changes", number)
    change = consent.change
    values = {"case": change.loan.case, "tab": "case_changes", "form": form}
    values |= {"consent": consent, "change": change}
    return render(request, "servicing/change_consent.html", values)


@gate("servicing.view_loan")
def change_plans(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The plan before and after a change, date by date."""
    change = _change(request, number, pk)
    comparison = compared(change)
    if comparison is None:
        raise Http404
    values = {"case": change.loan.case, "tab": "case_changes"}
    values |= {"change": change, "comparison": comparison}
    return render(request, "servicing/change_plans.html", values)


CHANGES = ListDefinition(
    name="changes",
    title=_("Plan changes"),
    columns=[
        Column(
            "loan__number",
            _("Loan"),
            order="loan__number",
            link=lambda change: reverse("case_changes", args=[change.loan.case.number]),
        ),
        Column("loan__borrower__name", _("Borrower"), order="loan__borrower__sort_key"),
        Column("loan__bank", _("Bank"), order="loan__bank__name"),
        Column("kind", _("Change"), value=lambda change: change.get_kind_display()),
        Column("is_help", _("In difficulty"), kind="yes_no"),
        Column("asked_on", _("Asked on"), kind="date", order="asked_on"),
        Column("state", _("State"), kind="state", states="change", order="state"),
        Column("effective_on", _("In effect since"), kind="date", order="effective_on"),
    ],
    filters=[
        ChoiceFilter("state", _("State"), choices=state_choices("change")),
        ChoiceFilter("kind", _("Change"), choices=LoanChange.Kind.choices),
    ],
    default_order=("-asked_on", "-pk"),
    search=("loan__number", "loan__borrower__name", "loan__case__number"),
)


@gate("servicing.view_loan")
def change_list(request: HttpRequest) -> HttpResponse:
    """Requests to change a plan, the newest first."""
    rows = changes_for(person_of(request))
    bound = CHANGES.bind(rows, request.GET, path=reverse("change_list"))
    return render(request, "servicing/change_list.html", {"list": bound})


def _change(request: HttpRequest, number: str, pk: int) -> LoanChange:
    rows = changes_for(person_of(request)).filter(loan=loan_or_404(request, number))
    found: LoanChange = get_object_or_404(rows, pk=pk)
    return found


def _consent(request: HttpRequest, number: str, pk: int) -> ChangeConsent:
    rows = consents_for(loan_or_404(request, number))
    found: ChangeConsent = get_object_or_404(rows, pk=pk)
    if not person_of(request).may(consent_permission(found)):
        raise Http404
    return found
