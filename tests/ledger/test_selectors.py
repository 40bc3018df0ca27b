"""What the books say, to whom, and that they notice when somebody tampered with them."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.errors import UnknownAccount
from ledger.models import Account, JournalEntry, JournalLine
from ledger.selectors import (
    balance,
    balances,
    discrepancies,
    entry_lines,
    statement,
    trial_balance,
)
from ledger.services import open_account, reverse, take_snapshot
from tests.ledger.conftest import CASH, FUNDING, LOANS, PAID_IN

pytestmark = pytest.mark.django_db


@pytest.fixture
def march(lend, pay_in, accountant):
    """Three days of postings: paid in, two loans, one of them taken back."""
    pay_in("500.00", date(2026, 3, 1), "in")
    first = lend("100.00", date(2026, 3, 2), "a")
    lend("40.50", date(2026, 3, 3), "b", subject="L-2026-2")
    reverse(
        first,
        effective_on=date(2026, 3, 4),
        actor=accountant,
        reason="Wrong",
        idempotency_key="back",
    )


def test_balance_is_that_of_the_end_of_a_day(march):
    assert balance(LOANS, date(2026, 3, 1)) == Decimal("0.00")
    assert balance(LOANS, date(2026, 3, 3)) == Decimal("140.50")
    assert balance(LOANS) == Decimal("40.50")
    assert balance(FUNDING) == Decimal("-40.50")


def test_balance_of_an_unknown_account_is_refused(accounts):
    with pytest.raises(UnknownAccount):
        balance("fund:bank-a:kash")
    with pytest.raises(UnknownAccount):
        statement("fund:bank-a:kash", date(2026, 3, 1), date(2026, 3, 2))


def test_balances_are_those_beneath_a_prefix(march):
    open_account("fund:bank-ab:cash", "asset")
    assert balances("fund:bank-a") == {CASH: Decimal("500.00"), PAID_IN: Decimal("-500.00")}
    assert balances(CASH) == {CASH: Decimal("500.00")}
    assert balances("fund:bank-a", date(2026, 2, 28)) == {
        CASH: Decimal("0.00"),
        PAID_IN: Decimal("0.00"),
    }


def test_statement_runs_from_opening_to_closing(march):
    shown = statement(LOANS, date(2026, 3, 3), date(2026, 3, 4))
    assert (shown.opening, shown.closing) == (Decimal("100.00"), Decimal("40.50"))
    assert [(each.amount, each.balance) for each in shown.lines] == [
        (Decimal("40.50"), Decimal("140.50")),
        (Decimal("-100.00"), Decimal("40.50")),
    ]
    assert (shown.debit_total, shown.credit_total) == (Decimal("40.50"), Decimal("100.00"))


def test_statement_without_movements_stands_still(march):
    shown = statement(LOANS, date(2026, 4, 1), date(2026, 4, 30))
    assert (shown.opening, shown.closing) == (Decimal("40.50"), Decimal("40.50"))
    assert not shown.lines


def test_trial_balance_has_equal_sides(march):
    shown = trial_balance()
    assert (shown.debit_total, shown.credit_total) == (Decimal("540.50"), Decimal("540.50"))
    assert shown.difference == 0
    assert {row.account.address: row.balance for row in shown.rows if row.balance} == {
        CASH: Decimal("500.00"),
        PAID_IN: Decimal("-500.00"),
        LOANS: Decimal("40.50"),
        FUNDING: Decimal("-40.50"),
    }


def test_trial_balance_of_a_day_and_of_some_accounts(march, manager):
    assert trial_balance(date(2026, 3, 1)).debit_total == Decimal("500.00")
    own = trial_balance(accounts=Account.objects.visible_to(manager))
    assert own.debit_total == Decimal("40.50")


def test_number_of_queries_does_not_grow_with_the_journal(march, django_assert_num_queries):
    with django_assert_num_queries(1):
        trial_balance()
    with django_assert_num_queries(3):
        assert len(statement(LOANS, date(2026, 3, 1), date(2026, 3, 31)).lines) == 3


@pytest.mark.parametrize("who", ["accountant", "center_leader", "center_clerk", "auditor"])
def test_center_and_audit_see_all_books(march, request, who):
    user = request.getfixturevalue(who)
    assert Account.objects.visible_to(user).count() == 8
    assert JournalEntry.objects.visible_to(user).count() == 4
    assert JournalLine.objects.visible_to(user).count() == 8


def test_bank_staff_see_the_books_of_their_bank(march, manager):
    assert set(Account.objects.visible_to(manager).values_list("bank__code", flat=True)) == {
        "bank-a"
    }
    assert JournalEntry.objects.visible_to(manager).count() == 3
    assert not JournalLine.objects.visible_to(manager).filter(account__address=CASH).exists()


@pytest.mark.parametrize("who", ["stranger", "applicant", "administrator", "publicity"])
def test_others_see_nothing_of_it(march, request, who):
    user = request.getfixturevalue(who)
    assert not JournalEntry.objects.visible_to(user).exists()
    assert not JournalLine.objects.visible_to(user).exists()
    assert not Account.objects.visible_to(user).filter(address__contains="bank-a").exists()


def test_bank_staff_see_of_an_entry_the_lines_of_their_bank(pay_in, bank_a, manager, accountant):
    entry = pay_in("5.00", bank=bank_a)
    assert entry in JournalEntry.objects.visible_to(manager)
    assert not entry_lines(entry, manager).exists()
    assert entry_lines(entry, accountant).count() == 2


def test_books_in_order_have_no_discrepancies(march):
    take_snapshot(date(2026, 3, 2))
    assert discrepancies() == []


@pytest.mark.parametrize(
    ("sql", "item"),
    [
        ("UPDATE ledger_journalline SET amount = amount + 1 WHERE id = %s", "202603-000003"),
        ("DELETE FROM ledger_journalline WHERE id = %s", "202603-000003"),
        (
            "UPDATE ledger_journalline SET effective_on = '2026-03-30' WHERE id = %s",
            "202603-000003",
        ),
        (
            "UPDATE ledger_account SET bank_id = (SELECT id FROM parties_organisation"
            " WHERE code = 'bank-b') WHERE id = (SELECT account_id FROM ledger_journalline"
            " WHERE id = %s)",
            "202603-000003",
        ),
        (
            "UPDATE ledger_account SET kind = 'memo' WHERE id = (SELECT account_id"
            " FROM ledger_journalline WHERE id = %s)",
            "202603-000003",
        ),
        (
            "WITH gone AS (DELETE FROM ledger_journalentry WHERE id = (SELECT entry_id FROM"
            " ledger_journalline WHERE id = %s) RETURNING id)"
            " DELETE FROM ledger_journalline WHERE entry_id IN (SELECT id FROM gone)",
            "2026-03",
        ),
        (
            "UPDATE ledger_journalline SET amount = amount * 2 WHERE entry_id ="
            " (SELECT id FROM ledger_journalentry WHERE reverses_id IS NOT NULL) AND id <> %s",
            "202603-000004",
        ),
        ("UPDATE ledger_balancesnapshot SET balance = balance + 1 WHERE id <> %s", LOANS),
    ],
)
def test_discrepancies_name_what_somebody_changed(march, tamper, sql, item):
    take_snapshot(date(2026, 3, 2))
    line = JournalLine.objects.get(entry__number="202603-000003", position=1)
    tamper(sql, line.pk)
    assert any(item in sentence for sentence in discrepancies())
