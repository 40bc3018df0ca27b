"""Which days are closed, what each day-end did, and which jobs are switched on."""

from datetime import date

from django.db.models import Min, QuerySet

from casework.models import JobRun
from loancore.dates import ONE_DAY
from servicing.models import DayEndRun, JobSwitch, Loan, SetAside

DAY_END = "day_end"
REMINDERS = "reminders"


def last_closed_on() -> date | None:
    """The last business date whose day-end has ended."""
    run = DayEndRun.objects.exclude(ended_at=None).order_by("-business_on").first()
    return run.business_on if run else None


def next_to_close(before: date) -> date:
    """The oldest day that waits for its day-end; without any run the oldest day of a loan."""
    last = last_closed_on()
    if last:
        return last + ONE_DAY
    oldest: date | None = Loan.objects.running().aggregate(day=Min("as_of_on"))["day"]
    return min(oldest, before) if oldest else before


def day_end_log() -> QuerySet[DayEndRun]:
    """The day-ends, newest first."""
    return DayEndRun.objects.prefetch_related("parts", "set_aside__loan").order_by("-business_on")


def loans_set_aside() -> QuerySet[SetAside]:
    """Loans that wait for somebody to look at their error."""
    return SetAside.objects.filter(resolved_on=None).select_related("loan__case", "run")


def is_switched_on(job: str) -> bool:
    """Whether a job runs by itself; on unless somebody switched it off."""
    switch = JobSwitch.objects.filter(job=job).first()
    return switch.is_on if switch else True


def switches() -> dict[str, JobSwitch]:
    """The switches by job."""
    return {switch.job: switch for switch in JobSwitch.objects.select_related("changed_by")}


def job_runs() -> QuerySet[JobRun]:
    """Runs of the other jobs, newest first."""
    return JobRun.objects.order_by("-pk")
