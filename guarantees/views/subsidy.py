"""Interest subsidy: the quarterly lists of the banks, and the steps to their payment."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from casework.views.asked import date_of, person_of
from guarantees.forms import QuarterForm, StopForm
from guarantees.selectors.subsidy import lines_of, loans_seen_by, statements_for, totals_of
from guarantees.services.subsidy import (
    approve_statement,
    confirm_statement,
    make_statement,
    release_statement,
    send_back_statement,
    stop_subsidy,
    submit_statement,
)
from policy.forms import ReasonForm
from policy.selectors import handling_banks
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.sheets import CSV

STEPS: dict[str, Callable[..., Any]] = {
    "submit": submit_statement,
    "confirm": confirm_statement,
    "approve": approve_statement,
    "release": release_statement,
}


@gate("guarantees.view_subsidy")
def subsidy_list(request: HttpRequest) -> HttpResponse:
    """The lists one may see; the accountant makes the next one here."""
    user, on = person_of(request), date_of(request)
    may_make = user.may("guarantees.prepare_subsidy")
    form = QuarterForm(request.POST or None, banks=handling_banks(), on=on)
    if request.method == "POST" and may_make and form.is_valid():
        try:
            made = make_statement(actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            return redirect("subsidy_statement", made.pk)
    values = {
        "statements": statements_for(user),
        "form": form if may_make else None,
        "stop_form": StopForm(initial={"from_on": on}) if may_make else None,
    }
    return render(request, "guarantees/subsidy_list.html", values)


@gate("guarantees.prepare_subsidy")
@require_POST
def subsidy_stop(request: HttpRequest) -> HttpResponse:
    """Record that a loan gets no subsidy any more."""
    user, on = person_of(request), date_of(request)
    form = StopForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Fill in loan number, day and finding."))
        return redirect("subsidy_list")
    facts = dict(form.cleaned_data)
    loan = get_object_or_404(loans_seen_by(user), number=facts.pop("loan_number"))
    stop_subsidy(loan=loan, actor=user, on=on, **facts)
    messages.success(request, _("Recorded. Later periods of this loan are excluded."))
    return redirect("subsidy_list")


@gate("guarantees.view_subsidy")
def subsidy_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: what is subsidised, what is not and why, and the next step."""
    user = person_of(request)
    statement = get_object_or_404(statements_for(user), pk=pk)
    lines = list(lines_of(statement))
    values = {
        "statement": statement,
        "totals": totals_of(statement),
        "included": [line for line in lines if not line.reason],
        "excluded": [line for line in lines if line.reason],
        "events": possible_events(statement, actor=user),
        "may_make": user.may("guarantees.prepare_subsidy"),
        "reason_form": ReasonForm(),
    }
    return render(request, "guarantees/subsidy_statement.html", values)


@gate(
    "guarantees.prepare_subsidy",
    "guarantees.confirm_subsidy",
    "guarantees.approve_subsidy",
    "guarantees.release_subsidy",
)
@require_POST
def subsidy_step(request: HttpRequest, pk: int, event: str) -> HttpResponse:
    """Submit, confirm, approve, release or send back."""
    user, on = person_of(request), date_of(request)
    statement = get_object_or_404(statements_for(user), pk=pk)
    facts: dict[str, Any] = {"statement": statement, "actor": user, "on": on}
    try:
        if event == "send_back":
            send_back_statement(**facts, reason=request.POST.get("reason", ""))
        elif event in STEPS:
            STEPS[event](**facts)
        else:
            raise Http404
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Done: the step is on record."))
    return redirect("subsidy_statement", pk)


@gate("guarantees.view_subsidy")
def subsidy_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The payment file of a released list."""
    statement = get_object_or_404(statements_for(person_of(request)).exclude(file=""), pk=pk)
    return download(statement.file, filename=f"{statement.number}.csv", content_type=CSV)
