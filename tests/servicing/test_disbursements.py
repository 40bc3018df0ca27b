"""Paying out: two persons, once, into the borrower's own account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from casework.models import Notice, Task
from ledger.models import JournalEntry
from ledger.selectors import balance
from loanprogram.demo.walk_servicing import prepared_disbursement
from parties.errors import NotAllowed, SamePerson
from screens.errors import RuleViolation
from servicing.errors import (
    DisbursementExists,
    HolderIsNotBorrower,
    PreconditionOpen,
    SerialUsed,
)
from servicing.models import Disbursement, Loan
from servicing.services import (
    approve_disbursement,
    close_day,
    prepare_disbursement,
    return_disbursement,
)
from servicing.services.disbursements import Supplier
from tests.servicing import factories

ACCOUNT = {"account_holder": "李春梅", "account_number": "6222 0000 1234 5678"}


def approve(payout, actor, today, serial="FK0001"):
    return approve_disbursement(
        disbursement=payout, bank_serial=serial, value_on=today, actor=actor, on=today
    )


def test_pays_out_once_and_starts_the_plan(payable, cast, today):
    payout = prepared_disbursement(payable, cast, on=today)
    first = approve(payout, cast["manager"], today)
    again = approve(payout, cast["manager"], today)
    loan = Loan.objects.get()
    assert first.pk == again.pk
    assert (loan.state, loan.outstanding) == ("disbursed", Decimal("200000.00"))
    assert loan.instalments.count() == 36
    assert loan.case.stage == "repayment"
    assert balance("bank:bank-a:loans:principal") == Decimal("200000.00")
    assert JournalEntry.objects.filter(kind="disbursement").count() == 1


def test_who_prepared_may_not_approve(payable, cast, today):
    grant = cast["officer"].grants.create(
        role="BMG", granted_by=cast["security_admin"], approved_by=cast["administrator"]
    )
    assert grant
    payout = prepared_disbursement(payable, cast, on=today)
    officer = type(cast["officer"]).objects.get(pk=cast["officer"].pk)
    with pytest.raises(SamePerson):
        approve(payout, officer, today)
    assert Loan.objects.get().state == "payable"
    assert not JournalEntry.objects.exists()


def test_an_officer_may_not_approve(payable, cast, today):
    payout = prepared_disbursement(payable, cast, on=today)
    with pytest.raises(NotAllowed):
        approve(payout, cast["second_officer"], today)
    assert not JournalEntry.objects.exists()


def test_another_name_is_refused(payable, cast, today):
    with pytest.raises(HolderIsNotBorrower):
        prepare_disbursement(
            loan=payable,
            account_holder="王建国",
            account_number="6222000012345678",
            actor=cast["officer"],
            on=today,
            idempotency_key="k1",
        )
    assert not Disbursement.objects.exists()


@pytest.mark.row("S-084")
def test_above_the_limit_the_supplier_and_the_evidence_are_asked_for(cast, today, transactional_db):
    loan = factories.payable_loan(cast, on=today, amount=Decimal("300000.01"))
    facts = {**ACCOUNT, "loan": loan, "actor": cast["officer"], "on": today}
    with pytest.raises(PreconditionOpen):
        prepare_disbursement(**facts, idempotency_key="k1")
    assert not Disbursement.objects.exists()
    supplier = Supplier("澜溪县恒信设备有限公司", "62220000987654321", "购销合同 HX-0187")
    payout = prepare_disbursement(**facts, supplier=supplier, idempotency_key="k2")
    assert payout.state == "prepared"


def test_a_second_disbursement_is_refused(payable, cast, today):
    prepared_disbursement(payable, cast, on=today)
    with pytest.raises(DisbursementExists):
        prepared_disbursement(payable, cast, on=today)


def test_a_returned_one_can_be_prepared_anew(payable, cast, today):
    payout = prepared_disbursement(payable, cast, on=today)
    return_disbursement(disbursement=payout, actor=cast["manager"], on=today, reason="账号不符")
    approve(prepared_disbursement(payable, cast, on=today), cast["manager"], today)
    assert Loan.objects.get().state == "disbursed"


def test_a_serial_number_is_used_once(payable, cast, today):
    approve(prepared_disbursement(payable, cast, on=today), cast["manager"], today)
    other = factories.payable_loan(cast, on=today)
    with pytest.raises(SerialUsed):
        approve(prepared_disbursement(other, cast, on=today), cast["manager"], today)


def test_messages_carry_only_the_last_four_digits(payable, cast, today):
    payout = prepared_disbursement(payable, cast, on=today)
    approve(payout, cast["manager"], today)
    bodies = list(Notice.objects.filter(kind="loan_paid_out").values_list("body", flat=True))
    assert len(bodies) == 3
    assert all(payout.account_tail in body for body in bodies)
    number = Disbursement.objects.get().account_number
    assert not any(number in body or number[:8] in body for body in bodies)


@pytest.mark.row("S-084")
def test_a_missed_day_is_told_to_bank_and_center(payable, cast, today):
    assert payable.payout_due_on == date(2026, 3, 5)
    for days in range(5):
        close_day(on=today + timedelta(days=days))
    told = set(Task.objects.filter(kind__startswith="payout_late").values_list("role", flat=True))
    assert told == {"BMG", "CTR"}


def test_the_database_itself_refuses_an_unlawful_payout(payable, cast, today):
    payout = prepared_disbursement(payable, cast, on=today)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE underwriting_contract SET state = 'void'")
    with pytest.raises(DatabaseError), transaction.atomic():
        Disbursement.objects.filter(pk=payout.pk).update(state="approved")
    with pytest.raises(RuleViolation):
        approve(payout, cast["manager"], today)
    assert Loan.objects.get().state == "payable"


def test_twenty_approvals_at_once_pay_once(payable, cast, today):
    """Double payout: two managers, ten presses each, on parallel connections."""
    payout = prepared_disbursement(payable, cast, on=today)

    def press(number: int) -> str:
        try:
            manager = cast["manager"] if number % 2 else cast["second_manager"]
            approve(payout, manager, today, serial=f"FK{number % 2}")
        except (RuleViolation, DatabaseError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "paid"

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(press, range(20)))
    assert set(results) <= {"paid", "DisbursementExists"}
    assert results.count("paid") == 10  # the winner's repeats get the first result
    assert JournalEntry.objects.filter(kind="disbursement").count() == 1
    assert balance("bank:bank-a:loans:principal") == Decimal("200000.00")


def test_two_preparations_at_once_leave_one(payable, cast, today):
    def prepare(number: int) -> str:
        try:
            prepare_disbursement(
                loan=payable,
                actor=cast["officer"],
                on=today,
                idempotency_key=f"key-{number}",
                **ACCOUNT,
            )
        except (RuleViolation, DatabaseError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "prepared"

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(prepare, range(6)))
    assert results.count("prepared") == 1
    assert Disbursement.objects.count() == 1
