"""Letters on paper: written and numbered, approved, printed, posted, delivered, returned."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction as database
from django.utils import timezone

from casework.services import close_task, next_number, open_task, transition
from casework.services.documents import store_document
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import deadline, parameter
from servicing.errors.care import (
    BatchNotApproved,
    LetterSettled,
    NobodyToWriteTo,
    NumbersMissing,
)
from servicing.models import BadAddress, ContactRecord, Letter, LetterBatch, Loan
from servicing.selectors.collection import open_spell
from servicing.selectors.letters import batch_pdf, candidates, letter_text
from servicing.states.care import LetterBatchState
from underwriting.services.visits import PictureRule

PROOF = PictureRule("letter_proof", ["jpg", "png", "pdf"], size_max_mb=10, pages_max=20)


@database.atomic(durable=True)
def write_letters(*, kind: str, loans: Sequence[Loan], actor: User, on: date) -> LetterBatch:
    """Write and number the letters of a batch; another person lets them go out."""
    if not actor.may("servicing.follow_up") or actor.organisation is None:
        raise NotAllowed
    wanted = {loan.pk for loan in loans}
    chosen = [
        each
        for each in candidates(actor, kind, on)
        if each.loan.pk in wanted and each.can_be_posted
    ]
    if not chosen:
        raise NobodyToWriteTo
    batch = LetterBatch.objects.create(
        organisation=actor.organisation, kind=kind, prepared_by=actor, prepared_on=on
    )
    rule: str = parameter("letter.number_rule", on)
    for each in chosen:
        title, body = letter_text(each.loan, kind, on)
        number = rule.format(year=on.year, sequence=next_number("letter", on=on))
        batch.letters.create(
            loan=each.loan,
            number=number,
            addressee=each.addressee,
            address=each.address,
            title=title,
            body=body,
        )
    open_task(
        "approve_letters",
        organisation=actor.organisation,
        role="BMG",
        on=on,
        due_on=deadline(on, 1),
        link=("letter_batch", str(batch.pk)),
        subject=batch,
        detail=f"{batch.get_kind_display()} · {len(chosen)}",
    )
    return batch


@database.atomic(durable=True)
def approve_letters(*, batch: LetterBatch, actor: User, on: date) -> LetterBatch:
    """Let a batch go out: its letters become one file to print."""
    found = LetterBatch.objects.locked().get(pk=batch.pk)
    found.approved_by, found.approved_on = actor, on
    content = batch_pdf(found, on)
    found.sha256 = hashlib.sha256(content).hexdigest()
    found.file.save(f"{uuid4().hex}.pdf", ContentFile(content), save=False)
    transition(found, "approve", actor=actor, on=on)
    close_task("approve_letters", subject=found, actor=actor, on=on)
    return found


@database.atomic(durable=True)
def cancel_letters(*, batch: LetterBatch, reason: str, actor: User, on: date) -> LetterBatch:
    """Give a batch up before it goes out."""
    found = LetterBatch.objects.locked().get(pk=batch.pk)
    transition(found, "cancel", actor=actor, on=on, reason=reason)
    close_task("approve_letters", subject=found, actor=actor, on=on, result=reason[:200])
    return found


@database.atomic(durable=True)
def post_letters(
    *, batch: LetterBatch, numbers: Sequence[str], posted_on: date, actor: User, on: date
) -> int:
    """Put the posting numbers of the letters on record, in the order of the file."""
    found = LetterBatch.objects.locked().get(pk=batch.pk)
    if not actor.may("servicing.follow_up"):
        raise NotAllowed
    if found.state != LetterBatchState.APPROVED:
        raise BatchNotApproved
    letters = list(found.letters.filter(posted_on=None).select_related("loan__case"))
    given = [number.strip() for number in numbers if number.strip()]
    if len(given) != len(letters):
        raise NumbersMissing(letters=len(letters), numbers=len(given))
    for letter, number in zip(letters, given, strict=True):
        letter.posting_number, letter.posted_on = number, posted_on
        letter.save(update_fields=["posting_number", "posted_on"])
        _act("servicing.post_letter", letter, actor=actor, on=on)
        spell = open_spell(letter.loan)
        if spell is not None:
            close_task("collect_letter", subject=spell, actor=actor, on=on, result=letter.number)
    return len(letters)


def _act(act: str, letter: Letter, *, actor: User, on: date) -> None:
    record_act(
        act,
        actor=actor,
        on=on,
        subject=letter,
        case_number=letter.loan.case.number,
        facts={"reason": f"{letter.number} {letter.posting_number}"},
    )


def _open_letter(letter: Letter, actor: User) -> Letter:
    rows = Letter.objects.locked()
    found: Letter = rows.select_related("loan__case", "loan__borrower", "batch").get(pk=letter.pk)
    if not actor.may("servicing.follow_up"):
        raise NotAllowed
    if found.stage != "posted":
        raise LetterSettled
    return found


@database.atomic(durable=True)
def confirm_delivery(
    *, letter: Letter, delivered_on: date, proof: UploadedFile, actor: User, on: date
) -> Letter:
    """The letter has arrived; the receipt of the post stays as proof."""
    found = _open_letter(letter, actor)
    found.delivered_on = delivered_on
    found.proof = store_document(case=found.loan.case, type=PROOF, upload=proof, actor=actor, on=on)
    found.save(update_fields=["delivered_on", "proof"])
    _contact(found, reached=True, actor=actor, on=on)
    _act("servicing.deliver_letter", found, actor=actor, on=on)
    return found


@database.atomic(durable=True)
def take_back_letter(
    *, letter: Letter, returned_on: date, reason: str, actor: User, on: date
) -> Letter:
    """The letter came back: the address does not work until there is another one."""
    found = _open_letter(letter, actor)
    found.returned_on, found.return_reason = returned_on, reason.strip()
    found.full_clean(exclude=["batch", "loan"])
    found.save(update_fields=["returned_on", "return_reason"])
    if found.batch.kind != LetterBatch.Kind.GUARANTOR:
        BadAddress.objects.create(
            person=found.loan.borrower, address=found.address, since_on=on, letter=found
        )
    _contact(found, reached=False, actor=actor, on=on)
    _act("servicing.take_back_letter", found, actor=actor, on=on)
    return found


def _contact(letter: Letter, *, reached: bool, actor: User, on: date) -> None:
    """A letter that arrived or came back is a contact of the overdue case."""
    spell = open_spell(letter.loan)
    if spell is None:
        return
    to_surety = letter.batch.kind == LetterBatch.Kind.GUARANTOR
    person = ContactRecord.Reached.SURETY if to_surety else ContactRecord.Reached.BORROWER
    ContactRecord.objects.create(
        loan=letter.loan,
        overdue_case=spell,
        way=ContactRecord.Way.LETTER,
        happened_at=timezone.now(),
        happened_on=on,
        reached=person if reached else ContactRecord.Reached.NOBODY,
        result=ContactRecord.Result.DELIVERED if reached else ContactRecord.Result.NO_ANSWER,
        reason=ContactRecord.Reason.UNKNOWN,
        text=f"{letter.number} {letter.return_reason}".strip(),
        author=actor,
        idempotency_key=f"letter:{letter.pk}",
    )
