"""Paying a loan out: prepared by one person, approved by another, once."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError
from django.db import transaction as database
from django.utils.translation import gettext_lazy as _

from casework.models import Holder, Stage
from casework.services import close_task, move_case, open_task, transition
from parties.models import User
from servicing import notices
from servicing.errors import (
    AccountRests,
    DateInFuture,
    DisbursementExists,
    HolderIsNotBorrower,
    NotPaidOut,
    PreconditionOpen,
    SerialUsed,
)
from servicing.models import Disbursement, Loan
from servicing.rules.agreement import EventKind
from servicing.selectors.books import stored_book
from servicing.selectors.disbursements import (
    Precondition,
    account_of,
    disbursement_of,
    payout_checks,
    plain_name,
    preconditions,
)
from servicing.services.events import Happening, happen, settle_state
from servicing.services.projections import locked_loan, maturity_of
from servicing.states import DisbursementState, LoanState


@dataclass(frozen=True)
class Supplier:
    """Who is paid with the money of a loan above the limit, and by which evidence."""

    name: str
    account: str
    evidence: str


@database.atomic(durable=True)
def prepare_disbursement(
    *,
    loan: Loan,
    account_holder: str,
    account_number: str,
    actor: User,
    on: date,
    idempotency_key: str,
    account_bank: str = "",
    conditions_met: str = "",
    supplier: Supplier | None = None,
) -> Disbursement:
    """Prepare the payout into the borrower's account; a repeated key returns the first one."""
    found = locked_loan(loan.pk)
    if earlier := Disbursement.objects.filter(idempotency_key=idempotency_key).first():
        return earlier

    if not actor.may("servicing.prepare_disbursement"):
        raise NotPaidOut
    if disbursement_of(found):
        raise DisbursementExists
    _require_met(preconditions(found))
    if plain_name(account_holder) != plain_name(found.borrower.name):
        raise HolderIsNotBorrower(borrower=found.borrower.name)

    number = account_number.replace(" ", "").replace("-", "")
    disbursement = Disbursement.objects.create(
        loan=found,
        bank=found.bank,
        amount=found.principal,
        account_holder=account_holder.strip(),
        account_number=number,
        account_tail=number[-4:],
        account_bank=account_bank,
        conditions_met=conditions_met,
        supplier=supplier.name if supplier else "",
        supplier_account=supplier.account if supplier else "",
        supplier_evidence=supplier.evidence if supplier else "",
        prepared_by=actor,
        prepared_on=on,
        idempotency_key=idempotency_key,
    )
    _require_met(payout_checks(found, disbursement))

    close_task("prepare_disbursement", subject=found, actor=actor, on=on)
    _ask_to_approve(disbursement, found, on=on)
    return disbursement


def _ask_to_approve(disbursement: Disbursement, loan: Loan, *, on: date) -> None:
    open_task(
        "approve_disbursement",
        organisation=loan.bank,
        role="BMG",
        on=on,
        due_on=loan.payout_due_on or on,
        link=("case_disbursement", loan.case.number),
        case=loan.case,
        subject=disbursement,
    )


def _require_rested(loan: Loan, on: date) -> None:
    """Nothing is paid into an account that was changed a moment ago."""
    account = account_of(loan.borrower)
    if account and account.usable_from_on > on:
        raise AccountRests(until=account.usable_from_on)


def _require_met(checks: list[Precondition]) -> None:
    for check in checks:
        if not check.is_met:
            raise PreconditionOpen(what=check.text)


@database.atomic(durable=True)
def approve_disbursement(
    *,
    disbursement: Disbursement,
    bank_serial: str,
    value_on: date,
    actor: User,
    on: date,
) -> Disbursement:
    """Pay out what another person prepared; approving again returns the first result."""
    loan = locked_loan(disbursement.loan_id)
    found = Disbursement.objects.locked().get(pk=disbursement.pk)
    if found.state == DisbursementState.APPROVED and found.approved_by_id == actor.pk:
        return found

    if value_on > on:
        raise DateInFuture(date=on)
    if loan.state != LoanState.PAYABLE:
        raise DisbursementExists
    _require_met(payout_checks(loan, found))
    _require_rested(loan, on)
    serial = bank_serial.strip()
    if Disbursement.objects.filter(bank=loan.bank, bank_serial=serial).exists():
        raise SerialUsed(serial=serial)

    _approve(found, loan, serial, value_on=value_on, actor=actor, on=on)

    close_task("approve_disbursement", subject=found, actor=actor, on=on)
    close_task("payout_late", subject=loan, actor=actor, on=on)
    move_case(loan.case, stage=Stage.REPAYMENT, holder=Holder.APPLICANT, on=on)
    notices.loan_paid_out(loan, found, on=on)
    return found


def _approve(
    found: Disbursement, loan: Loan, serial: str, *, value_on: date, actor: User, on: date
) -> None:
    found.approved_by, found.approved_on = actor, on
    found.bank_serial, found.value_on = serial, value_on
    loan.disbursed_on, loan.maturity_on = value_on, maturity_of(loan, value_on)
    found.event = happen(
        loan,
        Happening(kind=EventKind.DISBURSED, effective_on=value_on, amount=loan.principal),
        actor=actor,
        on=on,
        key=f"disbursement:{found.pk}",
    )
    try:
        with database.atomic():
            transition(found, "approve", actor=actor, on=on, facts={"serial": serial})
    except IntegrityError as error:
        raise PreconditionOpen(what=_("guarantee in force with reserved capacity")) from error
    transition(loan, "disburse", actor=actor, on=on)
    settle_state(loan, stored_book(loan), actor=actor, on=on)


@database.atomic(durable=True)
def return_disbursement(
    *, disbursement: Disbursement, actor: User, on: date, reason: str
) -> Disbursement:
    """Send a prepared disbursement back; another one can be prepared."""
    loan = locked_loan(disbursement.loan_id)
    found = Disbursement.objects.locked().get(pk=disbursement.pk)
    transition(found, "send_back", actor=actor, on=on, reason=reason)
    close_task("approve_disbursement", subject=found, actor=actor, on=on, result=reason)
    open_task(
        "prepare_disbursement",
        organisation=loan.bank,
        role="BNK",
        on=on,
        due_on=loan.payout_due_on or on,
        link=("case_disbursement", loan.case.number),
        case=loan.case,
        subject=loan,
        detail=reason[:200],
    )
    return found
