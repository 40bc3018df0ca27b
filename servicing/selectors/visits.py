"""Visits to borrowers: the day's route, one visit, its photos on the timeline of the case."""

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from casework.models import TransitionRecord
from parties.models import User
from servicing.models import LoanVisit, LoanVisitPhoto


def visits_for(user: User) -> QuerySet[LoanVisit]:
    """Visits on the loans this user may know of."""
    return LoanVisit.objects.visible_to(user).select_related(
        "loan__case",
        "loan__borrower__township",
        "loan__bank",
        "first_visitor__person",
        "second_visitor__person",
        "drawing",
    )


def route_of(user: User, day: date) -> QuerySet[LoanVisit]:
    """The stops of a person on a day, in order."""
    mine = Q(first_visitor=user) | Q(second_visitor=user)
    return visits_for(user).filter(mine, planned_on=day).exclude(state="cancelled")


def photos_for(user: User) -> QuerySet[LoanVisitPhoto]:
    """Photos of the visits this user may know of."""
    visits = LoanVisit.objects.visible_to(user)
    return LoanVisitPhoto.objects.filter(visit__in=visits).select_related("document")


def pictures_of_step(user: User, record: TransitionRecord) -> list[str]:
    """Where the photos of a visit are shown, for the timeline of the case."""
    if not user.may("servicing.view_loan"):
        return []
    photos = photos_for(user).filter(visit=record.subject_id)
    return [reverse("loan_visit_photo", args=[photo.pk]) for photo in photos]
