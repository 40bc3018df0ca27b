"""Whatever is posted and reversed in whatever order, the books balance and prove."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import AlreadyReversed, OutOfBalance, ReversalNotReversible, ReversalTooEarly
from ledger.models import JournalEntry
from ledger.postings import draft, line
from ledger.selectors import balance, discrepancies, trial_balance
from ledger.services import post, reverse, take_snapshot
from tests.ledger.conftest import CASH, FUNDING, LOANS, PAID_IN

ADDRESSES = (CASH, PAID_IN, LOANS, FUNDING)
DAYS = st.integers(0, 45).map(lambda days: date(2026, 1, 20) + timedelta(days=days))
FEN = st.integers(-(10**9), 10**9).map(lambda fen: Decimal(fen).scaleb(-2))
POSTING = st.tuples(st.just("post"), DAYS, st.lists(FEN, min_size=1, max_size=3))
REVERSAL = st.tuples(st.just("reverse"), DAYS, st.integers(0, 5))
SNAPSHOT = st.tuples(st.just("snapshot"), DAYS, st.none())
HISTORY = st.lists(st.one_of(POSTING, POSTING, REVERSAL, SNAPSHOT), max_size=12)


def run(history, actor):
    """Carries a history out and returns the movements per address and day that it means."""
    meant: list[tuple[str, date, Decimal]] = []
    for step, (act, on, detail) in enumerate(history):
        head = {"effective_on": on, "actor": actor, "idempotency_key": f"step-{step}"}
        if act == "snapshot":
            take_snapshot(on)
            continue
        try:
            entry = _reversed(detail, head) if act == "reverse" else _posted(detail, head)
        except (AlreadyReversed, OutOfBalance, ReversalNotReversible, ReversalTooEarly):
            continue
        if entry:
            meant += [(each.account.address, on, each.amount) for each in entry.lines.all()]
    return meant


def _posted(amounts, head):
    lines = [line(address, each) for address, each in zip(ADDRESSES, amounts, strict=False)]
    rest = line(ADDRESSES[-1], -sum(amounts))
    return post(draft("Any", *lines, rest), kind="any", **head)


def _reversed(index, head):
    entries = JournalEntry.objects.order_by("pk")[index : index + 1]
    return reverse(entries[0], reason="Any", **head) if entries else None


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=HISTORY, on=DAYS)
def test_books_balance_and_agree_with_what_happened(accounts, accountant, settle, history, on):
    with transaction.atomic():
        meant = run(history, accountant)
        settle()
        assert trial_balance().difference == 0
        assert trial_balance(on).difference == 0
        for address in ADDRESSES:
            moved = [amount for where, day, amount in meant if where == address and day <= on]
            assert balance(address, on) == sum(moved, Decimal("0.00"))
        assert discrepancies() == []
        transaction.set_rollback(True)
