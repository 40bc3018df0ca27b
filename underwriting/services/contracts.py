"""The contract pack: filled from decision and guarantee, issued by another person."""

from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import override

from applications.states import ApplicationState
from casework.models import Case, Holder, Notice, Stage
from casework.notices import in_language_of
from casework.services import close_task, move_case, next_number, open_task, queue_notice
from casework.services import transition as move
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import LoanOutline, stage_deadline
from underwriting import notices
from underwriting.errors import DecisionExpired, GuaranteeNotSecured, NotInDecision
from underwriting.models import Contract, ContractBasis, Decision
from underwriting.selectors import application_of
from underwriting.selectors.contracts import BINDING, contract_facts, decision_in_force
from underwriting.services.guards import locked_case, require_bank_staff
from underwriting.services.papers import add_papers


def record_contract_basis(
    *,
    case: Case,
    guarantee_number: str,
    committed_on: date,
    fund_share: Decimal,
    security_text: str,
    actor: User,
    on: date,
) -> ContractBasis:
    """The guarantor has promised and is secured: the bank may prepare the contract now."""
    assert connection.in_atomic_block
    assert case.bank
    ContractBasis.objects.filter(case=case).delete()  # of a promise that has lapsed
    basis = ContractBasis.objects.create(
        case=case,
        guarantee_number=guarantee_number,
        committed_on=committed_on,
        fund_share=fund_share,
        security_text=security_text,
        recorded_by=actor,
        recorded_on=on,
    )
    due_on = stage_deadline("contract", on)
    move_case(case, stage=Stage.CONTRACT, holder=Holder.BANK, on=on, due_on=due_on)
    open_task(
        "prepare_contract",
        case=case,
        organisation=case.bank,
        role="BNK",
        on=on,
        due_on=due_on,
        link=("case_contract", case.number),
    )
    return basis


@transaction.atomic(durable=True)
def prepare_contract(*, case: Case, actor: User, on: date) -> Contract:
    """Make the pack from approved texts, with a reading copy in English."""
    case = locked_case(case)
    application = application_of(case)
    decision = decision_in_force(case)
    require_bank_staff(case, actor=actor, permission="underwriting.prepare_contract")
    if decision is None or application.state not in (
        ApplicationState.APPROVED,
        ApplicationState.CONTRACTING,
    ):
        raise NotInDecision
    if decision.valid_until_on < on:
        raise DecisionExpired(on=decision.valid_until_on)
    if not ContractBasis.objects.filter(case=case).exists():
        raise GuaranteeNotSecured

    contract = _new_contract(case, decision, actor=actor, on=on)
    add_papers(contract, on=on)
    if application.state == ApplicationState.APPROVED:
        move(application, "prepare_contract", actor=actor, on=on)

    close_task("prepare_contract", subject=case, actor=actor, on=on, result=contract.number)
    _ask_to_issue(contract, on=on)
    record_act(
        "underwriting.prepare_contract",
        actor=actor,
        on=on,
        subject=contract,
        case_number=case.number,
        facts={"number": contract.number, "hash": contract.pack_hash},
    )
    return contract


def _new_contract(case: Case, decision: Decision, *, actor: User, on: date) -> Contract:
    assert case.bank
    assert decision.amount is not None
    assert decision.interest_rate is not None
    assert decision.term_months is not None
    sequence = next_number(f"contract:{case.bank.code}", on=on)
    wish = LoanOutline(
        amount=decision.amount,
        annual_rate=decision.interest_rate,
        term_months=decision.term_months,
        method=decision.repayment_method,
    )
    contract = Contract(
        case=case,
        decision=decision,
        number=f"{case.bank.code.upper()}-{on.year}-{sequence:05d}",
        amount=wish.amount,
        term_months=wish.term_months,
        interest_rate=wish.annual_rate,
        repayment_method=wish.method,
        prepared_by=actor,
        prepared_on=on,
    )
    with override(BINDING):
        contract.facts = contract_facts(contract, on=on)
    contract.save()
    return contract


def _ask_to_issue(contract: Contract, *, on: date) -> None:
    assert contract.case.bank
    open_task(
        "issue_contract",
        case=contract.case,
        subject=contract,
        organisation=contract.case.bank,
        role="BMG",
        on=on,
        due_on=stage_deadline("contract", on),
        link=("case_contract", contract.case.number),
    )


@transaction.atomic(durable=True)
def issue_contract(*, contract: Contract, actor: User, on: date) -> Contract:
    """Release the pack for signature; by another person than who prepared it."""
    case = locked_case(contract.case)
    contract = Contract.objects.get(pk=contract.pk)
    require_bank_staff(case, actor=actor, permission="underwriting.approve_contract")

    move(contract, "issue", actor=actor, on=on)
    move_case(
        case,
        stage=Stage.CONTRACT,
        holder=Holder.APPLICANT,
        on=on,
        due_on=stage_deadline("contract", on),
    )

    close_task("issue_contract", subject=contract, actor=actor, on=on, result=contract.number)
    with in_language_of(case.borrower):
        body = notices.contract_ready(contract)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"contract-ready:{contract.number}:{channel}",
            kind="contract_ready",
            channel=channel,
            case=case,
            recipient=case.borrower,
            body=body,
            on=on,
        )
    return contract


@transaction.atomic(durable=True)
def void_contract(*, contract: Contract, reason: str, actor: User, on: date) -> None:
    """Give a pack up before it is signed by all; the bank may prepare another one."""
    case = locked_case(contract.case)
    contract = Contract.objects.get(pk=contract.pk)
    require_bank_staff(case, actor=actor, permission="underwriting.approve_contract")
    move(contract, "void", actor=actor, on=on, reason=reason)

    for kind in ("issue_contract", "sign_for_bank", "sign_for_center"):
        close_task(kind, subject=contract, actor=actor, on=on, result="void")
    assert case.bank
    due_on = stage_deadline("contract", on)
    move_case(case, stage=Stage.CONTRACT, holder=Holder.BANK, on=on, due_on=due_on)
    open_task(
        "prepare_contract",
        case=case,
        organisation=case.bank,
        role="BNK",
        on=on,
        due_on=due_on,
        link=("case_contract", case.number),
    )
