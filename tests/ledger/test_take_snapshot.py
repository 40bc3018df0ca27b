"""Kept balances make reading quick and always agree with the journal."""

from datetime import date
from decimal import Decimal

import pytest

from ledger.models import BalanceSnapshot
from ledger.selectors import balance, discrepancies
from ledger.services import take_snapshot
from tests.ledger.conftest import CASH, FUNDING, LOANS

pytestmark = pytest.mark.django_db


def test_keeps_the_balance_of_accounts_that_moved(lend):
    lend("100.00", date(2026, 3, 1), key="a")
    assert take_snapshot(date(2026, 3, 1)) == 2
    assert take_snapshot(date(2026, 3, 2)) == 0
    lend("50.00", date(2026, 3, 3), key="b")
    assert take_snapshot(date(2026, 3, 3)) == 2
    kept = BalanceSnapshot.objects.filter(account__address=LOANS).order_by("taken_on")
    assert list(kept.values_list("taken_on", "balance")) == [
        (date(2026, 3, 1), Decimal("100.00")),
        (date(2026, 3, 3), Decimal("150.00")),
    ]
    assert not BalanceSnapshot.objects.filter(account__address=CASH).exists()


def test_taking_it_again_changes_nothing(lend):
    lend("100.00")
    assert take_snapshot(date(2026, 3, 2)) == 2
    assert take_snapshot(date(2026, 3, 2)) == 0
    assert BalanceSnapshot.objects.count() == 2


def test_later_entries_of_earlier_dates_correct_it(lend):
    lend("100.00", date(2026, 3, 2), key="a")
    take_snapshot(date(2026, 3, 2))
    lend("7.00", date(2026, 3, 1), key="b")
    lend("1.00", date(2026, 3, 2), key="c")
    lend("5.00", date(2026, 3, 3), key="d")
    assert balance(LOANS, date(2026, 3, 2)) == Decimal("108.00")
    assert balance(LOANS, date(2026, 3, 1)) == Decimal("7.00")
    assert balance(FUNDING) == Decimal("-113.00")
    assert discrepancies() == []


def test_filling_in_an_earlier_day_is_harmless(lend):
    lend("100.00", date(2026, 3, 1), key="a")
    lend("10.00", date(2026, 3, 5), key="b")
    take_snapshot(date(2026, 3, 5))
    take_snapshot(date(2026, 3, 3))
    assert balance(LOANS, date(2026, 3, 4)) == Decimal("100.00")
    assert balance(LOANS) == Decimal("110.00")
    assert discrepancies() == []


def test_balance_uses_the_snapshot(lend, tamper):
    lend("100.00", date(2026, 3, 1), key="a")
    take_snapshot(date(2026, 3, 1))
    lend("1.00", date(2026, 3, 2), key="b")
    tamper("UPDATE ledger_balancesnapshot SET balance = balance * 2")
    assert balance(LOANS) == Decimal("201.00")
    assert discrepancies() != []
