"""What persons do with a repayment file; every long step is left to the worker."""

import hashlib
from datetime import date
from pathlib import PurePath
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction as database

from casework.errors import FileEmpty, FileTooLarge, KeyUsedOtherwise
from casework.services import close_task, open_task, transition
from casework.services.cases import public_number
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.models import RepaymentLayout
from policy.selectors import deadline, parameter, repayment_layouts
from servicing.errors import FileNotInPreview, NothingToPost, UnknownLoan
from servicing.models import FileRow, Loan, RepaymentFile
from servicing.services.files.checking import check_rows, counted
from servicing.states.files import FileState


@database.atomic(durable=True)
def hand_in(
    *,
    layout: RepaymentLayout,
    upload: UploadedFile,
    actor: User,
    on: date,
    idempotency_key: str,
) -> RepaymentFile:
    """Keep a file for the worker to read; a repeated key returns the first one."""
    sha256 = _digest(upload)
    if earlier := RepaymentFile.objects.filter(idempotency_key=idempotency_key).first():
        if earlier.sha256 != sha256:
            raise KeyUsedOtherwise
        return earlier

    bank = actor.organisation
    if not actor.may("servicing.record_repayment") or bank is None:
        raise NotAllowed
    if layout not in repayment_layouts(bank, on):
        raise NotAllowed
    _require_size(upload, on)

    file = RepaymentFile(
        number=public_number("F", "repayment_file", on=on),
        bank=bank,
        layout=layout,
        original_name=PurePath(upload.name or "").name[-200:],
        size=upload.size or 0,
        sha256=sha256,
        uploaded_by=actor,
        uploaded_on=on,
        idempotency_key=idempotency_key,
    )
    suffix = PurePath(file.original_name).suffix.lower()[:5]
    file.file.save(f"repayments/{on.year}/{uuid4().hex}{suffix}", upload, save=False)
    file.save()
    record_act(
        "servicing.hand_in_file",
        actor=actor,
        on=on,
        subject=file,
        facts={"number": file.number, "sha256": sha256, "layout": layout.code},
    )
    return file


def _digest(upload: UploadedFile) -> str:
    seal = hashlib.sha256()
    for chunk in upload.chunks():
        seal.update(chunk)
    upload.seek(0)
    return seal.hexdigest()


def _require_size(upload: UploadedFile, on: date) -> None:
    limit, size = int(parameter("repayment_file.size_max_mb", on)), upload.size or 0
    if not size:
        raise FileEmpty(name=upload.name)
    if size > limit * 1024 * 1024:
        raise FileTooLarge(name=upload.name, size=f"{size / 1024 / 1024:.1f}", limit=limit)


def locked_file(file: RepaymentFile) -> RepaymentFile:
    """The file under its lock; the caller's transaction holds it."""
    return RepaymentFile.objects.locked().select_related("bank", "layout").get(pk=file.pk)


@database.atomic(durable=True)
def assign_row(
    *, file: RepaymentFile, line: int, loan_number: str, actor: User, on: date
) -> FileRow:
    """Say by hand which loan of the own bank a row is for; the row is judged anew."""
    found = locked_file(file)
    if not actor.may("servicing.record_repayment") or actor.organisation != found.bank:
        raise NotAllowed
    if found.state != FileState.CHECKED:
        raise FileNotInPreview
    row = FileRow.objects.get(file=found, line=line)
    loan = Loan.objects.filter(bank=found.bank, number=loan_number.strip()).first()
    if loan is None:
        raise UnknownLoan(number=loan_number.strip())

    row.loan, row.assigned_by, row.borrower = loan, actor, ""
    row.save(update_fields=["loan", "assigned_by", "borrower"])
    check_rows(found, on=on, line=line)
    found.figures = counted(found)
    found.save(update_fields=["figures"])
    record_act(
        "servicing.assign_file_row",
        actor=actor,
        on=on,
        subject=found,
        facts={"line": line, "serial": row.serial, "loan": loan.number},
    )
    row.refresh_from_db()
    return row


@database.atomic(durable=True)
def submit_file(*, file: RepaymentFile, actor: User, on: date) -> RepaymentFile:
    """Lay the good rows before a second person; what has changed meanwhile is judged anew."""
    found = locked_file(file)
    if found.state == FileState.CHECKED:
        check_rows(found, on=on)
        found.figures = counted(found)
    good = found.figures.get("good")
    if not good:
        raise NothingToPost
    transition(found, "submit", actor=actor, on=on, facts={"good": good})
    open_task(
        "approve_repayment_file",
        organisation=found.bank,
        role="BMG",
        on=on,
        due_on=deadline(on, 1),
        link=("repayment_file", found.number),
        subject=found,
        detail=f"{found.number} · {good['count']}",
    )
    return found


@database.atomic(durable=True)
def withdraw_file(*, file: RepaymentFile, actor: User, on: date, reason: str) -> RepaymentFile:
    """Give up a file of which nothing was posted."""
    found = locked_file(file)
    transition(found, "withdraw", actor=actor, on=on, reason=reason)
    return found


@database.atomic(durable=True)
def approve_file(*, file: RepaymentFile, actor: User, on: date) -> RepaymentFile:
    """Let the worker post the good rows; approving again returns the first result."""
    found = locked_file(file)
    if found.posted_by_id == actor.pk:
        return found
    found.posted_by, found.posted_on = actor, on
    transition(found, "approve", actor=actor, on=on, facts={"good": found.figures.get("good")})
    close_task("approve_repayment_file", subject=found, actor=actor, on=on)
    return found


@database.atomic(durable=True)
def send_back_file(*, file: RepaymentFile, actor: User, on: date, reason: str) -> RepaymentFile:
    """Return a submitted file to who prepared it."""
    found = locked_file(file)
    transition(found, "send_back", actor=actor, on=on, reason=reason)
    close_task("approve_repayment_file", subject=found, actor=actor, on=on, result=reason)
    return found


@database.atomic(durable=True)
def ask_undo(*, file: RepaymentFile, actor: User, on: date, reason: str) -> RepaymentFile:
    """Ask that everything a file posted be taken back."""
    found = locked_file(file)
    found.undo_asked_by, found.undo_reason = actor, reason.strip()[:300]
    transition(found, "ask_undo", actor=actor, on=on, reason=reason)
    open_task(
        "approve_file_undo",
        organisation=found.bank,
        role="BMG",
        on=on,
        due_on=deadline(on, 1),
        link=("repayment_file", found.number),
        subject=found,
        detail=found.number,
    )
    return found


@database.atomic(durable=True)
def approve_undo(*, file: RepaymentFile, actor: User, on: date) -> RepaymentFile:
    """Let the worker take back what the file posted, as another person asked."""
    found = locked_file(file)
    if found.undone_by_id == actor.pk:
        return found
    found.undone_by, found.undone_on = actor, on
    transition(found, "undo", actor=actor, on=on, reason=found.undo_reason)
    close_task("approve_file_undo", subject=found, actor=actor, on=on)
    return found


@database.atomic(durable=True)
def keep_posted(*, file: RepaymentFile, actor: User, on: date, reason: str) -> RepaymentFile:
    """Leave a file as it was posted although its undoing was asked for."""
    found = locked_file(file)
    transition(found, "keep", actor=actor, on=on, reason=reason)
    close_task("approve_file_undo", subject=found, actor=actor, on=on, result=reason)
    return found
