"""Which jobs stand still: seen on the pages of administrators, and told to them once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework.models import Notice
from casework.services import queue_notice
from loanprogram.jobs import JOBS
from loanprogram.models import JobState
from parties.models import User
from parties.roles import Role
from screens.vocabulary import word
from screens.wording import time_of
from servicing.models import JobSwitch
from servicing.selectors.days import switches

PERIODS_MISSED = 2
# A worker that is busy with another job for a moment is no standstill.
STANDSTILL_MIN = timedelta(minutes=1)


@dataclass(frozen=True)
class JobView:
    """A job as its page shows it."""

    name: str
    period: timedelta
    is_on: bool
    switch: JobSwitch | None
    state: JobState
    now: datetime

    @property
    def next_at(self) -> datetime | None:
        """When it runs next by itself; not at all when it is switched off."""
        if not self.is_on:
            return None
        return max((self.state.started_at or self.now) + self.period, self.now)

    @property
    def seconds(self) -> float | None:
        """How long the last run took."""
        began, ended = self.state.started_at, self.state.ended_at
        return (ended - began).total_seconds() if began and ended else None

    @property
    def is_late(self) -> bool:
        """Whether it was not done for two periods, and is not under way either."""
        since = self.state.done_at or self.state.watched_from
        if self.state.outcome == "running" and self.state.started_at:
            since = max(since, self.state.started_at)
        return self.now - since > max(PERIODS_MISSED * self.period, STANDSTILL_MIN)


def job_views() -> list[JobView]:
    """Every job with its switch and its last run."""
    found = {state.job: state for state in JobState.objects.select_related("run_by__person")}
    switched, now = switches(), timezone.now()
    views = []
    for name, job in JOBS.items():
        state = found.get(name) or JobState.objects.get_or_create(job=name)[0]
        switch = switched.get(name)
        is_on = switch.is_on if switch else True
        views.append(JobView(name, job.period, is_on, switch, state, now))
    return views


def late_jobs() -> list[JobView]:
    """Jobs that were not done for two periods."""
    return [view for view in job_views() if view.is_late]


@transaction.atomic
def tell_of_late_jobs(on: date) -> int:
    """Write to every administrator about each job that stands still; once per standstill."""
    late = late_jobs()
    for view in late:
        for user in User.objects.holding(Role.ADMINISTRATOR).select_related("person"):
            _tell(view, user, on)
    return len(late)


def _tell(view: JobView, user: User, on: date) -> None:
    since = view.state.done_at or view.state.watched_from
    with translation.override(user.language):
        queue_notice(
            key=f"job-late:{view.name}:{since:%Y%m%d%H%M%S}:{user.pk}",
            kind="job_late",
            channel=Notice.Channel.PAGE,
            subject=_("A job stands still: %(job)s") % {"job": word("job", view.name)},
            body=_("“%(job)s” was last done %(moment)s. Open “Jobs” and run it by hand.")
            % {"job": word("job", view.name), "moment": time_of(since)},
            on=on,
            recipient=user.person,
            recipient_user=user,
        )
