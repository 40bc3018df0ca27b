"""What the app `guarantees` asks of servicing: claim, recovery, write-off."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from ledger.selectors import balance, balances, discrepancies
from servicing.errors import BeyondClaim
from servicing.models import DailyAccrual, Loan
from servicing.selectors.books import position
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.services import catch_up, record_recovery, take_over_by_claim, write_off
from tests.servicing import factories

ON = date(2026, 9, 8)


@pytest.fixture
def late(transactional_db, cast, today) -> Loan:
    """180,000 yuan of which nothing was paid for half a year."""
    loan = factories.running_loan(
        cast, on=today, amount=Decimal("180000.00"), repayment_method="interest_only_quarterly"
    )
    catch_up(to=today + timedelta(days=3))
    return loan


def claim(loan, cast, amount="144000.00", **more):
    with transaction.atomic():
        return take_over_by_claim(
            loan=loan,
            amount=Decimal(amount),
            on=ON,
            actor=cast["accountant"],
            idempotency_key="claim:1",
            **more,
        )


def recover(loan, cast, fund, bank, key):
    with transaction.atomic():
        return record_recovery(
            loan=loan,
            fund_part=Decimal(fund),
            bank_part=Decimal(bank),
            received_on=ON,
            on=ON,
            actor=cast["accountant"],
            idempotency_key=key,
        )


def test_the_life_after_default_of_the_reference(late, cast):
    """Domain reference EX12."""
    claim(late, cast)
    claimed = Loan.objects.get()
    assert claimed.state == "claimed"
    assert (claimed.outstanding, claimed.taken_over) == (Decimal("36000.00"), Decimal("144000.00"))
    assert position(claimed, ON).principal == Decimal("180000.00")
    recover(late, cast, "37600.00", "9400.00", "r1")
    recover(late, cast, "7999.99", "2000.00", "r2")
    found = Loan.objects.get()
    assert (found.state, found.outstanding) == ("recovering", Decimal("24600.00"))
    assert found.taken_over == Decimal("98400.01")
    with transaction.atomic():
        write_off(
            loan=late,
            on=ON,
            actor=cast["center_leader"],
            idempotency_key="w1",
            reason="无可执行财产",
        )
    lost = Loan.objects.get()
    assert (lost.state, lost.outstanding, lost.taken_over) == ("written_off", 0, 0)
    assert (lost.written_off, lost.fund_written_off) == (Decimal("24600.00"), Decimal("98400.01"))
    assert not {k: a for k, a in balances("bank:bank-a:loans").items() if a}
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_a_recovery_after_the_write_off_lowers_the_loss(late, cast):
    claim(late, cast)
    with transaction.atomic():
        write_off(loan=late, on=ON, actor=cast["center_leader"], idempotency_key="w", reason="x")
    before = balance("bank:bank-a:losses")
    recover(late, cast, "800.00", "200.00", "r9")
    assert balance("bank:bank-a:losses") == before - Decimal("200.00")
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_nothing_accrues_after_the_claim_and_a_repeated_key_changes_nothing(late, cast):
    first = claim(late, cast)
    days = DailyAccrual.objects.count()
    assert claim(late, cast).pk == first.pk
    catch_up(to=ON + timedelta(days=3))
    assert DailyAccrual.objects.count() == days
    assert balance("bank:bank-a:loans:principal") == Decimal("36000.00")


def test_never_more_than_is_open(late, cast):
    with pytest.raises(BeyondClaim):
        claim(late, cast, "180000.01")
    claim(late, cast)
    with pytest.raises(BeyondClaim):
        recover(late, cast, "144000.01", "0.00", "r1")
