"""What the checker says of a paper: accepted, or rejected with a reason."""

from datetime import date

from django.db import connection, transaction

from casework.errors import PaperReplaced, ReasonMissing
from casework.models import Document
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act


def accept_document(document: Document, *, actor: User, on: date) -> None:
    """Say that a paper is good; inside the caller's transaction, which holds the case."""
    _judge(document, Document.Verdict.ACCEPTED, reason="", actor=actor, on=on)


def reject_document(document: Document, *, reason: str, actor: User, on: date) -> None:
    """Say what is wrong with a paper; inside the caller's transaction, which holds the case."""
    if not reason.strip():
        raise ReasonMissing
    _judge(document, Document.Verdict.REJECTED, reason=reason.strip(), actor=actor, on=on)


def _judge(document: Document, verdict: str, *, reason: str, actor: User, on: date) -> None:
    assert connection.in_atomic_block
    if not actor.may("casework.check_documents"):
        raise NotAllowed
    document.refresh_from_db(from_queryset=Document.objects.locked())
    if document.verdict == Document.Verdict.REPLACED:
        raise PaperReplaced
    document.verdict, document.verdict_reason = verdict, reason[:200]
    document.checked_by, document.checked_on = actor, on
    document.save(update_fields=["verdict", "verdict_reason", "checked_by", "checked_on"])
    record_act(
        f"casework.{'accept' if verdict == Document.Verdict.ACCEPTED else 'reject'}_document",
        actor=actor,
        on=on,
        subject=document,
        case_number=document.case.number,
        facts={"type": document.type_code, "sha256": document.sha256, "reason": reason},
    )


@transaction.atomic
def record_view(document: Document, *, actor: User, on: date) -> None:
    """Log that somebody opened a paper."""
    record_act(
        "casework.view_document",
        actor=actor,
        on=on,
        subject=document,
        case_number=document.case.number,
        facts={"type": document.type_code},
    )


@transaction.atomic
def record_change(document: Document, *, actor: User, on: date) -> None:
    """Put on record that a stored paper is not the one that was handed in: an alarm."""
    record_act(
        "casework.find_changed_file",
        actor=actor,
        on=on,
        subject=document,
        case_number=document.case.number,
        facts={"sha256": document.sha256},
    )
