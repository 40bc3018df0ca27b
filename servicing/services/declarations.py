"""Changes of a borrower's data: declared, confirmed by code, checked; only then they hold."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction as database

from applications.rules.checks import read_phone
from casework.models import Notice
from casework.notices import in_language_of
from casework.services import close_task, open_task, queue_notice, send_code, transition
from casework.services.documents import store_document
from casework.services.notices import send_elsewhere
from parties.errors import NotAllowed
from parties.fields import blind_index
from parties.models import Person, User
from parties.services.audit import record_act
from parties.services.codes import check_code
from policy.selectors import deadline
from servicing import notices
from servicing.errors.care import (
    EffectMissing,
    FactUnderCheck,
    NothingChanged,
    PhoneTaken,
    ProofMissing,
    UnknownField,
)
from servicing.models import DeclaredChange, Loan, VerifiedFact
from servicing.selectors.declarations import (
    OF_PERSON,
    OPEN_CHANGES,
    Declarable,
    answers_behind,
    declarables,
    verified_value,
)
from servicing.services.projections import locked_loan
from servicing.states.care import DeclarationState
from underwriting.services.visits import PictureRule

PROOF = PictureRule("change_proof", ["jpg", "png", "pdf"], size_max_mb=10, pages_max=20)
PURPOSE = "new_phone"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told: which fact, its new value, since when, how, with which paper."""

    field: str
    value: str
    since_on: date
    way: str = DeclaredChange.Way.ONLINE
    note: str = ""
    proof: UploadedFile | None = None


@database.atomic(durable=True)
def declare_change(*, loan: Loan, told: Told, actor: User, on: date) -> DeclaredChange:
    """Put a change on record to be checked; a new phone has to be confirmed by a code first."""
    found = locked_loan(loan.pk)
    if actor.person_id != found.borrower_id and not actor.may("servicing.follow_up"):
        raise NotAllowed
    each = declarables(on).get(told.field)
    if each is None:
        raise UnknownField
    if found.declared_changes.filter(field=told.field, state__in=OPEN_CHANGES).exists():
        raise FactUnderCheck
    value = read_phone(told.value) if each.kind == "phone" else told.value.strip()
    old = verified_value(found.borrower, each, answers_behind(found))
    if value == old:
        raise NothingChanged
    if each.kind == "phone":
        _require_free(value, found.borrower)

    change = _recorded(found, told, (old, value), actor=actor, on=on)
    if each.kind == "phone":
        send_code(person=found.borrower, purpose=_purpose(change), on=on, phone=value)
    else:
        _lay_before_staff(change, each, on=on)
    return change


def _recorded(
    loan: Loan, told: Told, values: tuple[str, str], *, actor: User, on: date
) -> DeclaredChange:
    is_phone = told.field == "phone"
    change = DeclaredChange(
        loan=loan,
        person=loan.borrower,
        field=told.field,
        old_value=values[0],
        new_value=values[1],
        since_on=told.since_on,
        way=told.way,
        note=told.note.strip(),
        declared_by=actor,
        declared_on=on,
        state=DeclarationState.CONFIRMING if is_phone else DeclarationState.TO_CHECK,
    )
    if told.proof:
        change.proof = store_document(
            case=loan.case, type=PROOF, upload=told.proof, actor=actor, on=on
        )
    change.save()
    record_act(
        "servicing.declare_change",
        actor=actor,
        on=on,
        subject=change,
        case_number=loan.case.number,
        facts={"field": told.field, "way": told.way},
    )
    return change


def _require_free(phone: str, borrower: Person) -> None:
    index = blind_index(phone, purpose="phone")
    others = Person.objects.filter(phone_index=index, user__kind=User.Kind.APPLICANT)
    if others.exclude(pk=borrower.pk).exists():
        raise PhoneTaken


def _purpose(change: DeclaredChange) -> str:
    return f"{PURPOSE}:{change.pk}"


def _lay_before_staff(change: DeclaredChange, each: Declarable, *, on: date) -> None:
    loan = change.loan
    open_task(
        "check_change",
        organisation=loan.bank,
        role="BPL",
        on=on,
        due_on=deadline(on, 3),
        link=("change_check", str(change.pk)),
        case=loan.case,
        subject=change,
        detail=each.label,
    )


@database.atomic(durable=True)
def send_code_again(*, change: DeclaredChange, actor: User, on: date) -> None:
    """Send another code to the new number."""
    if change.state != DeclarationState.CONFIRMING:
        raise NotAllowed
    send_code(person=change.person, purpose=_purpose(change), on=on, phone=str(change.new_value))


def confirm_phone(*, change: DeclaredChange, code: str, actor: User, on: date) -> DeclaredChange:
    """Prove by the code that the new number is held; then the old number hears of it."""
    check_code(phone=str(change.new_value), purpose=_purpose(change), code=code)
    return _confirmed(change, actor=actor, on=on)


@database.atomic(durable=True)
def _confirmed(change: DeclaredChange, *, actor: User, on: date) -> DeclaredChange:
    found = _locked(change)
    transition(found, "confirm", actor=actor, on=on)
    _lay_before_staff(found, declarables(on)["phone"], on=on)
    with in_language_of(found.person):
        subject, body = notices.phone_change(found)
    if found.old_value:
        told = queue_notice(
            key=f"phone-change:{found.pk}:old",
            kind="phone_change",
            channel=Notice.Channel.SMS,
            subject=subject,
            body=body,
            on=on,
            case=found.loan.case,
            recipient=found.person,
        )
        send_elsewhere(told, phone=str(found.old_value))
    return found


def _locked(change: DeclaredChange) -> DeclaredChange:
    rows = DeclaredChange.objects.locked()
    found: DeclaredChange = rows.select_related("loan__case", "loan__bank", "person").get(
        pk=change.pk
    )
    return found


@database.atomic(durable=True)
def ask_proof(*, change: DeclaredChange, reason: str, actor: User, on: date) -> DeclaredChange:
    """Ask the borrower for a paper that shows the change."""
    found = _locked(change)
    found.asked = reason.strip()[:300]
    transition(found, "ask_proof", actor=actor, on=on, reason=reason)
    with in_language_of(found.person):
        subject, body = notices.proof_wanted(found)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"proof:{found.pk}:{channel}",
            kind="proof_wanted",
            channel=channel,
            subject=subject,
            body=body,
            on=on,
            case=found.loan.case,
            recipient=found.person,
        )
    return found


@database.atomic(durable=True)
def hand_in_proof(
    *, change: DeclaredChange, proof: UploadedFile, actor: User, on: date
) -> DeclaredChange:
    """Keep the paper that was asked for; checking goes on."""
    found = _locked(change)
    found.proof = store_document(
        case=found.loan.case, type=PROOF, upload=proof, actor=actor, on=on, replaces=found.proof
    )
    if found.state == DeclarationState.PROOF_ASKED:
        transition(found, "answer", actor=actor, on=on)
    else:
        found.save()
    return found


@database.atomic(durable=True)
def accept_change(
    *, change: DeclaredChange, effect: str, phone_check: str, actor: User, on: date
) -> DeclaredChange:
    """Let a change hold from now on: a new version of the fact, and what it means for the risk."""
    found = _locked(change)
    each = declarables(on).get(found.field)
    if each is None:
        raise UnknownField
    if each.needs_proof and found.proof is None:
        raise ProofMissing
    if each.touches_risk and not effect:
        raise EffectMissing
    found.effect = effect or DeclaredChange.Effect.NONE
    found.phone_check = phone_check.strip()[:300]
    found.decided_by, found.decided_on = actor, on
    transition(found, "accept", actor=actor, on=on, facts={"effect": found.effect})
    VerifiedFact.objects.create(
        person=found.person,
        field=found.field,
        value=found.new_value,
        since_on=found.since_on,
        change=found,
        verified_by=actor,
    )
    _write_person(found)
    close_task("check_change", subject=found, actor=actor, on=on, result=found.effect)
    if found.effect == DeclaredChange.Effect.WORSE:
        _look_at_risk(found, each, on=on)
    _tell(found, on=on)
    return found


def _write_person(change: DeclaredChange) -> None:
    """What stands on the person itself, such as phone and address, is written there as well."""
    column = OF_PERSON.get(change.field)
    if column is None:
        return
    if change.field == "phone":
        _require_free(str(change.new_value), change.person)
    person = Person.objects.select_for_update().get(pk=change.person_id)
    setattr(person, column, change.new_value)
    person.save()


def _look_at_risk(change: DeclaredChange, each: Declarable, *, on: date) -> None:
    loan = change.loan
    open_task(
        "look_at_risk",
        organisation=loan.bank,
        role="BPL",
        on=on,
        due_on=deadline(on, 5),
        link=("case_followup", loan.case.number),
        case=loan.case,
        subject=change,
        detail=each.label,
    )


@database.atomic(durable=True)
def reject_change(*, change: DeclaredChange, reason: str, actor: User, on: date) -> DeclaredChange:
    """Leave what was verified as it is, with the reason for the borrower to read."""
    found = _locked(change)
    found.reason = reason.strip()[:300]
    found.decided_by, found.decided_on = actor, on
    transition(found, "reject", actor=actor, on=on, reason=reason)
    close_task("check_change", subject=found, actor=actor, on=on, result=found.reason[:200])
    _tell(found, on=on)
    return found


def _tell(change: DeclaredChange, *, on: date) -> None:
    with in_language_of(change.person):
        subject, body = notices.fact_checked(change, declarables(on)[change.field].label)
    queue_notice(
        key=f"change:{change.pk}:{change.state}",
        kind="change_decided",
        channel=Notice.Channel.PAGE,
        subject=subject,
        body=body,
        on=on,
        case=change.loan.case,
        recipient=change.person,
    )
