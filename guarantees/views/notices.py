"""Names on public notice, objections from visitors, and what the center found."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from applications.views.limits import ANONYMOUS_PER_MINUTE, is_over_limit
from casework.views.asked import date_of, person_of
from guarantees.errors import TooManyObjections
from guarantees.forms import ObjectionAnswerForm, ObjectionForm
from guarantees.selectors.notices import objections_of, running_notices
from guarantees.services.objections import file_objection, handle_objection
from guarantees.views.acts import tried
from guarantees.views.found import guarantee_or_404
from screens.answers import refused
from screens.gates import everyone, gate


@everyone
def public_notice_list(request: HttpRequest) -> HttpResponse:
    """Who is about to be guaranteed, and until when one can object."""
    values = {"notices": running_notices(date_of(request))}
    return render(request, "guarantees/public_notice_list.html", values)


@everyone
def objection_new(request: HttpRequest, key: int) -> HttpResponse:
    """A visitor objects to a name on notice; the number is shown once it is filed."""
    on = date_of(request)
    notice = get_object_or_404(running_notices(on), pk=key)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    values = {"notice": notice, "form": form, "filed": None}
    if request.method == "POST" and is_over_limit(
        request, "objection", per_minute=ANONYMOUS_PER_MINUTE
    ):
        refused(form, TooManyObjections())
    elif request.method == "POST" and form.is_valid():
        kept: list[object] = []
        typed = {"notice": notice, "on": on, **form.cleaned_data}
        if tried(form, lambda: kept.append(file_objection(**typed))):
            values["filed"] = kept[0]
    return render(request, "guarantees/objection_new.html", values)


@gate("guarantees.review")
def objection_handle(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """What the center found about an objection."""
    guarantee = guarantee_or_404(request, number)
    objection = get_object_or_404(objections_of(guarantee), pk=key)
    form = ObjectionAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = {"actor": person_of(request), "on": date_of(request), **form.cleaned_data}
        if tried(form, lambda: handle_objection(objection=objection, **typed)):
            messages.success(request, _("The objection is handled."))
            return redirect("case_guarantee", number)
    values = {
        "case": guarantee.case,
        "tab": "case_guarantee",
        "form": form,
        "objection": objection,
    }
    return render(request, "guarantees/objection_handle.html", values)
