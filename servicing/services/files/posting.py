"""Posting a file: part by part in the order of loans, each part in one transaction.

A part that is on record is done, whatever happened to the worker; rows of it that could not go
together go the single way, each in a transaction of its own and known by its key.
"""

from datetime import date
from typing import Any

from django.db import transaction as database
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from casework.services import transition
from casework.services.cases import public_number
from ledger.services import hold
from parties.models import User
from policy.selectors import parameter
from screens.errors import RuleViolation
from servicing import notices
from servicing.models import FilePart, FileRow, Repayment, RepaymentFile
from servicing.services.events import input_hash
from servicing.services.files.checking import counted
from servicing.services.files.together import hold_loans, post_together
from servicing.services.projections import locked_loan
from servicing.services.repayments import book_repayment, require_fresh_serial, require_receivable
from servicing.states.files import FileState


def post_file(file: RepaymentFile) -> None:
    """Post all good rows that are not posted yet."""
    _post_left_over(file)
    while _post_next_part(file):
        _post_left_over(file)
    _finish(file)


@database.atomic(durable=True)
def _post_next_part(file: RepaymentFile) -> bool:
    """Post the next run of rows; false when there is none."""
    assert file.posted_on
    hold(f"repayment files {file.bank_id}")
    last = file.parts.order_by("-number").first()
    rows = _rows_after(last, file)[: int(parameter("repayment_file.part_rows", file.posted_on))]
    found = list(rows.values_list("pk", "loan_id", "line"))
    if not found:
        return False
    ids, (_pk, loan_id, line) = [row[0] for row in found], found[-1]
    hold_loans(ids)
    number = last.number + 1 if last else 1
    part = FilePart(file=file, number=number, last_loan_id=loan_id, last_line=line, rows=len(ids))
    post_together(file, part, ids, on=file.posted_on)
    return True


def _rows_after(part: FilePart | None, file: RepaymentFile) -> QuerySet[FileRow]:
    rows = FileRow.objects.filter(file=file, state=FileRow.State.GOOD).order_by("loan_id", "line")
    if part is None:
        return rows
    same = Q(loan_id=part.last_loan_id, line__gt=part.last_line)
    return rows.filter(Q(loan_id__gt=part.last_loan_id) | same)


def rows_of(part: FilePart) -> QuerySet[FileRow]:
    """The rows a part is about."""
    before = part.file.parts.filter(number=part.number - 1).first()
    same = Q(loan_id=part.last_loan_id, line__lte=part.last_line)
    return _rows_after(before, part.file).filter(Q(loan_id__lt=part.last_loan_id) | same)


def with_key(rows: QuerySet[FileRow]) -> QuerySet[Any, Any]:
    """Rows with the key under which each is posted."""
    file, line = (Cast(name, CharField()) for name in ("file_id", "line"))
    return rows.annotate(row_key=Concat(Value("file:"), file, Value(":"), line))


def _post_left_over(file: RepaymentFile) -> None:
    """Post one by one what the last part could not post together."""
    last = file.parts.order_by("-number").first()
    if last is None:
        return
    assert file.posted_on
    posted = Repayment.objects.filter(idempotency_key=OuterRef("row_key"))
    left = with_key(rows_of(last)).filter(~Exists(posted))
    for row in left.select_related("loan", "file__layout", "file__uploaded_by", "file__posted_by"):
        try:
            _post_alone(row, on=file.posted_on)
        except RuleViolation as refusal:
            FileRow.objects.filter(pk=row.pk).update(
                state=FileRow.State.REFUSED, fault=refusal.code, detail=str(refusal)[:120]
            )


@database.atomic(durable=True)
def _post_alone(row: FileRow, *, on: date) -> None:
    """Post one row as if two persons had recorded and approved it; its key lets it happen once."""
    assert row.loan_id and row.amount and row.received_on and row.file.posted_by
    loan = locked_loan(row.loan_id)
    require_receivable(
        loan, amount=row.amount, received_on=row.received_on, purpose="regular", on=on
    )
    require_fresh_serial(loan, row.serial)
    repayment = Repayment.objects.create(
        loan=loan,
        bank=loan.bank,
        number=public_number("R", "repayment", on=on),
        amount=row.amount,
        received_on=row.received_on,
        channel=row.file.layout.channel,
        bank_serial=row.serial,
        recorded_by=row.file.uploaded_by,
        recorded_on=row.file.uploaded_on,
        idempotency_key=row.key,
        input_hash=input_hash(loan.pk, row.amount, row.serial),
    )
    book_repayment(loan, repayment, actor=row.file.posted_by, on=on)


@database.atomic(durable=True)
def _finish(file: RepaymentFile) -> None:
    found = RepaymentFile.objects.locked().get(pk=file.pk)
    assert found.posted_on
    if found.state != FileState.POSTING:
        return
    found.figures = counted(found)
    transition(
        found,
        "finish_posting",
        actor=User.objects.system(),
        on=found.posted_on,
        facts={"good": found.figures.get("good"), "refused": found.figures.get("refused")},
    )
    notices.file_moved(found, on=found.posted_on)


def tell_borrowers(file: RepaymentFile) -> None:
    """Thank for the payments of every part whose borrowers were not told yet."""
    for part in file.parts.filter(number__gt=file.told_parts).order_by("number"):
        _tell_part(file, part)


@database.atomic(durable=True)
def _tell_part(file: RepaymentFile, part: FilePart) -> None:
    assert file.posted_on
    keys = with_key(rows_of(part)).values_list("row_key", flat=True)
    posted = Repayment.objects.filter(idempotency_key__in=list(keys)).order_by("pk")
    notices.repayments_posted(
        posted.select_related("loan__case", "loan__borrower__user"), on=file.posted_on
    )
    RepaymentFile.objects.filter(pk=file.pk).update(told_parts=F("told_parts") + 1)
