"""Site visits: appointment, the report on a phone, and its printed form."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.models import Case
from casework.services import possible_events
from casework.views.asked import date_of, person_of
from casework.views.papers import paper_answer
from policy.selectors import programme_profile
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.paper import render_pdf
from screens.parts import Fact
from screens.wording import day, money
from underwriting.forms.memo import ReasonForm
from underwriting.forms.visit import (
    AGREES,
    QUESTIONS,
    VisitForm,
    VisitPlanForm,
    visit_initial,
)
from underwriting.models import SiteVisit
from underwriting.selectors import application_of, possible_visitors
from underwriting.selectors.pictures import data_address, printed_photos
from underwriting.services import cancel_visit, finish_visit, plan_visit, save_visit, sign_visit
from underwriting.views.evaluation import TAB
from underwriting.views.found import case_of, photo_of, visit_of


@gate("underwriting.visit")
def visit_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Make an appointment with two visitors."""
    case, user = case_of(request, number), person_of(request)
    initial = {"first_visitor": str(user.pk), "place": _business_address(case)}
    form = VisitPlanForm(request.POST or None, initial=initial, visitors=possible_visitors(case))
    if request.method == "POST" and form.is_valid():
        try:
            visit = plan_visit(case=case, actor=user, on=date_of(request), **form.appointment)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The appointment is made."))
            return redirect("visit_record", number, visit.pk)
    return render(request, "underwriting/visit_plan.html", {"case": case, "tab": TAB, "form": form})


def _business_address(case: Case) -> str:
    answers = application_of(case).frozen_answers
    return str(answers.get("business", {}).get("business_address", ""))


@gate("underwriting.visit")
def visit_record(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Fill in the report on the spot; what is written is kept even when it cannot be finished."""
    visit = visit_of(request, number, key)
    if "finish" not in possible_events(visit, actor=person_of(request)):
        return redirect("visit_report", number, key)
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        initial=visit_initial(visit),
        visitors=possible_visitors(visit.case),
    )
    if request.method == "POST" and form.is_valid() and _is_kept(request, visit, form):
        is_finished = "finish" in request.POST
        messages.success(request, _("The visit is closed.") if is_finished else _("Saved."))
        return redirect("visit_report" if is_finished else "visit_record", number, key)
    context = {"case": visit.case, "tab": TAB, "visit": visit, "form": form}
    return render(request, "underwriting/visit_record.html", context)


def _is_kept(request: HttpRequest, visit: SiteVisit, form: VisitForm) -> bool:
    """Keep report, photos and drawing; then close the visit if that was asked."""
    actor, on = person_of(request), date_of(request)
    try:
        save_visit(visit=visit, report=form.report, pictures=form.pictures, actor=actor, on=on)
        if drawing := form.cleaned_data["drawing"]:
            sign_visit(visit=visit, drawing=drawing, actor=actor, on=on)
        if "finish" in request.POST:
            finish_visit(visit=visit, actor=actor, on=on)
    except RuleViolation as error:
        refused(form, error)
        return False
    return True


@gate("underwriting.visit")
def visit_cancel(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Give an appointment up, with the reason."""
    visit = visit_of(request, number, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_visit(
                visit=visit, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The appointment is cancelled."))
            return redirect(TAB, number)
    facts = [Fact(_("Day of the visit"), day(visit.planned_on)), Fact(_("Place"), visit.place)]
    return confirmation(
        request,
        question=_("Cancel this visit?"),
        act=_("Cancel the visit"),
        back_url=request.path.removesuffix("cancel/"),
        facts=facts,
        form=form,
        danger=True,
    )


@gate("underwriting.view_evaluation")
def visit_report(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """The report of a visit, to read and to print."""
    visit = visit_of(request, number, key)
    context = {
        "case": visit.case,
        "tab": TAB,
        "visit": visit,
        "facts": visit_facts(visit),
        "findings": findings_of(visit),
        "photos": visit.photos.select_related("document"),
        "may_record": "finish" in possible_events(visit, actor=person_of(request)),
    }
    return render(request, "underwriting/visit_report.html", context)


def visit_facts(visit: SiteVisit) -> list[Fact]:
    """Who was where and when."""
    second = visit.second_visitor
    position = f"{visit.latitude}, {visit.longitude}" if visit.latitude is not None else ""
    appointment = day(visit.planned_on)
    if visit.planned_time:
        appointment = f"{appointment} {visit.planned_time:%H:%M}"
    return [
        Fact(_("Appointment"), appointment),
        Fact(_("Visited on"), day(visit.visited_on) if visit.visited_on else ""),
        Fact(_("First visitor"), visit.first_visitor.display_name),
        Fact(_("Second visitor"), second.display_name if second else ""),
        Fact(_("Place"), visit.place_found or visit.place),
        Fact(_("Position (with the owner's consent)"), position),
        Fact(_("Overall result"), visit.get_rating_display() if visit.rating else ""),
        Fact(_("Conclusion"), visit.conclusion),
        Fact(_("Signed by the owner"), visit.owner_signature),
    ]


def findings_of(visit: SiteVisit) -> list[Fact]:
    """The questionnaire with its answers."""
    words, found = dict(AGREES), visit.findings
    asked = [Fact(label, words.get(found.get(code) or "", "")) for code, label in QUESTIONS]
    return [
        *asked,
        Fact(_("People seen at work"), found.get("staff_seen")),
        Fact(_("Monthly turnover by the books"), _turnover(found.get("turnover_seen"))),
        Fact(_("What neighbours and customers say"), found.get("neighbours")),
    ]


def _turnover(value: str | None) -> str:
    return money(Decimal(value)) if value else ""


@gate("underwriting.view_evaluation")
def visit_report_pdf(request: HttpRequest, number: str, key: int) -> HttpResponseBase:
    """The report of a visit as a paper with its photos."""
    visit = visit_of(request, number, key)
    context = {
        "case": visit.case,
        "visit": visit,
        "facts": visit_facts(visit),
        "findings": findings_of(visit),
        "photos": list(printed_photos(visit)),
        "drawing": data_address(visit.signature_drawing) if visit.signature_drawing else "",
        "programme": programme_profile(date_of(request)),
    }
    content = render_pdf("underwriting/visit_report_pdf.html", context)
    return download(content, filename=f"visit-{number}-{key}.pdf", content_type="application/pdf")


@gate("underwriting.view_evaluation")
def visit_photo(request: HttpRequest, number: str, key: int) -> HttpResponseBase:
    """One photo of a visit."""
    document = photo_of(request, number, key).document
    back = reverse("case_evaluation", args=[number])
    return paper_answer(request, document, inline=True, back=back)
