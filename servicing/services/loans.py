"""A signed contract with its guarantee becomes a loan that can be paid out."""

from datetime import date

from django.db import transaction as database

from casework.models import Holder, Stage
from casework.services import close_task, move_case, open_task, transition
from casework.services.cases import public_number
from ledger.services import open_account
from parties.models import Organisation, User
from policy.selectors import parameter, stage_deadline
from servicing.errors import PreconditionOpen
from servicing.models import Loan
from servicing.postings import ACCOUNTS, address
from servicing.services.projections import locked_loan
from underwriting.models import Contract
from underwriting.states import ContractState


def open_bank_accounts(bank: Organisation) -> None:
    """Open the loan accounts of a bank in the journal; again changes nothing."""
    for name, kind in ACCOUNTS.items():
        open_account(address(bank.code, name), kind, bank)


def register_loan(*, contract: Contract, guarantee_number: str, on: date, actor: User) -> Loan:
    """Open the loan of a signed contract when its guarantee letter is issued; inside a transaction.

    A contract that has a loan returns it.
    """
    case = type(contract.case).objects.locked().get(pk=contract.case_id)
    if earlier := Loan.objects.filter(contract=contract).first():
        return earlier
    if contract.state != ContractState.SIGNED or contract.signed_on is None or case.bank is None:
        raise PreconditionOpen(what=contract.number)
    open_bank_accounts(case.bank)
    loan = _new_loan(contract, case.bank, on=on)
    loan.guarantee_number = guarantee_number
    loan.payout_due_on = stage_deadline("payout", on)
    transition(
        loan,
        "release_for_payout",
        actor=actor,
        on=on,
        facts={"guarantee_number": guarantee_number},
    )
    open_task(
        "prepare_disbursement",
        organisation=case.bank,
        role="BNK",
        on=on,
        due_on=loan.payout_due_on,
        link=("case_disbursement", case.number),
        case=case,
        subject=loan,
    )
    move_case(case, stage=Stage.PAYOUT, holder=Holder.BANK, on=on, due_on=loan.payout_due_on)
    return loan


def _new_loan(contract: Contract, bank: Organisation, *, on: date) -> Loan:
    version = contract.case.application.product_version
    assert version and contract.signed_on
    return Loan.objects.create(
        number=public_number("L", "loan", on=on),
        case=contract.case,
        contract=contract,
        bank=bank,
        borrower=contract.case.borrower,
        product_version=version,
        signed_on=contract.signed_on,
        principal=contract.amount,
        interest_rate=contract.interest_rate,
        term_months=contract.term_months,
        repayment_method=contract.repayment_method,
        day_count=parameter("loan.day_counts", on)[contract.repayment_method],
        penalty_factor=version.penalty_factor,
        allocation_order=version.allocation_order,
        excess_rule=version.excess_rule,
    )


@database.atomic(durable=True)
def cancel_loan(*, loan: Loan, actor: User, on: date, reason: str) -> Loan:
    """Give a loan up before it is paid out."""
    found = locked_loan(loan.pk)
    transition(found, "cancel", actor=actor, on=on, reason=reason)
    close_task("prepare_disbursement", subject=found, actor=actor, on=on)
    move_case(found.case, stage=Stage.CLOSED, holder=Holder.NOBODY, on=on, closed_on=on)
    return found
