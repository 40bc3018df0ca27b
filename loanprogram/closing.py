"""Moving the business date: each day is closed in order, its steps from the bottom up."""

from datetime import date, timedelta

from django.db import transaction

from loanprogram.errors import DateMovesForward
from parties.models import User
from parties.services.audit import record_act
from policy.models import BusinessDay
from policy.selectors import business_date


@transaction.atomic
def _advance(to: date, actor: User) -> None:
    """Set the business date and record who moved it."""
    day = BusinessDay.objects.select_for_update().get(pk=1)
    day.current_on = to
    day.save()
    record_act("policy.move_business_date", actor=actor, on=to, subject=day)


def move_business_date(*, to: date, actor: User) -> date:
    """Move the business date forward, closing each day between; returns the new date."""
    today = business_date()
    if to <= today:
        raise DateMovesForward(on=today)
    while today < to:
        today += timedelta(days=1)
        _advance(today, actor)
    return today
