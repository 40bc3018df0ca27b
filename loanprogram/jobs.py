"""The scheduled jobs: what each does, how often, how it went last, and running one by hand."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from guarantees.services.subsidy import hand_over_files
from guarantees.services.sweeping import sweep
from loanprogram.closing import close_days, close_days_now
from loanprogram.models import JobState
from loanprogram.morning import follow_calendar
from loanprogram.proving import record_proofs
from loanprogram.reports.making import make_due_reports
from loanprogram.sweeping import send_waiting
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import business_date
from servicing.errors import DayEndRunning
from servicing.selectors.days import DAY_END, is_switched_on, next_to_close
from servicing.services import queue_reminders
from servicing.services.files import tell_off, work_off

ONE_DAY = timedelta(days=1)
Counts = Mapping[str, object]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """One run of a job: for which day, in whose name, and where it says how far it is."""

    on: date
    actor: User
    by_hand: bool
    progress: Progress


@dataclass(frozen=True)
class Job:
    """A job with its period and what it does; every one may run twice without harm."""

    name: str
    act: Callable[[Asked], Counts]

    @property
    def period(self) -> timedelta:
        """How often it runs by itself."""
        return timedelta(seconds=settings.JOB_SECONDS[self.name])


def _close(asked: Asked) -> Counts:
    """Close every open day with all that hangs on the new morning, the steps of guarantees too."""
    last = asked.on - ONE_DAY
    day = min(next_to_close(last), last)
    close = close_days_now if asked.by_hand else close_days
    days = (last - day).days + 1
    with suppress(DayEndRunning):
        for number in range(days):
            asked.progress(number, days)
            close(to=day + number * ONE_DAY, actor=asked.actor)
        asked.progress(days, days)
    return {"days": days}


def _watch_guarantees(asked: Asked) -> Counts:
    return {**sweep(asked.on), "files": hand_over_files(asked.on)}


def _turn(_asked: Asked) -> Counts:
    with suppress(DayEndRunning):
        return {"on": follow_calendar(timezone.localdate()).isoformat()}
    return {}


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job("send_messages", lambda asked: send_waiting(asked.on)),
        Job("guarantees", _watch_guarantees),
        Job("business_date", _turn),
        Job(DAY_END, _close),
        Job("reminders", lambda asked: {"reminders": queue_reminders(on=asked.on)}),
        Job("repayment_files", lambda _asked: {"files": work_off() + tell_off()}),
        Job("reports", lambda asked: {"reports": make_due_reports(asked.on)}),
        Job("standing_proofs", lambda asked: record_proofs(asked.on).counts),
    )
}


def run_if_on(name: str) -> None:
    """Run a job by itself, unless it is switched off."""
    if is_switched_on(name):
        _run(JOBS[name], User.objects.system(), by_hand=False)


@transaction.atomic
def want_job(*, name: str, actor: User, on: date) -> None:
    """Ask for a run now; a worker takes it up within seconds."""
    if not actor.may("casework.run_jobs"):
        raise NotAllowed
    state, _made = JobState.objects.get_or_create(job=name)
    JobState.objects.filter(pk=state.pk).update(wanted_at=Now(), wanted_by=actor)
    record_act("loanprogram.run_job", actor=actor, on=on, subject=state, facts={"job": name})


def run_wanted_jobs() -> int:
    """Run what was asked for by hand, whatever the switch says; says how many."""
    runs = 0
    for name, job in JOBS.items():
        if actor := _taken_up(name):
            _run(job, actor, by_hand=True)
            runs += 1
    return runs


@transaction.atomic
def _taken_up(name: str) -> User | None:
    """Whoever wants this job; from now on nobody else takes the wish up."""
    wanted = JobState.objects.filter(job=name).exclude(wanted_at=None)
    state = wanted.select_for_update(skip_locked=True).first()
    if state is None:
        return None
    actor = state.wanted_by
    state.wanted_at, state.wanted_by = None, None
    state.save(update_fields=["wanted_at", "wanted_by"])
    return actor


def _run(job: Job, actor: User, *, by_hand: bool) -> None:
    """Run a job, with its start, its progress and its end on record."""
    state, _made = JobState.objects.get_or_create(job=job.name)
    row = JobState.objects.filter(pk=state.pk)
    row.update(
        started_at=Now(), ended_at=None, outcome="running", error="", step=0, steps=0, run_by=actor
    )

    def progress(step: int, steps: int) -> None:
        row.update(step=step, steps=steps)

    asked = Asked(on=business_date(), actor=actor, by_hand=by_hand, progress=progress)
    try:
        counts = dict(job.act(asked))
    except Exception as fault:
        row.update(ended_at=Now(), outcome="failed", error=f"{type(fault).__name__}: {fault}"[:500])
        raise
    row.update(ended_at=Now(), done_at=Now(), outcome="done", counts=counts)
