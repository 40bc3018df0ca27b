"""The file of a paper: shown to those who may see the case, each look on record."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from casework.errors import FileChanged
from casework.models import Document
from casework.selectors import visible_documents
from casework.selectors.integrity import content_of
from casework.services.checks import record_change, record_view
from casework.views.asked import date_of, person_of
from screens.answers import download, refused
from screens.gates import gate


@gate("casework.view_documents")
def document_file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Save a paper."""
    return _file(request, number, pk, inline=False)


@gate("casework.view_documents")
def document_page(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Show a paper in the viewer."""
    return _file(request, number, pk, inline=True)


def _file(request: HttpRequest, number: str, pk: int, *, inline: bool) -> HttpResponseBase:
    user = person_of(request)
    document = get_object_or_404(visible_documents(user), pk=pk, case__number=number)
    record_view(document, actor=user, on=date_of(request))
    back = reverse("case_overview", args=[number])
    return paper_answer(request, document, inline=inline, back=back)


def paper_answer(
    request: HttpRequest, document: Document, *, inline: bool, back: str
) -> HttpResponseBase:
    """The file of a paper, if it is still what was handed in; else the alarm and the way back."""
    try:
        content = content_of(document)
    except FileChanged as error:
        record_change(document, actor=person_of(request), on=date_of(request))
        refused(request, error)
        return redirect(back)
    return download(
        content,
        filename=document.name,
        content_type=document.media_type,
        inline=inline,
    )
