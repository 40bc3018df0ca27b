"""Messages are sent once, whoever dies on the way, and another way when one fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from casework.adapters import EmailChannel, HttpSmsGateway, PageChannel, Simulated
from casework.models import Notice
from casework.services import queue_notice, send_code
from casework.services.sending import SendingRules, ask_for_deliveries, send_due_notices
from parties.models import Person
from tests.casework import gateway as sms
from tests.casework.gateway import Gateway

TODAY = date(2026, 3, 2)
MINUTES = (timedelta(minutes=1), timedelta(minutes=2))
WORKER = """
import django; django.setup()
from datetime import date
from datetime import timedelta
from casework.services.sending import SendingRules, send_due_notices
minutes = tuple(timedelta(minutes=each) for each in (1, 2, 4, 8))
rules = SendingRules(pauses=minutes, report_pauses=minutes)
print(dict(send_due_notices(on=date(2026, 3, 2), limit=50, rules=rules)))
"""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with sms.running() as running:
        yield running


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(name="李春梅", phone="13900001111", email="li@example.com")


def queued(person: Person, key: str, **more: Any) -> Notice:
    facts: dict[str, Any] = {
        "kind": "receipt",
        "channel": "sms",
        "body": "收到",
        "on": TODAY,
        **more,
    }
    with transaction.atomic():
        return queue_notice(key=key, recipient=person, **facts)


def ways(gateway: Gateway) -> dict:
    return {
        "sms": HttpSmsGateway(gateway.url, sms.KEY),
        "email": EmailChannel(),
        "page": PageChannel(),
    }


def send(gateway: Gateway, *, act: Any = send_due_notices, on: date = TODAY, **more: Any) -> dict:
    rules = SendingRules(**{"pauses": MINUTES, "report_pauses": MINUTES, **more.pop("rules", {})})
    facts: dict[str, Any] = {"channels": ways(gateway), **more}
    return dict(act(on=on, limit=50, rules=rules, **facts))


def rest_over() -> None:
    Notice.objects.update(try_after=timezone.now() - timedelta(seconds=1))


def a_worker(gateway: Gateway) -> subprocess.Popen[str]:
    entry = connection.settings_dict
    place = {
        "DATABASE_URL": f"postgres://{entry['USER']}@/{entry['NAME']}?host={entry['HOST']}",
        "SMS_GATEWAY_URL": gateway.url,
        "SMS_GATEWAY_KEY": sms.KEY,
        "DJANGO_SETTINGS_MODULE": "loanprogram.settings.test",
    }
    return subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=settings.BASE_DIR,
        env={**os.environ, **place},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(
    gateway: Gateway, person: Person
) -> None:
    keys = [f"receipt:{number}" for number in range(3)]
    for key in keys:
        queued(person, key)
    gateway.may_answer.clear()
    first = a_worker(gateway)
    assert gateway.seen.wait(60)  # the gateway has taken the first message, the worker waits for it

    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert first.returncode == -signal.SIGKILL
    assert Notice.objects.queued().count() == 3  # nothing is marked, nothing is lost
    gateway.may_answer.set()
    time.sleep(0.5)  # the database notices that the connection is gone
    second = a_worker(gateway)
    said, faults = second.communicate(timeout=120)

    assert said.strip() == "{'sent': 3}", faults
    assert gateway.arrived == [keys[0], *keys]  # the first one came twice under the same key
    assert gateway.delivered == {keys[0]: "ref-1", keys[1]: "ref-2", keys[2]: "ref-3"}
    sent = dict(Notice.objects.values_list("idempotency_key", "gateway_reference"))
    assert sent == gateway.delivered
    assert Notice.objects.filter(state="sent", sent_at__isnull=False).count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(gateway: Gateway, person: Person) -> None:
    for number in range(20):
        queued(person, f"receipt:{number}")

    workers = [a_worker(gateway) for _number in range(2)]
    for worker in workers:
        worker.communicate(timeout=120)

    assert sorted(gateway.arrived) == sorted(f"receipt:{number}" for number in range(20))
    assert Notice.objects.filter(state="sent").count() == 20


@pytest.mark.django_db
def test_a_message_waits_for_its_day(gateway: Gateway, person: Person) -> None:
    queued(person, "later", on=date(2026, 3, 3))

    assert send(gateway) == {}
    assert send(gateway, on=date(2026, 3, 3)) == {"sent": 1}


@pytest.mark.django_db
def test_quiet_kinds_wait_for_the_morning(gateway: Gateway, person: Person) -> None:
    queued(person, "reminder", kind="repayment_reminder")

    assert send(gateway, rules={"quiet_kinds": ("repayment_reminder",)}) == {}
    assert send(gateway) == {"sent": 1}


@pytest.mark.django_db
def test_a_gateway_that_is_down_is_tried_again_after_a_pause(
    gateway: Gateway, person: Person
) -> None:
    gateway.status = 503
    notice = queued(person, "receipt:1")

    assert send(gateway) == {"queued": 1}
    assert send(gateway) == {}  # not before the pause is over
    notice.refresh_from_db()
    assert (notice.attempts, notice.error) == (1, "gateway answers 503")
    gateway.status = 200
    rest_over()
    assert send(gateway) == {"sent": 1}


@pytest.mark.django_db
def test_after_the_last_try_the_message_goes_another_way(gateway: Gateway, person: Person) -> None:
    gateway.status = 503
    queued(person, "receipt:1", subject="回执")
    for _attempt in range(2):
        send(gateway)
        rest_over()

    assert send(gateway) == {"failed": 1, "sent": 1}

    by_way = dict(Notice.objects.values_list("channel", "state"))
    assert by_way == {"sms": "failed", "email": "sent"}
    assert [message.to for message in mail.outbox] == [["li@example.com"]]
    assert mail.outbox[0].extra_headers["Message-ID"].endswith("@loanprogram>")


@pytest.mark.django_db
def test_a_refused_number_is_not_tried_again(gateway: Gateway, person: Person) -> None:
    gateway.status = 400
    person.email = ""
    person.save()
    queued(person, "receipt:1")

    assert send(gateway) == {"failed": 2, "sent": 1}

    by_way = dict(Notice.objects.values_list("channel", "state"))
    assert by_way == {"sms": "failed", "email": "failed", "page": "sent"}


@pytest.mark.django_db
def test_what_is_on_the_page_anyway_is_not_put_there_twice(
    gateway: Gateway, person: Person
) -> None:
    gateway.status = 400
    queued(person, "receipt:1:email", channel="email")
    queued(person, "receipt:1:page", channel="page")
    Person.objects.update(email="")

    send(gateway)

    assert Notice.objects.filter(channel="page").count() == 1


@pytest.mark.django_db
def test_a_code_goes_no_other_way_and_is_not_kept(gateway: Gateway, person: Person) -> None:
    with transaction.atomic():
        send_code(person=person, purpose="sign_in", on=TODAY)

    assert send(gateway) == {"sent": 1}

    assert Notice.objects.get().body == ""
    Notice.objects.update(state="queued")
    gateway.status = 400
    assert send(gateway) == {"failed": 1}
    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_a_code_that_is_too_old_is_taken_back(gateway: Gateway, person: Person) -> None:
    with transaction.atomic():
        send_code(person=person, purpose="sign_in", on=TODAY)
    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=6))

    assert send(gateway) == {}

    assert Notice.objects.get().state == "cancelled"
    assert gateway.arrived == []


@pytest.mark.django_db
def test_a_wrong_seal_is_refused_by_the_gateway(gateway: Gateway, person: Person) -> None:
    queued(person, "receipt:1")

    send(gateway, channels={**ways(gateway), "sms": HttpSmsGateway(gateway.url, "other")})

    assert Notice.objects.get(channel="sms").state == "failed"
    assert gateway.delivered == {}


def test_the_demo_gives_every_key_its_own_reference() -> None:
    one, two = (Notice(idempotency_key=key, channel="sms") for key in ("a", "b"))

    assert Simulated().send(one) == Simulated().send(Notice(idempotency_key="a", channel="sms"))
    assert Simulated().send(one) != Simulated().send(two)


@pytest.mark.django_db
def test_what_waits_for_the_morning_stays_whatever_its_way(
    gateway: Gateway, person: Person
) -> None:
    queued(person, "a", hours="morning")
    queued(person, "b", channel="email", hours="morning")

    assert send(gateway, rules={"closed_hours": ("morning",)}) == {}
    assert send(gateway, rules={"closed_hours": ("evening",)}) == {"sent": 2}


@pytest.mark.django_db
@pytest.mark.row("S-150")
def test_the_gateway_is_asked_what_became_of_a_message(gateway: Gateway, person: Person) -> None:
    for key in ("arrives", "fails"):
        queued(person, key, body=key)
    send(gateway)
    gateway.reports = {"ref-1": "delivered", "ref-2": "failed"}

    found = send(gateway, act=ask_for_deliveries)

    assert found == {"delivered": 1, "failed": 1}
    states = dict(Notice.objects.values_list("idempotency_key", "state"))
    assert states == {"arrives": "delivered", "fails": "failed", "fails:email": "queued"}
    assert send(gateway, act=ask_for_deliveries) == {}
    assert Notice.objects.get(instead_of__idempotency_key="fails").channel == "email"


@pytest.mark.django_db
def test_who_does_not_know_yet_is_asked_again_later(gateway: Gateway, person: Person) -> None:
    queued(person, "slow")
    send(gateway)

    assert send(gateway, act=ask_for_deliveries) == {"unknown": 1}
    assert send(gateway, act=ask_for_deliveries) == {}

    notice = Notice.objects.get()
    assert notice.sent_at and notice.ask_after == notice.sent_at + timedelta(minutes=1)
    longest = notice.sent_at - timedelta(minutes=5)
    Notice.objects.update(sent_at=longest, ask_after=longest)
    assert send(gateway, act=ask_for_deliveries) == {"unknown": 1}
    assert Notice.objects.get().ask_after is None
