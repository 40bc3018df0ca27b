"""Health says which part is silent, whatever else is broken."""

from datetime import date

import pytest
from django.core.cache import caches
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from redis.exceptions import ConnectionError as QueueGone

from loanprogram.health import NO_PROGRAMME, NOT_MIGRATED, say_alive
from parties.models import Programme

pytestmark = pytest.mark.django_db


def test_all_parts_are_named(client: Client, programme: Programme, today: date) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "queue": True,
        "worker": False,
        "beat": False,
        "business_date": "2026-03-02",
        "says": "",
        "version": "0.1.0",
        "ok": True,
    }


def test_signs_of_life_are_seen(client: Client, programme: Programme) -> None:
    say_alive("worker")
    assert client.get("/healthz").json()["worker"] is True
    assert client.get("/healthz").json()["beat"] is False
    say_alive("beat")

    assert client.get("/healthz").json()["beat"] is True


def test_without_a_database_it_still_answers(
    client: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", gone)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["queue"]) == (False, True)


def test_without_a_queue_it_still_answers(
    client: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_facts: object) -> None:
        raise QueueGone

    monkeypatch.setattr(caches["default"], "set", gone)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["queue"]) == (True, False)


def test_before_the_first_programme_it_is_well_without_a_date(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["business_date"] is None
    assert answer.json()["says"] == NO_PROGRAMME


def test_without_tables_it_is_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> date:
        raise ProgrammingError('relation "policy_businessday" does not exist')

    monkeypatch.setattr("loanprogram.health.business_date", missing)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["says"]) == (503, NOT_MIGRATED)
