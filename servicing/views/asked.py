"""Which case and loan a page is about; what the person may not see does not exist."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from casework.models import Case
from casework.selectors import visible_cases
from casework.views.asked import date_of, person_of
from servicing.models import Loan
from servicing.selectors.loans import loan_of

__all__ = ["acting", "case_of", "date_of", "loan_on_case", "loan_or_404", "person_of"]


def acting(request: HttpRequest) -> dict[str, Any]:
    """Who acts and on which business date, as services take it."""
    return {"actor": person_of(request), "on": date_of(request)}


def case_of(request: HttpRequest, number: str) -> Case:
    """The case of the address, if this person may know of it."""
    found: Case = get_object_or_404(visible_cases(person_of(request)), number=number)
    return found


def loan_on_case(request: HttpRequest, case: Case) -> Loan | None:
    """The loan of the case, if there is one."""
    return loan_of(case, person_of(request))


def loan_or_404(request: HttpRequest, number: str) -> Loan:
    """The loan of the case of the address."""
    loan = loan_on_case(request, case_of(request, number))
    if loan is None:
        raise Http404
    return loan
