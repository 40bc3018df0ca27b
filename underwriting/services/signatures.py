"""Signatures under the pack: borrower, bank, center, in this order; each on the same hash."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from casework.models import Document, Holder, Notice, Stage
from casework.notices import in_language_of
from casework.services import (
    close_task,
    move_case,
    open_task,
    queue_notice,
    send_code,
    store_document,
)
from casework.services import transition as move
from parties.errors import NotAllowed
from parties.models import Organisation, User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from screens.vocabulary import word
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
from underwriting.selectors.contracts import altered_papers, next_signer
from underwriting.services.guards import locked_case, require_bank_staff
from underwriting.services.papers import add_signature_page
from underwriting.states import ContractState

SIGNERS = {
    Signature.Party.BANK: "underwriting.sign_for_bank",
    Signature.Party.CENTER: "underwriting.sign_for_center",
}


@dataclass(frozen=True)
class ScanRule:
    """What a scan of signed pages may be, as `store_document` asks."""

    code: str
    formats: list[str]
    size_max_mb: int
    pages_max: int


# Limits of the file, not of the program: a signed pack has some forty pages.
SCAN = ScanRule("signed_contract", ["pdf", "jpg", "png"], 30, 100)


@dataclass(frozen=True)
class Ticks:
    """What a signer confirms beside the signature."""

    advice_acknowledged: bool = False


@transaction.atomic(durable=True)
def sign_contract(
    *, contract: Contract, party: str, actor: User, on: date, ticks: Ticks | None = None
) -> Signature:
    """Sign the pack for one party; the last signature seals it and goes on to the letter.

    The one-time code of the borrower is checked by the caller before.
    """
    return _signed(contract, party, actor=actor, on=on, ticks=ticks or Ticks(), scan=None)


def _signed(
    contract: Contract,
    party: str,
    *,
    actor: User,
    on: date,
    ticks: Ticks,
    scan: Document | None,
) -> Signature:
    case = locked_case(contract.case)
    contract = Contract.objects.get(pk=contract.pk)
    if earlier := contract.signatures.filter(party=party).first():
        return earlier
    _require_signer(contract, party, actor=actor, scan=scan)
    _require_turn(contract, party)
    if party == Signature.Party.BORROWER and not ticks.advice_acknowledged:
        raise AdviceNotAcknowledged
    for paper in altered_papers(contract):
        raise NotTheSignedFile(paper=word("contract_paper", paper.kind))

    signature = contract.signatures.create(
        party=party,
        method=_method(party, scan),
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


def _method(party: str, scan: Document | None) -> str:
    if scan:
        return Signature.Method.PAPER
    is_borrower = party == Signature.Party.BORROWER
    return Signature.Method.CODE if is_borrower else Signature.Method.ACCOUNT


def _require_signer(contract: Contract, party: str, *, actor: User, scan: Document | None) -> None:
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
    if party != next_signer(contract):
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
def sign_on_paper(
    *, contract: Contract, upload: UploadedFile, ticks: Ticks, actor: User, on: date
) -> Signature:
    """The borrower signed on paper at the counter: keep the scan and record the signature."""
    case = locked_case(contract.case)
    require_bank_staff(case, actor=actor, permission="underwriting.prepare_contract")
    scan = store_document(case=case, type=SCAN, upload=upload, actor=actor, on=on)
    return _signed(contract, Signature.Party.BORROWER, actor=actor, on=on, ticks=ticks, scan=scan)


def signing_purpose(contract: Contract) -> str:
    """What a code for this contract is good for, and nothing else."""
    return f"sign:{contract.number}"[:40]


@transaction.atomic(durable=True)
def send_signing_code(*, contract: Contract, actor: User, on: date) -> None:
    """Send the borrower the code that signs this contract."""
    if actor.person_id != contract.case.borrower_id or actor.person is None:
        raise NotAllowed
    send_code(person=actor.person, purpose=signing_purpose(contract), on=on)


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
