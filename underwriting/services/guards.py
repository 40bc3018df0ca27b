"""What every step of evaluation asks first: the right bank, the right role, a file in review."""

from django.db import connection

from applications.states import ApplicationState
from casework.models import Case
from parties.errors import NotAllowed
from parties.models import User
from underwriting.errors import NotUnderReview
from underwriting.selectors import application_of

OPEN_FOR_WORK = (ApplicationState.IN_REVIEW, ApplicationState.SUPPLEMENT)


def locked_case(case: Case) -> Case:
    """The case under its lock; before there is a loan, the case is the lock."""
    assert connection.in_atomic_block
    return Case.objects.select_related("borrower", "bank").locked().get(pk=case.pk)


def require_bank_staff(case: Case, *, actor: User, permission: str) -> None:
    """Only staff of the handling bank with the permission evaluate a file."""
    if actor.organisation_id != case.bank_id or not actor.may(permission):
        raise NotAllowed


def require_in_review(case: Case) -> None:
    """Opinions are signed while the bank holds the file, not while papers are awaited."""
    if application_of(case).state != ApplicationState.IN_REVIEW:
        raise NotUnderReview


def require_open_for_work(case: Case) -> None:
    """Visits, figures and drafts may go on while papers are awaited."""
    if application_of(case).state not in OPEN_FOR_WORK:
        raise NotUnderReview
