"""A month is closed when it is over, in order and proven, and then stays closed."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import InternalError, transaction

from ledger.errors import BooksNotProven, EarlierPeriodOpen, PeriodNotOver
from ledger.models import BalanceSnapshot, Period
from ledger.services import close_period
from parties.models import AuditEntry
from tests.ledger.conftest import LOANS

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


def test_closes_the_month_and_keeps_its_balances(lend, accountant):
    lend("100.00")
    period = close_period(month=MARCH, on=date(2026, 4, 1), actor=accountant)
    assert (period.closed_by, period.last_sequence) == (accountant, 1)
    kept = BalanceSnapshot.objects.get(account__address=LOANS)
    assert (kept.taken_on, kept.balance) == (date(2026, 3, 31), Decimal("100.00"))
    assert AuditEntry.objects.filter(act="ledger.close_period", actor=accountant).count() == 1


def test_closing_again_changes_nothing(lend, accountant, center_leader):
    lend("100.00")
    close_period(month=MARCH, on=date(2026, 4, 1), actor=accountant)
    again = close_period(month=date(2026, 3, 9), on=date(2026, 4, 2), actor=center_leader)
    assert again.closed_by == accountant


def test_refuses_a_month_that_is_not_over(lend, accountant):
    lend("100.00")
    with pytest.raises(PeriodNotOver):
        close_period(month=MARCH, on=date(2026, 3, 31), actor=accountant)
    assert Period.objects.get().closed_at is None


def test_refuses_to_skip_an_open_month(lend, accountant):
    lend("1.00", date(2026, 2, 1), key="a")
    lend("1.00", date(2026, 3, 1), key="b")
    with pytest.raises(EarlierPeriodOpen):
        close_period(month=MARCH, on=date(2026, 4, 1), actor=accountant)
    assert not Period.objects.closed().exists()


def test_refuses_while_a_proof_fails(lend, accountant, tamper):
    lend("100.00")
    tamper("UPDATE ledger_journalline SET amount = amount + 1 WHERE position = 1")
    with pytest.raises(BooksNotProven):
        close_period(month=MARCH, on=date(2026, 4, 1), actor=accountant)
    assert not Period.objects.closed().exists()


def test_database_refuses_to_open_it_again(lend, accountant):
    lend("100.00")
    close_period(month=MARCH, on=date(2026, 4, 1), actor=accountant)
    with pytest.raises(InternalError), transaction.atomic():
        Period.objects.update(closed_at=None, closed_by=None)
    with pytest.raises(InternalError), transaction.atomic():
        Period.objects.all()._raw_delete("default")
    assert Period.objects.closed().count() == 1
