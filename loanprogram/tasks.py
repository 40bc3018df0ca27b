"""Background work that needs the date of the whole program."""

from celery import shared_task

from casework.services.sending import send_due_notices
from loanprogram.sweeping import quiet_kinds_now
from policy.selectors import business_date, parameter

NOTICES_PER_SWEEP = 200


@shared_task
def sweep_notices() -> None:
    """Send the messages that are due; reminders wait for the hours of contact."""
    on = business_date()
    attempts_max = int(parameter("notice.attempts_max", on))
    quiet = quiet_kinds_now(on)
    send_due_notices(on=on, limit=NOTICES_PER_SWEEP, attempts_max=attempts_max, quiet_kinds=quiet)
