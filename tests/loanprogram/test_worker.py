"""A real worker and a real scheduler: killed in the middle, nothing is lost and nothing doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from django.db import connection, transaction
from django_celery_beat.models import PeriodicTask

from casework.models import JobRun, Notice
from casework.services import queue_notice
from loanprogram.celery import app
from loanprogram.models import Report, ReportFile
from parties.models import Person
from servicing.models import Loan
from tests.casework import gateway as sms
from tests.casework.gateway import Gateway

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120


@pytest.fixture
def queue() -> str:
    """A queue of this test alone."""
    return f"test-{uuid4().hex[:8]}"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """A gateway for short messages that can hold its answer back."""
    with sms.running() as running:
        yield running


@pytest.fixture
def celery(gateway: Gateway, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts Celery programs on the test's database; what still runs at the end is killed."""
    entry, started = connection.settings_dict, []
    place = {
        "DATABASE_URL": f"postgres://{entry['USER']}@/{entry['NAME']}?host={entry['HOST']}",
        "SMS_GATEWAY_URL": gateway.url,
        "SMS_GATEWAY_KEY": sms.KEY,
        "LOANPROGRAM_FILES": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "loanprogram.settings.test",
    }

    def start(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "loanprogram", "--quiet", *words]
        started.append(
            subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, **place})
        )
        return started[-1]

    yield start
    for program in started:
        if program.poll() is None:
            program.kill()
            program.wait()


def a_worker(start: Callable[..., subprocess.Popen[bytes]], queue: str) -> subprocess.Popen[bytes]:
    return start("worker", "--pool", "solo", "-Q", queue, "--without-gossip", "--without-mingle")


def ask(task: str, queue: str) -> None:
    app.send_task(task, queue=queue)


def killed(program: subprocess.Popen[bytes]) -> None:
    program.send_signal(signal.SIGKILL)
    program.wait()
    time.sleep(0.5)  # the database notices that the connection is gone


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def signs_of_life() -> RedisCache:
    """The cache as other programs write it, without the prefix of the test."""
    entry = settings.CACHES["default"]
    return RedisCache(entry["LOCATION"], {})


def test_a_worker_killed_while_sending_loses_nothing_and_sends_nothing_twice(
    celery: Callable[..., subprocess.Popen[bytes]], queue: str, gateway: Gateway, programme: object
) -> None:
    person = Person.objects.create(name="李春梅", phone="13900001111")
    keys = [f"receipt:{number}" for number in range(3)]
    for key in keys:
        with transaction.atomic():
            queue_notice(
                key=key,
                kind="receipt",
                channel="sms",
                body="收到",
                on=Notice._meta.get_field("send_on").to_python("2026-03-02"),
                recipient=person,
            )
    gateway.may_answer.clear()
    first = a_worker(celery, queue)
    ask("loanprogram.tasks.sweep_notices", queue)
    assert gateway.seen.wait(PATIENCE)

    killed(first)
    assert Notice.objects.queued().count() == 3
    gateway.may_answer.set()
    a_worker(celery, queue)
    ask("loanprogram.tasks.sweep_notices", queue)
    wait_for(lambda: Notice.objects.filter(state="sent").count() == 3)

    assert gateway.arrived == [keys[0], *keys]
    assert sorted(gateway.delivered) == keys
    assert Notice.objects.count() == 3


def test_a_worker_killed_while_making_a_report_leaves_it_to_the_next(
    celery: Callable[..., subprocess.Popen[bytes]],
    queue: str,
    portfolio: list[Loan],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "reports"
    first = a_worker(celery, queue)
    ask("loanprogram.tasks.make_reports", queue)
    wait_for(lambda: list(folder.rglob("*.pdf")))

    killed(first)
    made = Report.objects.count()
    assert ReportFile.objects.count() == made * 4  # a report is there with all its files or not
    a_worker(celery, queue)
    ask("loanprogram.tasks.make_reports", queue)
    wait_for(lambda: Report.objects.count() == 8)

    assert ReportFile.objects.count() == 32
    names = {Path(name).name for name in ReportFile.objects.values_list("file", flat=True)}
    assert {path.name for path in folder.rglob("*.*")} == names  # nothing was left beside them
    assert JobRun.objects.filter(job__startswith="report_").count() == 8
    told = Notice.objects.filter(kind="report_made").values_list("idempotency_key", flat=True)
    assert len(told) == len(set(told)) == 18  # each of nine heads about two reports


def test_worker_and_scheduler_say_that_they_live(
    celery: Callable[..., subprocess.Popen[bytes]], queue: str, programme: object
) -> None:
    signs = signs_of_life()
    signs.delete_many(["health:worker", "health:beat"])
    worker = a_worker(celery, queue)
    wait_for(lambda: signs.get("health:worker"))
    assert signs.get("health:beat") is None

    scheduler = celery("beat", "--pidfile=", "--loglevel", "warning")
    wait_for(lambda: signs.get("health:beat"))

    names = set(PeriodicTask.objects.values_list("name", flat=True))
    assert set(settings.CELERY_BEAT_SCHEDULE) <= names
    killed(worker)
    killed(scheduler)
