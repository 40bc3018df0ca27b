"""The file of a paper: shown to those who may see the case, each look on record."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from casework.selectors import visible_documents
from casework.services.checks import record_view
from casework.views.asked import date_of, person_of
from screens.answers import download
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
    return download(
        document.file.open("rb"),
        filename=document.name,
        content_type=document.media_type,
        inline=inline,
    )
