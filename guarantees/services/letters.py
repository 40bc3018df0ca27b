"""The letter puts a guarantee in force; settlement releases it."""

import hashlib
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from casework.models import Case, Notice
from casework.services import close_task, queue_notice
from casework.services import transition as move
from guarantees import notices
from guarantees.errors import ContractNotSigned, LetterAltered
from guarantees.models import Guarantee
from guarantees.services.fund import release_reservation
from guarantees.services.locks import locked_case, locked_file
from guarantees.services.securities import ask_to_release
from guarantees.states import GuaranteeState
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from servicing.services import register_loan
from servicing.states import LoanState
from underwriting.selectors.contracts import live_contract
from underwriting.states import ContractState

LETTER = "guarantee_letter"


@transaction.atomic(durable=True)
def issue_letter(*, guarantee: Guarantee, actor: User, on: date) -> Guarantee:
    """Hand the signed letter to the bank: the guarantee is in force, the loan can be paid out."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    contract = live_contract(case)
    if actor.organisation_id != case.programme.center_id or not actor.may(
        "guarantees.issue_letter"
    ):
        raise NotAllowed
    if contract is None or contract.state != ContractState.SIGNED:
        raise ContractNotSigned
    paper = contract.files.get(kind=LETTER, language="zh-hans")
    with paper.file.open("rb") as stored:
        content = stored.read()
    loan = register_loan(contract=contract, guarantee_number=guarantee.number, on=on, actor=actor)
    guarantee.loan, guarantee.issued_on = loan, on
    guarantee.letter_hash = hashlib.sha256(content).hexdigest()
    guarantee.letter.save(f"{contract.number}_letter.pdf", ContentFile(content), save=False)
    move(guarantee, "issue", actor=actor, on=on, facts={"number": guarantee.number})

    close_task("issue_letter", subject=case, actor=actor, on=on, result=guarantee.number)
    return guarantee


@transaction.atomic(durable=True)
def read_letter(guarantee: Guarantee, *, actor: User, on: date) -> bytes:
    """The letter as it was issued; reading it is on record, an altered file is not handed out."""
    with guarantee.letter.open("rb") as stored:
        content = bytes(stored.read())
    if hashlib.sha256(content).hexdigest() != guarantee.letter_hash:
        raise LetterAltered
    record_act(
        "guarantees.read_letter",
        actor=actor,
        on=on,
        subject=guarantee,
        case_number=guarantee.case.number,
    )
    return content


@transaction.atomic
def release_settled(*, case: Case, actor: User, on: date) -> Guarantee | None:
    """Release the guarantee of a settled loan; again, or too early, changes nothing."""
    loan = Guarantee.objects.select_related("loan__case").get(case=case).loan
    if loan is None:
        return None
    case = locked_file(loan)
    guarantee = Guarantee.objects.select_related("loan").get(case=case)
    open_states = (GuaranteeState.IN_FORCE, GuaranteeState.CLAIMED)
    assert guarantee.loan
    if guarantee.state not in open_states or guarantee.loan.state != LoanState.SETTLED:
        return None
    guarantee.released_on = on
    move(guarantee, "release", actor=actor, on=on)

    release_reservation(guarantee, on=on)
    ask_to_release(guarantee, on=on)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"guarantee-released:{guarantee.pk}:{channel}",
            kind="guarantee_released",
            channel=channel,
            case=case,
            recipient=case.borrower,
            body=notices.security_released(guarantee),
            on=on,
        )
    return guarantee


def release_settled_guarantees(*, actor: User, on: date) -> int:
    """Release every guarantee whose loan is settled; one transaction each."""
    waiting = Guarantee.objects.filter(
        state__in=[GuaranteeState.IN_FORCE, GuaranteeState.CLAIMED], loan__state=LoanState.SETTLED
    ).select_related("case")
    released = [release_settled(case=found.case, actor=actor, on=on) for found in waiting]
    return sum(1 for found in released if found)
