"""What the database itself refuses, whoever writes: tried with plain SQL."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction

from ledger.models import Account, JournalEntry, JournalLine
from tests.ledger.conftest import COMMITTED, FUNDING, LOANS, OTHER_FUNDING, OTHER_LOANS

pytestmark = pytest.mark.django_db

ENTRY = """
    INSERT INTO ledger_journalentry (number, period_id, sequence, kind, description, reason,
        subject, effective_on, recorded_at, actor_id, bank_id, reverses_id, line_count, turnover,
        idempotency_key, input_hash)
    SELECT 'raw-' || %(sequence)s, period_id, %(sequence)s, 'raw', 'raw', '', '', %(on)s, now(),
        actor_id, %(bank)s, %(reverses)s, %(line_count)s, %(turnover)s, 'raw-' || %(sequence)s, ''
    FROM ledger_journalentry WHERE id = %(like)s
    RETURNING id
"""
LINE = """
    INSERT INTO ledger_journalline (entry_id, position, account_id, amount, effective_on)
    SELECT id, %s, %s, %s, effective_on FROM ledger_journalentry WHERE id = %s
"""


def execute(sql, params=None):
    """Runs plain SQL and returns the first value, if any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0] if cursor.description else None


@pytest.fixture
def write(lend, bank_a, settle):
    """Writes an entry beside a proper one by plain SQL and lets the database check it."""
    first = lend("100.00")

    def write(*lines, last_sequence=2, **head):
        values = {
            "like": first.pk,
            "sequence": 2,
            "on": first.effective_on,
            "bank": bank_a.pk,
            "reverses": None,
            "line_count": len(lines),
            "turnover": sum((max(Decimal(amount), 0) for _, amount in lines), Decimal(0)),
        } | head
        with transaction.atomic():
            execute("UPDATE ledger_period SET last_sequence = %s", [last_sequence])
            entry = execute(ENTRY, values)
            for position, (address, amount) in enumerate(lines, start=1):
                account = Account.objects.get(address=address)
                execute(LINE, [position, account.pk, amount, entry])
            settle()

    write.first = first
    return write


def test_accepts_a_proper_entry(write):
    write((LOANS, "5.00"), (FUNDING, "-5.00"))
    assert JournalEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("lines", "head"),
    [
        pytest.param([(LOANS, "5.00"), (FUNDING, "-4.99")], {}, id="out of balance"),
        pytest.param([], {"line_count": 2, "turnover": "5.00"}, id="no lines"),
        pytest.param([(LOANS, "5.00")], {}, id="one line"),
        pytest.param([(LOANS, "5"), (FUNDING, "-5")], {"line_count": 3}, id="a line missing"),
        pytest.param([(LOANS, "5"), (FUNDING, "-5")], {"line_count": 1}, id="a line too many"),
        pytest.param([(LOANS, "5"), (FUNDING, "-5")], {"turnover": "6"}, id="wrong turnover"),
        pytest.param([(LOANS, "0"), (FUNDING, "0")], {"turnover": "1"}, id="lines of zero"),
        pytest.param([(COMMITTED, "5"), (FUNDING, "-5")], {}, id="memorandum mixed in"),
        pytest.param([(OTHER_LOANS, "5"), (OTHER_FUNDING, "-5")], {}, id="another bank"),
        pytest.param([(LOANS, "5"), (FUNDING, "-5")], {"bank": None}, id="bank left out"),
        pytest.param([(LOANS, "5"), (FUNDING, "-5")], {"on": "2026-04-01"}, id="wrong month"),
        pytest.param([(LOANS, "5"), (FUNDING, "-5")], {"sequence": 1}, id="number used"),
        pytest.param([(LOANS, "5"), (FUNDING, "-5")], {"sequence": 3}, id="number not given"),
    ],
)
def test_refuses_a_wrong_entry(write, lines, head):
    with pytest.raises(IntegrityError):
        write(*lines, **head)
    assert JournalEntry.objects.get() == write.first
    assert JournalLine.objects.count() == 2


@pytest.mark.parametrize(
    "lines",
    [
        [(LOANS, "-99.99"), (FUNDING, "99.99")],
        [(FUNDING, "100.00"), (LOANS, "-100.00")],
        [(LOANS, "100.00"), (FUNDING, "-100.00")],
        [(LOANS, "-100.00"), (FUNDING, "60.00"), (FUNDING, "40.00")],
    ],
)
def test_refuses_a_reversal_that_is_not_the_exact_opposite(write, lines):
    with pytest.raises(IntegrityError, match="exact reversal"):
        write(*lines, reverses=write.first.pk)
    assert JournalEntry.objects.count() == 1


def test_accepts_the_exact_reversal_once(write):
    write((LOANS, "-100.00"), (FUNDING, "100.00"), reverses=write.first.pk)
    again = {"reverses": write.first.pk, "sequence": 3, "last_sequence": 3}
    with pytest.raises(IntegrityError, match="reverses"):
        write((LOANS, "-100.00"), (FUNDING, "100.00"), **again)
    assert JournalEntry.objects.count() == 2


def test_refuses_more_lines_for_a_posted_entry(lend, settle):
    entry = lend("100.00")
    settle()
    account = Account.objects.get(address=LOANS)
    for position in (0, 1, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            execute(LINE, [position, account.pk, "5.00", entry.pk])
    assert entry.lines.count() == 2


def test_refuses_a_line_of_another_date(lend):
    entry = lend("100.00")
    with pytest.raises(IntegrityError, match="does not belong"), transaction.atomic():
        execute(LINE.replace("effective_on FROM", "effective_on + 1 FROM"), [2, 1, "5", entry.pk])
    assert entry.lines.count() == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_journalentry SET description = 'x'",
        "UPDATE ledger_journalline SET amount = amount * 2",
        "DELETE FROM ledger_journalline",
        "DELETE FROM ledger_journalentry",
        "TRUNCATE ledger_journalline",
        "TRUNCATE ledger_journalentry, ledger_journalline",
    ],
)
def test_refuses_to_change_or_remove_what_is_posted(lend, settle, sql):
    lend("100.00")
    settle()
    with pytest.raises(DatabaseError, match="ledger_journal"), transaction.atomic():
        execute(sql)
    assert list(JournalLine.objects.values_list("amount", flat=True)) == [
        Decimal("100.00"),
        Decimal("-100.00"),
    ]
    assert JournalEntry.objects.get().description == "Paid out"


def test_refuses_updates_through_django_too(lend):
    lend("100.00")
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        JournalEntry.objects.update(description="x")
    assert JournalEntry.objects.get().description == "Paid out"


@pytest.mark.django_db(transaction=True)
def test_refuses_at_commit_without_being_asked(lend):
    entry = lend("100.00")
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        execute("UPDATE ledger_period SET last_sequence = 2")
        execute(
            ENTRY,
            {
                "like": entry.pk,
                "sequence": 2,
                "on": entry.effective_on,
                "bank": entry.bank_id,
                "reverses": None,
                "line_count": 2,
                "turnover": "1.00",
            },
        )
    assert JournalEntry.objects.count() == 1
