"""The guarantee, security or claim a page is about; what one may not see does not exist."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from casework.models import Case
from casework.views.asked import person_of
from guarantees.models import Claim, Guarantee, Security
from guarantees.selectors.claims import claims_seen_by
from guarantees.selectors.reviews import guarantee_of
from guarantees.selectors.securities import securities_seen_by
from underwriting.selectors import submitted_cases


def case_of(request: HttpRequest, number: str) -> Case:
    """A handed-in case this account may know of."""
    cases = submitted_cases(person_of(request)).select_related("programme__center")
    return get_object_or_404(cases, number=number)


def guarantee_or_404(request: HttpRequest, number: str) -> Guarantee:
    """The guarantee of a case this account may know of."""
    found = guarantee_of(case_of(request, number))
    if found is None:
        raise Http404
    return found


def claim_or_404(request: HttpRequest, number: str, key: int) -> Claim:
    """A claim of a case this account may know of."""
    return get_object_or_404(claims_seen_by(person_of(request)), pk=key, case__number=number)


def security_or_404(request: HttpRequest, key: int) -> Security:
    """A security of the register."""
    return get_object_or_404(securities_seen_by(person_of(request)), pk=key)
