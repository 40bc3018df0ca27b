"""Working on late loans: contacts, promises, owners."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction as database
from django.utils import timezone

from casework.models import Document
from casework.services import close_task, open_task, transition
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import deadline
from screens.wording import yuan
from servicing.errors import NotInArrears, QuietHours, TooManyDials
from servicing.models import ContactRecord, Loan, OverdueCase, Promise
from servicing.selectors.collection import (
    conduct_limits,
    is_intrusive,
    open_spell,
    received_between,
)
from servicing.services.projections import locked_loan
from servicing.states import PromiseState


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What is said of one contact with a late borrower."""

    way: str
    reached: str
    result: str
    reason: str
    attitude: str = ""
    text: str = ""
    next_step: str = ""
    consent_evidence: str = ""
    recording: str = ""
    attachment: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What the borrower promised: so much by a day."""

    amount: Decimal
    due_on: date


@database.atomic(durable=True)
def record_contact(
    *,
    loan: Loan,
    contact: Contact,
    at: datetime,
    actor: User,
    on: date,
    idempotency_key: str,
    promised: Promised | None = None,
) -> ContactRecord:
    """Put a contact on record, and a promise with it; refused at night and after too many calls.

    `at` is the moment of the contact; evidence of consent lifts both limits.
    """
    found = locked_loan(loan.pk)
    if earlier := ContactRecord.objects.filter(idempotency_key=idempotency_key).first():
        return earlier

    if not actor.may("servicing.collect"):
        raise NotAllowed
    spell = open_spell(found)
    if spell is None:
        raise NotInArrears
    require_allowed(found, contact, at=at, on=on)

    record = ContactRecord.objects.create(
        loan=found,
        overdue_case=spell,
        happened_at=at,
        happened_on=timezone.localtime(at).date(),
        author=actor,
        idempotency_key=idempotency_key,
        **vars(contact),
    )
    if spell.owner is None:
        spell.owner = actor
        spell.save(update_fields=["owner"])
    if promised:
        _promise(record, promised, on=on)
    record_act(
        "servicing.record_contact",
        actor=actor,
        on=on,
        subject=record,
        case_number=found.case.number,
        facts={"way": contact.way, "result": contact.result},
    )
    close_task(f"collect_{spell.stage}", subject=spell, actor=actor, on=on, result=contact.result)
    return record


def require_allowed(loan: Loan, contact: Contact, *, at: datetime, on: date) -> None:
    """Refuse contacts at night and calls beyond the day's number, unless consent is on record."""
    if contact.consent_evidence.strip() or not is_intrusive(contact.way):
        return
    limits = conduct_limits(loan, at, on)
    if limits.is_quiet:
        raise QuietHours(from_=limits.from_, until=limits.until)
    if contact.way == ContactRecord.Way.PHONE and not limits.dials_left:
        raise TooManyDials(limit=limits.dials_max)


def _promise(record: ContactRecord, promised: Promised, *, on: date) -> Promise:
    promise = Promise(
        loan=record.loan,
        contact=record,
        amount=promised.amount,
        due_on=promised.due_on,
        given_on=on,
    )
    promise.full_clean(exclude=["state"])
    promise.save()
    if promise.due_on <= on:
        _open_promise_task(promise, on=on)
    return promise


def _open_promise_task(promise: Promise, *, on: date) -> None:
    loan = promise.loan
    spell = open_spell(loan)
    open_task(
        "promise_due",
        organisation=loan.bank,
        role="BPL",
        on=on,
        due_on=promise.due_on,
        link=("case_collection", loan.case.number),
        case=loan.case,
        subject=promise,
        detail=yuan(promise.amount),
        assignee=spell.owner if spell else None,
    )


@database.atomic(durable=True)
def open_promise_tasks(*, on: date) -> int:
    """Put every promise of a day before those who collect; again changes nothing."""
    due = Promise.objects.filter(state=PromiseState.OPEN, due_on__lte=on)
    for promise in due.select_related("loan__case", "loan__bank"):
        _open_promise_task(promise, on=on)
    return len(due)


@database.atomic(durable=True)
def judge_promises(*, on: date, actor: User) -> int:
    """On the evening of its day a promise is kept if the money came, and broken if not."""
    due = Promise.objects.locked().filter(state=PromiseState.OPEN, due_on__lte=on).order_by("pk")
    for promise in due:
        loan = promise.loan
        came = received_between(loan, promise.given_on, promise.due_on)
        promise.decided_on = on
        kept = came >= promise.amount
        transition(promise, "keep" if kept else "break_off", actor=actor, on=on)
        close_task("promise_due", subject=promise, actor=actor, on=on)
        if not kept:
            open_task(
                "promise_broken",
                organisation=loan.bank,
                role="BPL",
                on=on,
                due_on=deadline(on, 1),
                link=("case_collection", loan.case.number),
                case=loan.case,
                subject=promise,
                detail=yuan(promise.amount),
            )
    return len(due)


@database.atomic(durable=True)
def take_overdue_case(*, overdue_case: OverdueCase, owner: User, actor: User, on: date) -> None:
    """Make somebody of the bank the owner of a late loan."""
    found = OverdueCase.objects.locked().select_related("loan__case").get(pk=overdue_case.pk)
    if not actor.may("servicing.collect") or owner.organisation_id != found.loan.bank_id:
        raise NotAllowed
    found.owner = owner
    found.save(update_fields=["owner"])
    record_act(
        "servicing.take_overdue_case",
        actor=actor,
        on=on,
        subject=found,
        case_number=found.loan.case.number,
        facts={"owner": owner.username},
    )
