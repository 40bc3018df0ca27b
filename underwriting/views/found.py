"""The case, visit or memo a page is about; what the account may not see does not exist."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from casework.models import Case
from casework.views.asked import person_of
from underwriting.models import Memo, SiteVisit, VisitPhoto
from underwriting.selectors import submitted_cases, visit_photos


def case_of(request: HttpRequest, number: str) -> Case:
    """A handed-in case this account may know of."""
    return get_object_or_404(submitted_cases(person_of(request)), number=number)


def visit_of(request: HttpRequest, number: str, key: int) -> SiteVisit:
    """A visit of a case."""
    visits = case_of(request, number).site_visits.select_related(
        "first_visitor__person", "second_visitor__person", "signature_drawing", "case__borrower"
    )
    return get_object_or_404(visits, pk=key)


def photo_of(request: HttpRequest, number: str, key: int) -> VisitPhoto:
    """A photo of a visit of a case."""
    case = case_of(request, number)
    return get_object_or_404(visit_photos(case), pk=key)


def memo_of(request: HttpRequest, number: str, version: int) -> Memo:
    """A version of the memo of a case."""
    memos = case_of(request, number).memos.select_related(
        "author__person", "score__scorecard", "case__borrower"
    )
    return get_object_or_404(memos, version=version)
