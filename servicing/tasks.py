"""Work in the background, started by the schedule; each may run twice without harm."""

from celery import shared_task

from loancore.dates import ONE_DAY
from policy.selectors import business_date
from servicing.services import catch_up_if_on
from servicing.services import queue_reminders as queue
from servicing.services.files import tell_off, work_off


@shared_task
def run_day_end() -> int:
    """Close the days before the business date that are still open, unless switched off."""
    return len(catch_up_if_on(to=business_date() - ONE_DAY))


@shared_task
def queue_reminders() -> int:
    """Queue the reminders of the business date; none is queued twice."""
    return queue(on=business_date())


@shared_task(time_limit=3600, soft_time_limit=3540)
def work_off_files() -> int:
    """Read, post and undo repayment files; a second worker leaves a file alone that is held."""
    return work_off() + tell_off()
