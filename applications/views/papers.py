"""Papers of a draft on the screen: hand in, join photos, unpack a zip, say what is what."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from applications.forms.submission import AssignForm, PaperForm, ZipForm
from applications.models import Application
from applications.rules import DOCUMENTS
from applications.selectors import paper_of, papers_needed, papers_unassigned
from applications.selectors.answers import PaperNeed
from applications.services import take_back_paper
from applications.services.papers import ANY_PAPER, add_pages, assign_paper, unpack_papers
from applications.views.draft import WRITERS, asked_draft, closed, frame, is_closed
from casework.selectors import visible_documents
from casework.selectors.cases import own_uploads
from casework.selectors.photos import page_picture, photo_remarks
from casework.services.uploads import begin_upload, continue_upload
from casework.views.asked import date_of, person_of
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.gates import gate, signed_in


@gate(*WRITERS)
def application_documents(request: HttpRequest, number: str) -> HttpResponse:
    """Every paper with what it needs, why, and a place to hand it in."""
    application = asked_draft(request, number)
    if is_closed(application):
        return closed(request, application)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _paper_added(request, application, form):
        return redirect(f"{request.get_full_path()}#{form.cleaned_data['type']}")
    return _page(request, application, (form, ZipForm()))


def _page(
    request: HttpRequest, application: Application, forms: tuple[PaperForm, ZipForm]
) -> HttpResponse:
    needs = papers_needed(application, on=date_of(request))
    context = {
        "form": forms[0],
        "zip_form": forms[1],
        "needs": needs,
        "unassigned": papers_unassigned(application),
        "faulty": request.POST.get("type", ""),
        **frame(application, DOCUMENTS),
    }
    return render(request, "applications/application_documents.html", context)


def _need(request: HttpRequest, application: Application, code: str) -> PaperNeed | None:
    needs = papers_needed(application, on=date_of(request))
    return next((need for need in needs if need.type.code == code), None)


def _paper_added(request: HttpRequest, application: Application, form: PaperForm) -> bool:
    data = form.cleaned_data
    need = _need(request, application, data["type"])
    if need is None:
        return False
    try:
        document = add_pages(
            application=application,
            type=need.type,
            files=data["file"],
            uploads=data["uploads"],
            turns=data["turns"],
            actor=person_of(request),
            on=date_of(request),
            replaces=paper_of(application, data["replaces"]),
        )
    except RuleViolation as error:
        form.add_error("file", str(error))
        return False
    messages.success(request, _("“%(name)s” is stored.") % {"name": document.name})
    for remark in photo_remarks(document):
        messages.warning(request, remark)
    return True


@gate(*WRITERS)
@require_POST
def application_document_remove(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Take a paper out of the draft again."""
    application = asked_draft(request, number)
    document = paper_of(application, pk)
    if document:
        try:
            take_back_paper(
                application=application,
                document=document,
                actor=person_of(request),
                on=date_of(request),
            )
        except RuleViolation as error:
            refused(request, error)
    return redirect("application_documents", number=number)


@gate(*WRITERS)
@require_POST
def application_zip(request: HttpRequest, number: str) -> HttpResponse:
    """Unpack a zip into single papers that are then given their types."""
    application = asked_draft(request, number)
    if is_closed(application):
        return closed(request, application)
    form = ZipForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = unpack_papers(
                application=application,
                upload=form.cleaned_data["zip"],
                actor=person_of(request),
                on=date_of(request),
            )
            told = ngettext("%(count)s paper unpacked.", "%(count)s papers unpacked.", len(found))
            messages.success(request, told % {"count": len(found)})
            return redirect("application_documents", number=number)
        except RuleViolation as error:
            form.add_error("zip", str(error))
    return _page(request, application, (PaperForm(), form))


@gate(*WRITERS)
@require_POST
def application_document_assign(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Say what an unpacked paper is."""
    application = asked_draft(request, number)
    document = get_object_or_404(papers_unassigned(application), pk=pk)
    form = AssignForm(request.POST)
    need = _need(request, application, form.cleaned_data["type"]) if form.is_valid() else None
    if need is None:
        messages.error(request, _("Choose what this paper is."))
    else:
        try:
            assign_paper(
                application=application,
                document=document,
                type=need.type,
                actor=person_of(request),
                on=date_of(request),
            )
        except RuleViolation as error:
            refused(request, error)
    return redirect("application_documents", number=number)


@gate(*WRITERS)
@require_POST
def application_upload(request: HttpRequest, number: str) -> JsonResponse:
    """Announce a file that will come in pieces; answers how much of it is here already."""
    application = asked_draft(request, number)
    try:
        asked: dict[str, Any] = json.loads(request.body)
        need = _need(request, application, str(asked["type"]))
        upload = begin_upload(
            limit_mb=need.type.size_max_mb if need else ANY_PAPER.size_max_mb,
            case=application.case,
            key=UUID(str(asked["key"])),
            name=str(asked["name"]),
            size=int(asked["size"]),
            actor=person_of(request),
        )
    except RuleViolation as error:
        return JsonResponse({"error": str(error)}, status=409)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": _("The file could not be announced.")}, status=400)
    return JsonResponse({"received": upload.received})


@gate(*WRITERS)
@require_POST
def application_upload_piece(request: HttpRequest, number: str, key: UUID) -> JsonResponse:
    """Take the next piece of a file; a repeated one changes nothing."""
    application = asked_draft(request, number)
    upload = get_object_or_404(own_uploads(application.case, person_of(request)), key=key)
    try:
        offset = int(request.GET.get("offset", ""))
        upload = continue_upload(upload=upload, offset=offset, piece=request.body)
    except ValueError:
        return JsonResponse({"error": "offset", "received": upload.received}, status=400)
    except RuleViolation as error:
        return JsonResponse({"error": str(error), "received": upload.received}, status=409)
    return JsonResponse({"received": upload.received})


@signed_in
def document_thumbnail(request: HttpRequest, pk: int, page: int) -> HttpResponseBase:
    """A small picture of a page, where the page is a photo."""
    document = get_object_or_404(visible_documents(person_of(request)), pk=pk)
    picture = page_picture(document, page)
    if picture is None:
        return HttpResponse(status=204)
    return download(picture, filename=f"{page}.jpg", content_type="image/jpeg", inline=True)
