"""Receipts: proof of what was handed in, with hashes, told by page and short message."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from casework import notices
from casework.errors import KeyUsedOtherwise
from casework.models import Case, Document, Notice, Receipt
from casework.services.cases import public_number
from casework.services.notices import queue_notice
from parties.models import User
from parties.services.audit import record_act


def issue_receipt(
    *,
    case: Case,
    kind: str,
    files: Sequence[Document],
    actor: User,
    on: date,
    idempotency_key: str,
    facts: dict[str, Any] | None = None,
) -> Receipt:
    """Prove a hand-in by number, time and files; a repeated key returns the first receipt."""
    assert connection.in_atomic_block
    earlier = Receipt.objects.filter(idempotency_key=idempotency_key).first()
    if earlier and (earlier.case_id, earlier.kind) != (case.pk, kind):
        raise KeyUsedOtherwise
    if earlier:
        return earlier
    receipt = Receipt.objects.create(
        number=public_number("R", "receipt", on=on),
        case=case,
        kind=kind,
        issued_on=on,
        files=[file_line(document) for document in files],
        facts=facts or {},
        idempotency_key=idempotency_key,
    )
    record_act(
        "casework.issue_receipt",
        actor=actor,
        on=on,
        subject=receipt,
        case_number=case.number,
        facts={"number": receipt.number, "files": [line["sha256"] for line in receipt.files]},
    )
    _tell(receipt, on=on)
    return receipt


def file_line(document: Document) -> dict[str, Any]:
    """One file as the receipt lists it: name, type, size, pages and hash."""
    return {
        "name": document.name,
        "type": document.type_code,
        "size": document.size,
        "pages": document.pages,
        "sha256": document.sha256,
        "short": document.short_hash,
    }


def _tell(receipt: Receipt, *, on: date) -> None:
    borrower = receipt.case.borrower
    with notices.in_language_of(borrower):
        subject, body = notices.receipt_subject(receipt), notices.receipt_body(receipt)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"receipt:{receipt.number}:{channel}",
            kind="receipt",
            channel=channel,
            subject=subject,
            body=body,
            on=on,
            case=receipt.case,
            recipient=borrower,
        )
