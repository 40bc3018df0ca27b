"""Posting writes one balanced entry, once per key, into an open month."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from ledger.errors import (
    IdempotencyConflict,
    MixedBanks,
    MixedMemo,
    PeriodClosed,
    UnknownAccount,
)
from ledger.models import JournalEntry, JournalLine, Period
from ledger.postings import draft, line
from ledger.selectors import balance
from ledger.services import close_period, post
from tests.ledger.conftest import (
    CASH,
    COMMITMENTS,
    COMMITTED,
    FUNDING,
    LOANS,
    OTHER_FUNDING,
    OTHER_LOANS,
    PAID_IN,
)

pytestmark = pytest.mark.django_db


def transfer(from_: str, to: str) -> object:
    """A draft that moves one yuan."""
    return draft("Moved", line(to, Decimal("1.00")), line(from_, Decimal("-1.00")))


def test_writes_the_entry_with_its_lines(lend, bank_a, accountant, settle):
    entry = lend("200000.00", reason="First payout")
    settle()
    entry.refresh_from_db()
    assert entry.number == "202603-000001"
    assert (entry.effective_on, entry.actor, entry.bank) == (date(2026, 3, 2), accountant, bank_a)
    assert (entry.kind, entry.subject, entry.reason) == ("disbursement", "L-2026-1", "First payout")
    assert (entry.line_count, entry.turnover) == (2, Decimal("200000.00"))
    assert [(str(each.account.address), each.amount) for each in entry.lines.all()] == [
        (LOANS, Decimal("200000.00")),
        (FUNDING, Decimal("-200000.00")),
    ]


def test_numbers_entries_without_gaps_in_each_month(lend):
    numbers = [
        lend("1.00", key="a").number,
        lend("1.00", key="b").number,
        lend("1.00", date(2026, 4, 1), key="c").number,
        lend("1.00", key="d").number,
    ]
    assert numbers == ["202603-000001", "202603-000002", "202604-000001", "202603-000003"]


def test_takes_the_number_back_when_the_transaction_fails(lend):
    lend("1.00", key="a")
    with pytest.raises(RuntimeError), transaction.atomic():
        lend("1.00", key="b")
        raise RuntimeError
    assert lend("1.00", key="c").number == "202603-000002"


def test_same_key_and_input_returns_the_first_entry(lend):
    first = lend("100.00")
    assert lend("100.00") == first
    assert lend("100") == first
    assert JournalEntry.objects.count() == 1
    assert Period.objects.get().last_sequence == 1


@pytest.mark.parametrize(
    "other",
    [
        {"amount": "100.01"},
        {"on": date(2026, 3, 3)},
        {"kind": "repayment"},
        {"subject": "L-2026-2"},
        {"reason": "Because"},
    ],
)
def test_refuses_a_used_key_with_other_input(lend, other):
    lend("100.00")
    with pytest.raises(IdempotencyConflict):
        lend(**{"amount": "100.00"} | other)
    assert balance(LOANS) == Decimal("100.00")


def test_refuses_a_used_key_from_another_person(lend, center_leader):
    lend("100.00")
    with pytest.raises(IdempotencyConflict):
        lend("100.00", actor=center_leader)
    assert JournalEntry.objects.count() == 1


def test_entry_on_common_accounts_belongs_to_no_bank(pay_in):
    assert pay_in("5.00").bank is None


def test_entry_on_common_accounts_can_be_given_to_a_bank(pay_in, bank_a):
    assert pay_in("5.00", bank=bank_a).bank == bank_a


@pytest.mark.parametrize(
    ("from_", "to", "error"),
    [
        (LOANS, OTHER_LOANS, MixedBanks),
        (COMMITTED, FUNDING, MixedMemo),
        (CASH, "fund:bank-a:typo", UnknownAccount),
    ],
)
def test_refuses_wrong_accounts(accounts, accountant, today, from_, to, error):
    head = {"actor": accountant, "kind": "any", "idempotency_key": "k", "effective_on": today}
    with pytest.raises(error):
        post(transfer(from_, to), **head)
    assert not JournalEntry.objects.exists()
    assert not Period.objects.exists()


def test_refuses_accounts_of_another_bank_than_the_entry(accounts, accountant, today, bank_a):
    head = {"actor": accountant, "kind": "any", "idempotency_key": "k", "effective_on": today}
    with pytest.raises(MixedBanks):
        post(transfer(OTHER_FUNDING, OTHER_LOANS), bank=bank_a, **head)
    assert not JournalEntry.objects.exists()


def test_memorandum_lines_may_stand_beside_others(accounts, accountant, today, settle):
    both = draft(
        "Paid in and committed",
        line(CASH, Decimal("2.00")),
        line(PAID_IN, Decimal("-2.00")),
        line(COMMITTED, Decimal("1.00")),
        line(COMMITMENTS, Decimal("-1.00")),
    )
    post(both, effective_on=today, actor=accountant, kind="any", idempotency_key="k")
    settle()
    assert balance(COMMITTED) == Decimal("1.00")


def test_refuses_a_closed_month_and_those_before_it(lend, accountant):
    lend("1.00", key="a")
    close_period(month=date(2026, 3, 1), on=date(2026, 4, 1), actor=accountant)
    for day in (date(2026, 3, 31), date(2026, 1, 15)):
        with pytest.raises(PeriodClosed):
            lend("1.00", day, key="b")
    assert JournalLine.objects.count() == 2
    assert Period.objects.get().last_sequence == 1
    assert lend("1.00", date(2026, 4, 1), key="b").number == "202604-000001"


def test_a_repeated_key_is_answered_after_the_month_is_closed(lend, accountant):
    first = lend("1.00")
    close_period(month=date(2026, 3, 1), on=date(2026, 4, 1), actor=accountant)
    assert lend("1.00") == first


@pytest.mark.django_db(transaction=True)
def test_posts_only_inside_a_transaction(accounts, accountant, today):
    head = {"actor": accountant, "kind": "any", "idempotency_key": "k", "effective_on": today}
    with pytest.raises(AssertionError):
        post(transfer(FUNDING, LOANS), **head)
    assert not JournalEntry.objects.exists()
