"""The desk that reviews a file: answers, papers beside them, what is asked of the applicant."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.forms.review import RejectPaperForm, SupplementForm
from applications.models import Application
from applications.selectors.review import (
    PaperCheck,
    application_of,
    can_be_reviewed,
    compared_parts,
    file_parts,
    flags_of,
    is_at_the_bank,
    paper_checks,
    review_blockers,
    supplements_of,
)
from applications.services.flags import handle_flag
from applications.services.reveal import reveal_number
from applications.services.review import accept_application, accept_paper, reject_paper
from applications.services.supplements import request_supplement
from casework.models import Case, Document
from casework.notices import in_language_of
from casework.selectors import visible_cases, visible_documents
from casework.selectors.integrity import is_unchanged, receipt_that_names
from casework.services import possible_events
from casework.views.asked import date_of, person_of
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Action
from screens.wording import day


def asked_file(request: HttpRequest, number: str) -> tuple[Case, Application]:
    """The case of the address with its application, if this person may know of it."""
    case = get_object_or_404(visible_cases(person_of(request)), number=number)
    application = application_of(case)
    if application is None:
        raise Http404
    return case, application


@gate("applications.view")
def case_application(request: HttpRequest, number: str) -> HttpResponse:
    """The answers by step with what changed since the hand-in; numbers masked until asked for."""
    case, application = asked_file(request, number)
    user, on = person_of(request), date_of(request)
    place = request.POST.get("field", "")
    values = {
        "case": case,
        "tab": "case_application",
        "application": application,
        "parts": file_parts(application, on=on),
        "place": place,
        "shown": reveal_number(application, place, actor=user, on=on) if place else "",
        "actions": _file_actions(request, application),
    }
    return render(request, "applications/case_application.html", values)


def _file_actions(request: HttpRequest, application: Application) -> list[Action]:
    number, user = application.case.number, person_of(request)
    is_ours = user.organisation_id == application.case.bank_id
    if not (is_ours and user.may("applications.accept") and is_at_the_bank(application)):
        return []
    url = reverse("application_accept", args=[number])
    return [Action(_("Take in the application"), url, "check-lg", method="post")]


@gate("applications.accept")
@require_POST
def application_accept(request: HttpRequest, number: str) -> HttpResponse:
    """Take the file in for review."""
    _case, application = asked_file(request, number)
    try:
        accept_application(application=application, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
        return redirect("case_application", number=number)
    messages.success(request, _("Taken in. Check the papers next."))
    return redirect("case_documents", number=number)


@gate("casework.view_documents")
def case_documents(request: HttpRequest, number: str) -> HttpResponse:
    """Every paper with its state; the chosen one beside the answers it proves."""
    case, application = asked_file(request, number)
    values = {
        "case": case,
        "tab": "case_documents",
        "application": application,
        "blockers": review_blockers(case) if can_be_reviewed(application) else [],
        "can_be_reviewed": can_be_reviewed(application),
        "flags": flags_of(case, person_of(request)),
        "may_handle": person_of(request).may("applications.review"),
        "supplements": supplements_of(application),
        "receipts": case.receipts.all(),
        "ask": "request_supplement" in possible_events(application, actor=person_of(request)),
        **_viewer(request, application),
    }
    return render(request, "applications/case_documents.html", values)


def _viewer(
    request: HttpRequest, application: Application, form: RejectPaperForm | None = None
) -> dict[str, Any]:
    """The list of papers, the chosen one and its neighbours for the keys."""
    checks = paper_checks(application)
    places = [(check, document) for check in checks for document in check.documents]
    wanted = request.GET.get("paper", "")
    chosen = next((place for place in places if str(place[1].pk) == wanted), None)
    chosen = chosen or _first_open(places) or (places[0] if places else None)
    around = places.index(chosen) if chosen else 0
    may_judge = person_of(request).may("casework.check_documents")
    return {
        "checks": checks,
        "chosen": chosen,
        "previous": places[around - 1][1] if chosen and around else None,
        "next_paper": places[around + 1][1] if chosen and around + 1 < len(places) else None,
        "parts": compared_parts(application, chosen[0].code, on=date_of(request)) if chosen else [],
        "receipt": receipt_that_names(chosen[1]) if chosen else "",
        "is_unchanged": is_unchanged(chosen[1]) if chosen else False,
        "may_judge": may_judge and can_be_reviewed(application),
        "form": form or RejectPaperForm(),
    }


def _first_open(
    places: list[tuple[PaperCheck, Document]],
) -> tuple[PaperCheck, Document] | None:
    return next((place for place in places if place[1].verdict == Document.Verdict.OPEN), None)


def _asked_paper(request: HttpRequest, number: str, pk: int) -> Document:
    found: Document = get_object_or_404(
        visible_documents(person_of(request)), pk=pk, case__number=number
    )
    return found


@gate("casework.check_documents")
@require_POST
def paper_accept(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Find a paper good and go on to the next one."""
    document = _asked_paper(request, number, pk)
    try:
        accept_paper(document=document, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    return redirect(f"{reverse('case_documents', args=[number])}#papers")


@gate("casework.check_documents")
@require_POST
def paper_reject(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Find a paper not good, for a reason the applicant reads."""
    document, form = _asked_paper(request, number, pk), RejectPaperForm(request.POST)
    back = f"{reverse('case_documents', args=[number])}?paper={pk}#papers"
    if not form.is_valid():
        faults = [str(fault) for errors in form.errors.values() for fault in errors]
        refused(request, RuleViolation(" ".join(faults)))
        return redirect(back)
    with in_language_of(document.case.borrower):
        reason = form.sentence()
    try:
        reject_paper(
            document=document, reason=reason, actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(request, error)
    return redirect(back)


@gate("applications.request_supplement")
def supplement_new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the applicant for everything that is missing, at once."""
    case, application = asked_file(request, number)
    count = application.supplements.count()
    form = SupplementForm(paper_checks(application), count, request.POST or None)
    if request.method == "POST" and form.is_valid() and _asked(request, application, form):
        return redirect("case_documents", number=number)
    values = {"case": case, "tab": "case_documents", "form": form, "count": count}
    return render(request, "applications/supplement_new.html", values)


def _asked(request: HttpRequest, application: Application, form: SupplementForm) -> bool:
    try:
        with in_language_of(application.applicant):
            items = form.items()
        sent = request_supplement(
            application=application,
            items=items,
            message=form.cleaned_data["message"],
            repeat_reason=form.cleaned_data.get("repeat_reason", ""),
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(form, error)
        return False
    messages.success(
        request,
        _("Asked for. The applicant has until %(on)s; the clock of the file stands.")
        % {"on": day(sent.due_on)},
    )
    return True


@gate("applications.review")
@require_POST
def flag_handle(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Write what a flag turned out to be."""
    case, _application = asked_file(request, number)
    flag = get_object_or_404(case.flags, pk=pk)
    try:
        handle_flag(
            flag=flag,
            note=request.POST.get("note", "")[:500],
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(request, error)
    return redirect(f"{reverse('case_documents', args=[number])}#flags")
