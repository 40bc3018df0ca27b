"""Visits to borrowers, made for a phone: the day's route, arrival, record, report."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from screens.wording import day
from servicing.forms import ReasonForm
from servicing.forms.visits import ArrivalForm, LoanVisitPlanForm, TalkForm
from servicing.models import LoanVisit
from servicing.selectors.declarations import data_on_record
from servicing.selectors.visits import photos_for, route_of, visits_for
from servicing.services import visits as services
from servicing.views.asked import date_of, loan_or_404, person_of

TAB = "case_followup"
KEPT = ("talked_with", "text", "agreed", "signature", "refused", "refusal")


def _day(request: HttpRequest) -> date:
    """The day of the address, today if there is none."""
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked or date_of(request)


@gate("servicing.follow_up")
def visit_route(request: HttpRequest) -> HttpResponse:
    """My stops of a day, in order."""
    chosen = _day(request)
    values = {"day": chosen, "stops": route_of(person_of(request), chosen)}
    return render(request, "servicing/visit_route.html", values)


@gate("servicing.follow_up")
@require_POST
def visit_stop_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One stop earlier or later."""
    visit, up = _visit(request, pk), request.POST.get("to") == "up"
    try:
        services.move_stop(visit=visit, up=up, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    return redirect(f"{reverse('visit_route')}?on={visit.planned_on}")


@gate("servicing.follow_up")
def loan_visit_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Put a visit on the route of a day."""
    loan, on, user = loan_or_404(request, number), date_of(request), person_of(request)
    known = {row.what.code: row.value for row in data_on_record(loan, on)}
    place = known.get("business_address") or known.get("address") or ""
    form = LoanVisitPlanForm(
        request.POST or None, me=user, initial={"planned_on": on, "place": place}
    )
    if request.method == "POST" and form.is_valid():
        try:
            visit = services.plan_loan_visit(loan=loan, actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The visit is on the route."))
            return redirect(f"{reverse('visit_route')}?on={visit.planned_on}")
    values = {"case": loan.case, "tab": TAB, "form": form}
    return render(request, "servicing/loan_visit_plan.html", values)


def _visit(request: HttpRequest, pk: int) -> LoanVisit:
    found: LoanVisit = get_object_or_404(visits_for(person_of(request)), pk=pk)
    return found


@gate("servicing.view_loan")
def loan_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: to be recorded by its visitors, to be read by others and afterwards."""
    visit, user = _visit(request, pk), person_of(request)
    is_mine = user.pk in {visit.first_visitor_id, visit.second_visitor_id}
    values = {
        "case": visit.loan.case,
        "tab": TAB,
        "visit": visit,
        "photos": visit.photos.all(),
        "arrival": ArrivalForm(),
        "form": TalkForm(initial={name: getattr(visit, name) for name in KEPT}),
        "is_mine": is_mine and visit.state == "planned" and user.may("servicing.follow_up"),
    }
    return render(request, "servicing/loan_visit.html", values)


@gate("servicing.follow_up")
@require_POST
def loan_visit_arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has arrived."""
    visit, form = _visit(request, pk), ArrivalForm(request.POST)
    if form.is_valid():
        try:
            services.check_in(
                visit=visit, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(request, error)
    return redirect("loan_visit", pk)


@gate("servicing.follow_up")
def loan_visit_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the record; then close it if that was asked."""
    visit = _visit(request, pk)
    form = TalkForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _is_kept(request, visit, form):
        return redirect("loan_visit", pk)
    values = {
        "case": visit.loan.case,
        "tab": TAB,
        "visit": visit,
        "photos": visit.photos.all(),
        "form": form,
        "is_mine": visit.state == "planned",
    }
    return render(request, "servicing/loan_visit.html", values)


def _is_kept(request: HttpRequest, visit: LoanVisit, form: TalkForm) -> bool:
    actor, on = person_of(request), date_of(request)
    try:
        services.save_loan_visit(
            visit=visit,
            talk=form.talk,
            photos=form.cleaned_data["photos"],
            drawing=form.cleaned_data["drawing"],
            actor=actor,
            on=on,
        )
        if "finish" in request.POST:
            services.finish_loan_visit(visit=visit, actor=actor, on=on)
    except RuleViolation as error:
        refused(form, error)
        return False
    finished = _("The visit is on record.")
    messages.success(request, finished if "finish" in request.POST else _("Saved for now."))
    return True


@gate("servicing.follow_up")
def loan_visit_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a visit up, with the reason."""
    visit = _visit(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_loan_visit(
                visit=visit, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The visit is given up."))
            return redirect("visit_route")
    facts = [Fact(_("Day of the visit to the borrower"), day(visit.planned_on))]
    return confirmation(
        request,
        question=_("Give this visit up?"),
        act=_("Give it up"),
        back_url=reverse("loan_visit", args=[pk]),
        facts=facts,
        form=form,
    )


@gate("servicing.view_loan")
def loan_visit_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One photo of a visit."""
    photo = get_object_or_404(photos_for(person_of(request)), pk=pk)
    document = photo.document
    return download(
        document.file.open("rb"),
        filename=document.name,
        content_type=document.media_type,
        inline=True,
    )
