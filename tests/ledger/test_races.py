"""Many at once: one key is one entry, one reversal, no gap; and what happens without the locks."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction

from ledger import services
from ledger.errors import AlreadyReversed, PeriodClosed
from ledger.models import JournalEntry, Period
from ledger.selectors import balance, discrepancies
from ledger.services import close_period, reverse, take_snapshot
from tests.ledger.conftest import LOANS

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def race(act, count=THREADS):
    """Runs `act(number)` in real threads that start together; results and errors, in any order."""
    start = Barrier(count)

    def run(number):
        try:
            start.wait()
            return act(number)
        except (IntegrityError, AlreadyReversed, PeriodClosed) as error:
            return type(error)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_key_posted_by_many_is_one_entry(lend):
    numbers = race(lambda _: lend("100.00").number)
    assert numbers == ["202603-000001"] * THREADS
    assert JournalEntry.objects.count() == 1
    assert balance(LOANS) == Decimal("100.00")


def test_control_without_the_lock_on_the_key_the_others_fail(lend, monkeypatch):
    together = Barrier(THREADS, timeout=30)
    look = services.posted_before

    def look_together(*args):
        found = look(*args)
        together.wait()
        return found

    monkeypatch.setattr(services, "hold", lambda name: None)
    monkeypatch.setattr(services, "hold_chain", lambda actor: None)
    monkeypatch.setattr(services, "posted_before", look_together)
    results = Counter(race(lambda _: lend("100.00").number))
    assert results == {"202603-000001": 1, IntegrityError: THREADS - 1}


def test_different_keys_posted_by_many_are_numbered_without_gaps(lend):
    race(lambda number: lend("1.00", key=f"key-{number}").number)
    numbers = JournalEntry.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert balance(LOANS) == Decimal("8.00")
    assert discrepancies() == []


def take_back(entry, actor):
    """A function that reverses the entry under a key of its own."""

    def act(number):
        with transaction.atomic():
            return reverse(
                entry,
                effective_on=date(2026, 3, 3),
                actor=actor,
                reason="Wrong",
                idempotency_key=f"back-{number}",
            ).number

    return act


def test_an_entry_reversed_by_many_is_reversed_once(lend, accountant):
    results = Counter(race(take_back(lend("100.00"), accountant)))
    assert results == {"202603-000002": 1, AlreadyReversed: THREADS - 1}
    assert balance(LOANS) == Decimal("0.00")


def test_control_without_the_lock_only_the_database_stops_the_second(lend, accountant, monkeypatch):
    together = Barrier(THREADS, timeout=30)
    allow = services.require_reversible

    def allow_together(*args):
        allow(*args)
        together.wait()

    monkeypatch.setattr(services, "hold", lambda name: None)
    monkeypatch.setattr(services, "hold_chain", lambda actor: None)
    monkeypatch.setattr(services, "require_reversible", allow_together)
    results = Counter(race(take_back(lend("100.00"), accountant)))
    assert results == {"202603-000002": 1, IntegrityError: THREADS - 1}
    assert balance(LOANS) == Decimal("0.00")


def snapshots_and_postings(lend):
    """Back-dated postings in some threads, snapshots of the same day in others."""

    def act(number):
        if number % 2:
            return lend("1.00", date(2026, 3, 2), key=f"key-{number}").number
        with transaction.atomic():
            return take_snapshot(date(2026, 3, 2))

    return act


def test_snapshots_taken_while_others_post_agree_with_the_journal(lend):
    for turn in range(5):
        race(lambda number, turn=turn: snapshots_and_postings(lend)(number + 10 * turn))
    assert balance(LOANS) == Decimal("20.00")
    assert discrepancies() == []


def test_control_a_snapshot_that_does_not_wait_misses_what_is_being_posted(lend, monkeypatch):
    lend("1.00", key="first")
    monkeypatch.setattr(services, "_hold_postings", lambda: None)

    def snapshot():
        with transaction.atomic():
            take_snapshot(date(2026, 3, 2))
        connections.close_all()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        lend("5.00", key="second")
        pool.submit(snapshot).result()
    assert balance(LOANS) == Decimal("1.00")
    assert discrepancies() != []


def test_a_month_closes_before_or_after_a_posting_never_in_between(lend, accountant):
    lend("1.00", date(2026, 3, 31), key="first")

    def act(number):
        if number:
            return lend("1.00", date(2026, 3, 31), key=f"key-{number}").sequence
        return close_period(month=date(2026, 3, 1), on=date(2026, 4, 1), actor=accountant)

    results = race(act)
    period = Period.objects.get()
    posted = [each for each in results if isinstance(each, int)]
    assert period.closed_at is not None
    assert period.last_sequence == period.entries.count() == len(posted) + 1
    assert results.count(PeriodClosed) == THREADS - 1 - len(posted)
    assert balance(LOANS) == Decimal(len(posted) + 1)
    assert discrepancies() == []
