"""Showing a personal number: only asked for, always on record."""

from datetime import date

from django.db import transaction

from applications.models import Application
from applications.selectors.answers import sealed_answer
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act


@transaction.atomic
def reveal_number(application: Application, place: str, *, actor: User, on: date) -> str:
    """The number behind a mask; who saw which one is kept in the audit trail."""
    if not actor.may("applications.view"):
        raise NotAllowed
    number = _number(application, place)
    if number:
        record_act(
            "casework.reveal_number",
            actor=actor,
            on=on,
            subject=application,
            case_number=application.case.number,
            facts={"field": place},
        )
    return number


def _number(application: Application, place: str) -> str:
    person = application.applicant
    if place in ("id_number", "phone"):
        return str(getattr(person, place))
    step, _dot, question = place.partition(".")
    return sealed_answer(application, step, question)
