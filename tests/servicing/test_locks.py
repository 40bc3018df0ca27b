"""One order of locks: who audits first and who posts first never wait for each other in a ring."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import OperationalError, connection, transaction

import ledger.services
from casework.errors import KeyUsedOtherwise
from ledger.postings import draft, line
from ledger.services import open_account, post
from parties.models import User
from parties.services.audit import record_act
from servicing.models import LoanEvent, Repayment
from servicing.services import approve_repayment, record_repayment

DAY = date(2026, 3, 2)


def both_ways(actor: User) -> list[str]:
    """One transaction audits, then posts; the other posts, then audits; at the same time."""
    for name in ("x", "y"):
        open_account(f"test:{name}", "asset")
    meet = Barrier(2, timeout=1)

    def entry(key: str) -> None:
        amount = Decimal("1.00")
        wanted = draft("x", line("test:x", amount), line("test:y", -amount))
        post(wanted, effective_on=DAY, actor=actor, idempotency_key=key, kind="fund_paid_in")

    def wait() -> None:
        with suppress(BrokenBarrierError):  # the other one waits at a lock: so it should
            meet.wait()

    def run(steps: tuple) -> str:
        try:
            with transaction.atomic():
                steps[0]()
                wait()
                steps[1]()
            return "done"
        except OperationalError:
            return "deadlock"
        finally:
            connection.close()

    audit = lambda: record_act("test.act", actor=actor, on=DAY)  # noqa: E731
    orders = [(audit, lambda: entry("k1")), (lambda: entry("k2"), audit)]
    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, orders))


def test_auditing_first_and_posting_first_both_end(transactional_db, cast):
    assert both_ways(cast["manager"]) == ["done", "done"]


def test_without_the_one_order_they_wait_in_a_ring(transactional_db, cast, monkeypatch):
    monkeypatch.setattr(ledger.services, "hold_chain", lambda actor: None)
    assert both_ways(cast["manager"]) == ["deadlock", "done"]


def in_threads(count, act):
    def run(number):
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.row("S-117")
def test_fifty_with_one_key_record_and_post_one_repayment(loan, cast):
    def record(amount):
        return record_repayment(
            loan=loan,
            amount=Decimal(amount),
            received_on=DAY,
            channel="transfer",
            bank_serial="S1",
            actor=cast["post_loan_officer"],
            on=DAY,
            idempotency_key="one",
        )

    found = in_threads(50, lambda _number: record("10.00").pk)
    assert len(set(found)) == 1
    with pytest.raises(KeyUsedOtherwise):
        record("11.00")
    repayment = Repayment.objects.get()
    in_threads(
        50, lambda _n: approve_repayment(repayment=repayment, actor=cast["manager"], on=DAY).pk
    )
    assert LoanEvent.objects.filter(kind="received").count() == 1
