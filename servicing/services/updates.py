"""The regular update of a borrower's data: nothing has changed, or what has."""

from datetime import date

from django.db import transaction as database

from parties.errors import NotAllowed
from parties.models import User
from servicing.errors.care import (
    StepNotOpen,
)
from servicing.models import CareKind, CareStep, Loan
from servicing.selectors.declarations import OPEN_CHANGES
from servicing.services.care import begin, close_step, locked_step
from servicing.states.care import LIVE_CARE, CareState


@database.atomic(durable=True)
def confirm_data(*, loan: Loan, way: str, actor: User, on: date) -> CareStep:
    """Confirm the data on record, with the changes that were declared; the update is done.

    By the borrower, or by staff who asked on the phone or at the counter.
    """
    if actor.person_id != loan.borrower_id and not actor.may("servicing.follow_up"):
        raise NotAllowed
    step = loan.care_steps.filter(kind=CareKind.UPDATE, state__in=LIVE_CARE).first()
    if step is None:
        raise StepNotOpen
    found = locked_step(step)
    if found.state == CareState.PLANNED:
        begin(found, actor=User.objects.system(), on=on)
    changes = loan.declared_changes.filter(state__in=OPEN_CHANGES).count()
    found.findings = {"way": way, "changes": changes}
    found.outcome = CareStep.Outcome.WATCH if changes else CareStep.Outcome.GOOD
    return close_step(found, actor=actor, on=on)
