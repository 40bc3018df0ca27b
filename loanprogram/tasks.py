"""Background work over all apps, started by the schedule; each may run twice without harm."""

from celery import shared_task
from celery.signals import heartbeat_sent

from casework.services.uploads import drop_ruins
from loanprogram.health import say_alive
from loanprogram.jobs import run_if_on, run_wanted_jobs
from loanprogram.watching import tell_of_late_jobs
from policy.selectors import business_date

# A day-end over many loans takes longer than the small jobs may.
LONG = {"time_limit": 4 * 3600, "soft_time_limit": 4 * 3600 - 60}


@heartbeat_sent.connect(weak=False)
def worker_lives(**_facts: object) -> None:
    """Leave a sign of life with every heartbeat of the worker."""
    say_alive("worker")


@shared_task
def sweep_notices() -> None:
    """Send the messages that are due; some wait for the hours of contact."""
    run_if_on("send_messages")


@shared_task
def sweep_guarantees() -> None:
    """Release, lapse and remind as of the business date."""
    run_if_on("guarantees")


@shared_task
def queue_reminders() -> None:
    """Queue the reminders of the business date; none is queued twice."""
    run_if_on("reminders")


@shared_task(time_limit=3600, soft_time_limit=3540)
def work_off_files() -> None:
    """Read, post and undo repayment files; a second worker leaves a file alone that is held."""
    run_if_on("repayment_files")


@shared_task
def sweep_uploads() -> int:
    """Forget files that were begun and never arrived whole."""
    return drop_ruins()


@shared_task(**LONG)
def close_open_days() -> None:
    """Close the days before the business date that are still open."""
    run_if_on("day_end")


@shared_task(**LONG)
def turn_business_date() -> None:
    """Outside the demo the business date follows the calendar, each day closed in order."""
    run_if_on("business_date")


@shared_task(**LONG)
def make_reports() -> None:
    """Make the weekly and monthly reports that the business date has made due."""
    run_if_on("reports")


@shared_task(**LONG)
def prove_books() -> None:
    """Run the standing proofs and keep the result for the cockpit."""
    run_if_on("standing_proofs")


@shared_task(**LONG)
def run_wanted() -> int:
    """Run the jobs that somebody asked for by hand."""
    return run_wanted_jobs()


@shared_task
def watch_jobs() -> int:
    """Tell the administrators of jobs that have not run for two periods."""
    return tell_of_late_jobs(business_date())
