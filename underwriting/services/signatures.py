"""Signatures under the pack: borrower, bank, center, in this order; each on the hash of the papers."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from casework.models import Document, Holder, Notice, Stage
from casework.notices import in_language_of
from casework.services import close_task, move_case, open_task, queue_notice
from casework.services import transition as move
from parties.errors import NotAllowed
from parties.models import Organisation, User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from underwriting import notices
from underwriting.errors import (
    AdviceNotAcknowledged,
    CopiesBeforeSignature,
    NotTheSignedFile,
    ScanMissing,
    SignedInOrder,
)
from underwriting.models import Contract, CopyReceipt, Signature
from underwriting.selectors import application_of
from underwriting.selectors.contracts import altered_papers
from underwriting.services.guards import locked_case
from underwriting.services.papers import add_signature_page
from underwriting.states import ContractState

ORDER = (Signature.Party.BORROWER, Signature.Party.BANK, Signature.Party.CENTER)
SIGNERS = {
    Signature.Party.BANK: "underwriting.sign_for_bank",
    Signature.Party.CENTER: "underwriting.sign_for_center",
}


@dataclass(frozen=True)
class Ticks:
    """What a signer confirms beside the signature."""

    advice_acknowledged: bool = False


@transaction.atomic(durable=True)
def sign_contract(
    *,
    contract: Contract,
    party: str,
    actor: User,
    on: date,
    ticks: Ticks | None = None,
    scan: Document | None = None,
) -> Signature:
    """Sign the pack for one party; the last signature seals it and goes on to the letter.

    A one-time code is checked by the caller before; a signature on paper brings its scan, which
    staff of the bank hand in for the borrower.
    """
    case = locked_case(contract.case)
    contract = Contract.objects.get(pk=contract.pk)
    ticks = ticks or Ticks()
    if earlier := contract.signatures.filter(party=party).first():
        return earlier
    _require_signer(contract, party, actor=actor, scan=scan)
    _require_turn(contract, party)
    if party == Signature.Party.BORROWER and not ticks.advice_acknowledged:
        raise AdviceNotAcknowledged
    for paper in altered_papers(contract):
        raise NotTheSignedFile(paper=paper.kind)

    signature = contract.signatures.create(
        party=party,
        method=Signature.Method.PAPER if scan else Signature.Method.CODE,
        signer=actor,
        signed_hash=contract.pack_hash,
        scan=scan,
        advice_acknowledged=ticks.advice_acknowledged,
        signed_on=on,
    )
    record_act(
        "underwriting.sign_contract",
        actor=actor,
        on=on,
        subject=signature,
        case_number=case.number,
        facts={"party": party, "hash": signature.signed_hash},
    )
    _ask_next(contract, party, actor=actor, on=on)
    return signature


def _require_signer(
    contract: Contract, party: str, *, actor: User, scan: Document | None
) -> None:
    case = contract.case
    if party == Signature.Party.BORROWER:
        is_borrower = actor.person_id == case.borrower_id and actor.kind == User.Kind.APPLICANT
        is_assisting = actor.may("underwriting.prepare_contract") and (
            actor.organisation_id == case.bank_id
        )
        if is_assisting and scan is None:
            raise ScanMissing
        if not (is_borrower or is_assisting):
            raise NotAllowed
        return
    house = case.bank_id if party == Signature.Party.BANK else case.programme.center_id
    if actor.organisation_id != house or not actor.may(SIGNERS[Signature.Party(party)]):
        raise NotAllowed
    if party == Signature.Party.BANK and actor.pk == contract.prepared_by_id:
        raise NotAllowed


def _require_turn(contract: Contract, party: str) -> None:
    signed = set(contract.signatures.values_list("party", flat=True))
    turn = next((name for name in ORDER if name not in signed), None)
    if contract.state != ContractState.ISSUED or party != turn:
        raise SignedInOrder


def _ask_next(contract: Contract, party: str, *, actor: User, on: date) -> None:
    assert connection.in_atomic_block
    case = contract.case
    assert case.bank
    if party == Signature.Party.BORROWER:
        _ask(contract, "sign_for_bank", case.bank, "BMG", Holder.BANK, on=on)
    elif party == Signature.Party.BANK:
        close_task("sign_for_bank", subject=contract, actor=actor, on=on, result=party)
        _ask(contract, "sign_for_center", case.programme.center, "CLD", Holder.CENTER, on=on)
    else:
        close_task("sign_for_center", subject=contract, actor=actor, on=on, result=party)
        _complete(contract, actor=actor, on=on)


def _ask(  # noqa: PLR0917 - party, role and holder go together
    contract: Contract, kind: str, house: Organisation, role: str, holder: str, *, on: date
) -> None:
    due_on = stage_deadline("contract", on)
    move_case(
        contract.case,
        stage=Stage.CONTRACT,
        holder=holder,
        on=on,
        due_on=due_on,
        shared_with_center=True,
    )
    open_task(
        kind,
        case=contract.case,
        subject=contract,
        organisation=house,
        role=role,
        on=on,
        due_on=due_on,
        link=("case_contract", contract.case.number),
    )


def _complete(contract: Contract, *, actor: User, on: date) -> None:
    """Everybody has signed: seal the pack, end the application, ask for the letter."""
    case = contract.case
    contract.signed_on = on
    move(contract, "complete", actor=actor, on=on, facts={"hash": contract.pack_hash})
    add_signature_page(contract)
    move(application_of(case), "sign", actor=actor, on=on)
    due_on = stage_deadline("contract", on)
    move_case(case, stage=Stage.CONTRACT, holder=Holder.CENTER, on=on, due_on=due_on)
    open_task(
        "issue_letter",
        case=case,
        organisation=case.programme.center,
        role="CLD",
        on=on,
        due_on=due_on,
        link=("case_guarantee", case.number),
    )
    with in_language_of(case.borrower):
        body = notices.contract_signed(contract)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"contract-signed:{contract.number}:{channel}",
            kind="contract_signed",
            channel=channel,
            case=case,
            recipient=case.borrower,
            body=body,
            on=on,
        )


@transaction.atomic(durable=True)
def acknowledge_copies(*, contract: Contract, actor: User, on: date) -> CopyReceipt:
    """The borrower confirms to have received all copies; a second time changes nothing."""
    case = locked_case(contract.case)
    contract = Contract.objects.get(pk=contract.pk)
    if actor.kind != User.Kind.APPLICANT or actor.person_id != case.borrower_id:
        raise NotAllowed
    if contract.state != ContractState.SIGNED:
        raise CopiesBeforeSignature
    receipt, is_new = CopyReceipt.objects.get_or_create(
        contract=contract, defaults={"user": actor, "received_on": on}
    )
    if is_new:
        record_act(
            "underwriting.acknowledge_copies",
            actor=actor,
            on=on,
            subject=receipt,
            case_number=case.number,
        )
    return receipt
