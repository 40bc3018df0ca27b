"""The day-end: every business date is closed once, in order, in parts that can be repeated."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from loancore.dates import ONE_DAY
from parties.models import User
from parties.services.audit import record_act
from servicing.errors import DayEndRunning, DayOutOfOrder
from servicing.models import DayEndRun, JobSwitch, Loan, PartitionClose, SetAside
from servicing.selectors.days import DAY_END, is_switched_on, last_closed_on, next_to_close
from servicing.services.collection import judge_promises, open_promise_tasks
from servicing.services.events import rebuild
from servicing.services.partitions import close_next_partition
from servicing.services.payouts import warn_of_late_payouts
from servicing.services.projections import locked_loan
from servicing.services.reminders import queue_reminders
from servicing.services.spells import advance_stages
from servicing.services.watching import keep_watch

Step = Callable[..., int]


def _promises(*, on: date, actor: User) -> int:
    return judge_promises(on=on - ONE_DAY, actor=actor) + open_promise_tasks(on=on)


# What follows the partitions, for the next morning; each may be repeated and then does nothing.
STEPS: tuple[tuple[str, Step], ...] = (
    ("classes", keep_watch),
    ("stages", advance_stages),
    ("promises", _promises),
    ("payouts", warn_of_late_payouts),
    ("reminders", queue_reminders),
)


@contextmanager
def only_one_day_end() -> Iterator[None]:
    """Refuse while another process runs a day-end; the lock goes with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('servicing one day-end'), 0)")
        if not cursor.fetchone()[0]:
            raise DayEndRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('servicing one day-end'), 0)")


def close_day(*, on: date, actor: User | None = None) -> DayEndRun:
    """Close one business date: accrue, age, stages, promises, reminders for the next morning.

    Closing a closed day again writes nothing; one that was interrupted continues where it was.
    """
    with only_one_day_end():
        return _close_day(on, actor or User.objects.system())


def catch_up(*, to: date, actor: User | None = None) -> list[DayEndRun]:
    """Close every day that is still open up to a date, one by one in order."""
    acting = actor or User.objects.system()
    runs = []
    with only_one_day_end():
        day = next_to_close(to)
        while day <= to:
            runs.append(_close_day(day, acting))
            day += ONE_DAY
    return runs


def catch_up_if_on(*, to: date, actor: User | None = None) -> list[DayEndRun]:
    """As `catch_up`, unless the job is switched off."""
    return catch_up(to=to, actor=actor) if is_switched_on(DAY_END) else []


def _close_day(on: date, actor: User) -> DayEndRun:
    earlier = DayEndRun.objects.filter(business_on=on).first()
    if earlier and earlier.ended_at:
        return earlier
    _require_in_order(on)
    run = earlier or _open_run(on, actor)
    while close_next_partition(run=run, actor=actor):
        pass
    for name, step in STEPS:
        if name not in run.steps_done:
            run.counts[name] = step(on=on + ONE_DAY, actor=actor)
            run.steps_done.append(name)
            run.save(update_fields=["counts", "steps_done"])
    return _end_run(run, actor)


def _require_in_order(on: date) -> None:
    last = last_closed_on()
    if last is not None and on <= last:
        raise DayOutOfOrder(date=last + ONE_DAY)
    if (due := next_to_close(on)) != on:
        raise DayOutOfOrder(date=due)


@transaction.atomic(durable=True)
def _open_run(on: date, actor: User) -> DayEndRun:
    count: int = getattr(settings, "DAY_END_PARTITIONS", 4)
    run = DayEndRun.objects.create(business_on=on, partitions=count, started_by=actor)
    PartitionClose.objects.bulk_create(
        PartitionClose(run=run, partition=part) for part in range(count)
    )
    return run


@transaction.atomic(durable=True)
def _end_run(run: DayEndRun, actor: User) -> DayEndRun:
    parts = list(run.parts.all())
    run.counts |= _figures(run, parts)
    run.save(update_fields=["counts"])
    DayEndRun.objects.filter(pk=run.pk).update(ended_at=Now())
    record_act(
        "servicing.close_day", actor=actor, on=run.business_on, subject=run, facts=run.counts
    )
    run.refresh_from_db()
    return run


def _figures(run: DayEndRun, parts: list[PartitionClose]) -> dict[str, Any]:
    return {
        "loans": sum(part.loans for part in parts),
        "interest": str(sum(part.interest for part in parts)),
        "penalty": str(sum(part.penalty for part in parts)),
        "set_aside": run.set_aside.count(),
    }


@transaction.atomic(durable=True)
def retry_set_aside(*, item: SetAside, actor: User, on: date) -> Loan:
    """Rebuild a loan that was set aside, from its events; it takes part in day-ends again."""
    loan = locked_loan(item.loan_id)
    rebuild(loan, actor=actor, on=on)
    record_act(
        "servicing.retry_set_aside",
        actor=actor,
        on=on,
        subject=loan,
        case_number=loan.case.number,
    )
    return loan


@transaction.atomic(durable=True)
def switch_job(*, job: str, is_on: bool, actor: User, on: date) -> JobSwitch:
    """Switch a scheduled job on or off."""
    switch, _made = JobSwitch.objects.update_or_create(
        job=job, defaults={"is_on": is_on, "changed_by": actor, "changed_on": on}
    )
    record_act(
        "servicing.switch_job", actor=actor, on=on, subject=switch, facts={"job": job, "on": is_on}
    )
    return switch
