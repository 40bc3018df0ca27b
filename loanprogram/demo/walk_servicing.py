"""Takes a loan further through the real services: paid out, repaid, closed day by day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db import transaction

from parties.models import User
from servicing.models import Disbursement, Loan, Repayment
from servicing.selectors.books import payoff_quote
from servicing.selectors.disbursements import must_be_entrusted
from servicing.services import (
    approve_disbursement,
    approve_repayment,
    prepare_disbursement,
    record_repayment,
    register_loan,
)
from servicing.services.disbursements import Supplier
from underwriting.models import Contract

Cast = Mapping[str, User]
SUPPLIER = Supplier("澜溪县恒信设备有限公司", "62220000987654321", "购销合同 HX-0187")


def payable_loan(contract: Contract, cast: Cast, *, on: date, guarantee_number: str) -> Loan:
    """The loan of a signed contract, as the issue of the guarantee letter leaves it."""
    with transaction.atomic():
        return register_loan(
            contract=contract,
            guarantee_number=guarantee_number,
            on=on,
            actor=cast["center_leader"],
        )


def prepared_disbursement(loan: Loan, cast: Cast, *, on: date) -> Disbursement:
    """The payout as the officer prepares it."""
    return prepare_disbursement(
        loan=loan,
        account_holder=loan.borrower.name,
        account_number=f"6222 0000 {loan.pk:04d} {loan.pk * 37 % 10000:04d}",
        account_bank=str(loan.bank),
        conditions_met=loan.contract.decision.conditions,
        supplier=SUPPLIER if must_be_entrusted(loan, on) else None,
        actor=cast["officer"],
        on=on,
        idempotency_key=str(uuid4()),
    )


def disbursed_loan(loan: Loan, cast: Cast, *, on: date) -> Loan:
    """A payable loan, prepared by the officer and paid out by the manager."""
    prepared_disbursement(loan, cast, on=on)
    return approve_prepared(loan, cast, on=on)


def approve_prepared(loan: Loan, cast: Cast, *, on: date) -> Loan:
    """A prepared payout, released by the manager."""
    approve_disbursement(
        disbursement=Disbursement.objects.get(loan=loan, state="prepared"),
        bank_serial=f"FK{on:%Y%m%d}{loan.pk:06d}",
        value_on=on,
        actor=cast["manager"],
        on=on,
    )
    return Loan.objects.get(pk=loan.pk)


def repaid(loan: Loan, cast: Cast, *, amount: Decimal, on: date, received_on: date) -> Repayment:
    """A repayment recorded by the post-loan officer and posted by the manager."""
    repayment = record_repayment(
        loan=loan,
        amount=amount,
        received_on=received_on,
        channel="transfer",
        bank_serial=f"HK{received_on:%Y%m%d}{uuid4().hex[:8]}",
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=str(uuid4()),
    )
    return approve_repayment(repayment=repayment, actor=cast["manager"], on=on)


def paid_off(loan: Loan, cast: Cast, *, on: date) -> Repayment:
    """The whole loan repaid early, by the quote of the day."""
    repayment = record_repayment(
        loan=loan,
        amount=payoff_quote(loan, on).total,
        received_on=on,
        channel="transfer",
        bank_serial=f"HK{on:%Y%m%d}{uuid4().hex[:8]}",
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=str(uuid4()),
        purpose=Repayment.Purpose.PAYOFF,
    )
    return approve_repayment(repayment=repayment, actor=cast["manager"], on=on)
