"""How good a loan is: its class, set by days and by people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from screens.vocabulary import word
from servicing.forms import ReasonForm
from servicing.forms.changes import ClassForm
from servicing.models import ClassChange
from servicing.services import approve_class, return_class, set_class
from servicing.views.asked import acting, case_of, loan_on_case, loan_or_404, person_of


@gate("servicing.view_loan")
def case_risk(request: HttpRequest, number: str) -> HttpResponse:
    """The class of the loan and who set it."""
    case, user = case_of(request, number), person_of(request)
    loan = loan_on_case(request, case)
    values = {"case": case, "tab": "case_risk", "loan": loan}
    if loan and loan.is_paid_out:
        rows = loan.class_changes.select_related("proposed_by__person", "approved_by__person")
        values["classes"] = [
            (each, "approve" in possible_events(each, actor=user)) for each in rows
        ]
        values["may_classify"] = user.may("servicing.classify") and loan.is_running
    return render(request, "servicing/case_risk.html", values)


@gate("servicing.classify")
def class_set(request: HttpRequest, number: str) -> HttpResponse:
    """Set the class by hand, with the reason."""
    loan = loan_or_404(request, number)
    form = ClassForm(request.POST or None, initial={"wanted": loan.asset_class})
    if request.method == "POST" and form.is_valid():
        try:
            change = set_class(loan=loan, **acting(request), **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            waits = _("Proposed. A better class needs a second person.")
            messages.success(request, waits if change.is_better else _("The class is set."))
            return redirect("case_risk", number)
    values = {"case": loan.case, "tab": "case_risk", "loan": loan, "form": form}
    return render(request, "servicing/class_set.html", values)


@gate("servicing.approve_class", "servicing.classify")
@require_POST
def class_approve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Agree to a better class that another person proposed."""
    try:
        approve_class(change=_class_change(request, number, pk), **acting(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The better class holds now."))
    return redirect("case_risk", number)


@gate("servicing.approve_class")
def class_return(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Leave the class as it is."""
    change = _class_change(request, number, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return_class(change=change, **acting(request), **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            return redirect("case_risk", number)
    return confirmation(
        request,
        question=_("Leave the class as it is?"),
        act=_("Send the proposal back"),
        back_url=reverse("case_risk", args=[number]),
        facts=[Fact(_("Proposed class"), word("asset_class", change.wanted))],
        form=form,
    )


def _class_change(request: HttpRequest, number: str, pk: int) -> ClassChange:
    found: ClassChange = get_object_or_404(loan_or_404(request, number).class_changes, pk=pk)
    return found
