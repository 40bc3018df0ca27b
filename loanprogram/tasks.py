"""Background work over all apps, started by the schedule; each may run twice without harm."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from celery.signals import heartbeat_sent
from django.utils import timezone

from casework.services.sending import send_due_notices
from casework.services.uploads import drop_ruins
from loanprogram.closing import close_days
from loanprogram.health import say_alive
from loanprogram.morning import follow_calendar
from loanprogram.proving import record_proofs
from loanprogram.reports.making import make_due_reports
from loanprogram.sweeping import quiet_kinds_now
from parties.models import User
from policy.selectors import business_date, parameter
from servicing.errors import DayEndRunning

NOTICES_PER_SWEEP = 200
ONE_DAY = timedelta(days=1)
# A day-end over many loans takes longer than the small jobs may.
LONG = {"time_limit": 4 * 3600, "soft_time_limit": 4 * 3600 - 60}


@heartbeat_sent.connect(weak=False)
def worker_lives(**_facts: object) -> None:
    """Leave a sign of life with every heartbeat of the worker."""
    say_alive("worker")


@shared_task
def sweep_notices() -> None:
    """Send the messages that are due; reminders wait for the hours of contact."""
    on = business_date()
    attempts_max = int(parameter("notice.attempts_max", on))
    quiet = quiet_kinds_now(on)
    send_due_notices(on=on, limit=NOTICES_PER_SWEEP, attempts_max=attempts_max, quiet_kinds=quiet)


@shared_task
def sweep_uploads() -> int:
    """Forget files that were begun and never arrived whole."""
    return drop_ruins()


@shared_task(**LONG)
def close_open_days() -> None:
    """Close the days before the business date that are still open, unless switched off."""
    with suppress(DayEndRunning):
        close_days(to=business_date() - ONE_DAY, actor=User.objects.system())


@shared_task(**LONG)
def turn_business_date() -> None:
    """Outside the demo the business date follows the calendar, each day closed in order."""
    with suppress(DayEndRunning):
        follow_calendar(timezone.localdate())


@shared_task(**LONG)
def make_reports() -> int:
    """Make the weekly and monthly reports that the business date has made due."""
    return make_due_reports(business_date())


@shared_task(**LONG)
def prove_books() -> None:
    """Run the standing proofs and keep the result for the cockpit."""
    record_proofs(business_date())
