"""Layouts of repayment files: what is in force, and a new version tried on a sample."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate
from servicing.forms.files import LayoutForm
from servicing.rules.filing import UnlikeLayout
from servicing.selectors.file_faults import reason_of
from servicing.selectors.files import layouts_known
from servicing.services.files.layouts import propose_layout, try_layout
from servicing.views.asked import date_of, person_of


@gate("servicing.view_files", "policy.draft_rules", "policy.publish_rules")
def layout_list(request: HttpRequest) -> HttpResponse:
    """The layouts in which banks hand in repayment files."""
    values = {"layouts": layouts_known(), "may_draft": person_of(request).may("policy.draft_rules")}
    return render(request, "servicing/layout_list.html", values)


@gate("policy.draft_rules")
def layout_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version of a layout: tried on a sample file, then proposed."""
    before, on = get_object_or_404(layouts_known(), pk=pk), date_of(request)
    start = {**model_to_dict(before), "from_on": on}
    form = LayoutForm(request.POST or None, request.FILES or None, initial=start)
    values: dict[str, object] = {"layout": before, "form": form}
    if request.method == "POST" and form.is_valid():
        if "propose" in request.POST:
            return _propose(request, form, values)
        values |= _tried(form)
    return render(request, "servicing/layout_propose.html", values)


def _propose(request: HttpRequest, form: LayoutForm, values: dict[str, object]) -> HttpResponse:
    try:
        propose_layout(values=form.layout_values, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(form, error)
        return render(request, "servicing/layout_propose.html", values)
    messages.success(request, _("Proposed. Another person has to publish it now."))
    return redirect("layout_list")


def _tried(form: LayoutForm) -> dict[str, object]:
    sample = form.cleaned_data["sample"]
    if not sample:
        form.add_error("sample", _("Choose a sample file to try the layout on."))
        return {}
    try:
        payments, control = try_layout(form.instance, sample, sample.name)
    except UnlikeLayout as fault:
        form.add_error("sample", reason_of(fault.code, fault.detail))
        return {}
    rows = [(row, reason_of(row.fault, row.detail)) for row in payments]
    return {"tried": rows, "control": control, "is_tried": True}
