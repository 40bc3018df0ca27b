"""The consulting desk: record a talk, look it up, close what was promised."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.services import possible_events
from casework.views.asked import date_of, person_of
from outreach.forms import DeskVisitForm, WordsForm
from outreach.models import DeskVisit
from outreach.selectors import visits_for
from outreach.services import close_follow_up, record_visit
from outreach.views.leads import say_if_known_elsewhere
from outreach.views.lists import visit_definition
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact


@gate("outreach.view_leads")
def desk_visit_list(request: HttpRequest) -> HttpResponse:
    """The talks of the own organisation."""
    user = person_of(request)
    bound = visit_definition(user).bind(visits_for(user), request.GET, path=request.path)
    values = {"list": bound, "may_record": user.may("outreach.record_lead")}
    return render(request, "outreach/desk_visit_list.html", values)


@gate("outreach.record_lead")
def desk_visit_new(request: HttpRequest) -> HttpResponse:
    """Record a talk; with consent the visitor becomes a lead."""
    on = date_of(request)
    form = DeskVisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        try:
            visit = record_visit(
                talk=form.talk(), actor=person_of(request), on=on, idempotency_key=key
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The talk is recorded."))
            if visit.lead:
                say_if_known_elsewhere(request, visit.lead)
            return redirect("desk_visit", visit.number)
    values = {"form": form, "tomorrow": on + timedelta(days=1)}
    return render(request, "outreach/desk_visit_new.html", values)


@gate("outreach.view_leads")
def desk_visit(request: HttpRequest, number: str) -> HttpResponse:
    """One talk; a follow-up is closed here with its result."""
    user = person_of(request)
    visit: DeskVisit = get_object_or_404(visits_for(user), number=number)
    is_open = "close" in possible_events(visit, actor=user)
    label = _("What came of it")
    form = WordsForm(request.POST or None, label=label) if is_open else None
    if request.method == "POST" and form and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            close_follow_up(visit=visit, result=words, actor=user, on=date_of(request))
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The follow-up is closed."))
            return redirect("desk_visit", number)
    values = {"visit": visit, "form": form, "facts": _facts(visit)}
    return render(request, "outreach/desk_visit.html", values)


def _facts(visit: DeskVisit) -> list[Fact]:
    visitor = visit.lead.name if visit.lead else _("not kept")
    return [
        Fact(_("Talked on"), visit.visited_on),
        Fact(_("Adviser"), visit.adviser.display_name),
        Fact(_("Topic"), visit.get_topic_display()),
        Fact(_("Visitor"), visitor),
        Fact(_("Follow up on"), visit.follow_up_on or _("nothing open")),
    ]
