"""An entry is taken back by its exact opposite, once."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.errors import (
    AlreadyReversed,
    IdempotencyConflict,
    PeriodClosed,
    ReversalNotReversible,
    ReversalTooEarly,
)
from ledger.models import JournalEntry
from ledger.selectors import balance, discrepancies
from ledger.services import close_period, reverse
from tests.ledger.conftest import FUNDING, LOANS

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_back(accountant):
    """Reverses an entry on 5 March 2026."""

    def take_back(entry, on=date(2026, 3, 5), key="back-1", reason="Wrong account"):
        return reverse(entry, effective_on=on, actor=accountant, reason=reason, idempotency_key=key)

    return take_back


def test_posts_the_exact_opposite(lend, take_back, settle):
    entry = lend("100.00")
    reversal = take_back(entry)
    settle()
    assert reversal.reverses == entry
    assert (reversal.kind, reversal.reason) == ("reversal", "Wrong account")
    assert (reversal.subject, reversal.bank) == (entry.subject, entry.bank)
    assert [(each.account.address, each.amount) for each in reversal.lines.all()] == [
        (LOANS, Decimal("-100.00")),
        (FUNDING, Decimal("100.00")),
    ]
    assert balance(LOANS) == Decimal("0.00")
    assert balance(LOANS, date(2026, 3, 4)) == Decimal("100.00")
    assert discrepancies() == []


def test_same_key_returns_the_first_reversal(lend, take_back):
    entry = lend("100.00")
    assert take_back(entry) == take_back(entry)
    assert JournalEntry.objects.count() == 2


def test_refuses_the_same_key_with_another_reason(lend, take_back):
    entry = lend("100.00")
    take_back(entry)
    with pytest.raises(IdempotencyConflict):
        take_back(entry, reason="Other")
    assert JournalEntry.objects.count() == 2


def test_refuses_to_reverse_twice(lend, take_back):
    entry = lend("100.00")
    take_back(entry)
    with pytest.raises(AlreadyReversed):
        take_back(entry, key="back-2")
    assert balance(LOANS) == Decimal("0.00")


def test_refuses_to_reverse_a_reversal(lend, take_back):
    reversal = take_back(lend("100.00"))
    with pytest.raises(ReversalNotReversible):
        take_back(reversal, key="back-2")
    assert JournalEntry.objects.count() == 2


def test_refuses_to_reverse_before_the_fact(lend, take_back):
    entry = lend("100.00")
    with pytest.raises(ReversalTooEarly):
        take_back(entry, on=date(2026, 3, 1))
    assert JournalEntry.objects.count() == 1


def test_refuses_to_reverse_into_a_closed_month_and_takes_the_next(lend, take_back, accountant):
    entry = lend("100.00")
    close_period(month=date(2026, 3, 1), on=date(2026, 4, 1), actor=accountant)
    with pytest.raises(PeriodClosed):
        take_back(entry)
    take_back(entry, on=date(2026, 4, 1))
    assert balance(LOANS, date(2026, 3, 31)) == Decimal("100.00")
    assert balance(LOANS) == Decimal("0.00")
