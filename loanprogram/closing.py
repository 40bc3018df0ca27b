"""Moving the business date: each day is closed in order, its steps from the bottom up."""

from datetime import date, timedelta

from django.db import transaction

from applications.services.supplements import lapse_unanswered
from guarantees.services.letters import release_settled_guarantees
from guarantees.services.sweeping import lapse_ended_promises, tell_sureties
from loanprogram.errors import DateMovesForward, ProofsAreRed
from loanprogram.proofs import run_proofs
from loanprogram.proving import proven_until
from parties.models import User
from parties.services.audit import record_act
from policy.models import BusinessDay
from policy.selectors import business_date
from servicing.models import DayEndRun
from servicing.services import catch_up, catch_up_if_on
from servicing.services.mornings import look_after_loans
from underwriting.services.expiry import reopen_expired_decisions

ONE_DAY = timedelta(days=1)


@transaction.atomic
def _advance(to: date, actor: User) -> None:
    """Set the business date and record who moved it."""
    day = BusinessDay.objects.select_for_update().get(pk=1)
    if to <= day.current_on:
        raise DateMovesForward(on=day.current_on)
    day.current_on = to
    day.save()
    record_act("policy.move_business_date", actor=actor, on=to, subject=day)


def close_days(*, to: date, actor: User) -> None:
    """Close every open day up to a date, if the job is on, and what hangs on the new morning."""
    catch_up_if_on(to=to, actor=actor)
    _begin_morning(to + ONE_DAY, actor)


def close_days_now(*, to: date, actor: User) -> list[DayEndRun]:
    """As `close_days`, whatever the switch says; returns the days that were closed."""
    runs = catch_up(to=to, actor=actor)
    _begin_morning(to + ONE_DAY, actor)
    return runs


def _begin_morning(morning: date, actor: User) -> None:
    release_settled_guarantees(actor=actor, on=morning)
    lapse_ended_promises(morning)
    reopen_expired_decisions(morning)
    tell_sureties(morning)
    lapse_unanswered(morning)
    look_after_loans(on=morning, actor=actor)


def require_green_proofs() -> None:
    """A contradiction in the books stops the next close until somebody has dealt with it."""
    red = {code: faults for code, faults in run_proofs(proven_until()).items() if faults}
    if red:
        raise ProofsAreRed(faults="; ".join(faults[0] for faults in red.values()))


def move_business_date(*, to: date, actor: User) -> date:
    """Move the business date forward, closing each day between; returns the new date."""
    today = business_date()
    if to <= today:
        raise DateMovesForward(on=today)
    require_green_proofs()
    while today < to:
        _advance(today + ONE_DAY, actor)
        close_days(to=today, actor=actor)
        today += ONE_DAY
    return today
