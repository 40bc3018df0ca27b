"""The consulting desk: what was asked and advised, and what was promised to come."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from casework.services import close_task, open_task
from casework.services import transition as move
from casework.services.cases import public_number
from outreach.errors import FollowUpInThePast, FollowUpNeedsPerson, NoConsentToContact
from outreach.models import DeskVisit, Lead
from outreach.services.leads import Contact, new_lead, own_lead, recording_role, require_recorder
from parties.models import User
from parties.services.audit import record_act

FOLLOW_UP = "desk_follow_up"


@dataclass(frozen=True)
class Talk:
    """What a talk at the desk was about; the contact only with the visitor's consent."""

    topic: str
    question: str
    advice: str
    contact: Contact | None = None
    follow_up_on: date | None = None


@transaction.atomic(durable=True)
def record_visit(*, talk: Talk, actor: User, on: date, idempotency_key: str) -> DeskVisit:
    """Record a talk; a visitor with consent becomes a lead, a follow-up becomes a task."""
    if earlier := DeskVisit.objects.filter(idempotency_key=idempotency_key).first():
        return earlier
    require_recorder(actor)
    _require_sound(talk, on)
    lead = _lead_of(talk, actor=actor, on=on, key=idempotency_key)

    assert actor.organisation
    visit = DeskVisit.objects.create(
        number=public_number("D", "desk", on=on),
        organisation=actor.organisation,
        lead=lead,
        adviser=actor,
        visited_on=on,
        topic=talk.topic,
        question=talk.question,
        advice=talk.advice,
        follow_up_on=talk.follow_up_on,
        idempotency_key=idempotency_key,
    )
    record_act("outreach.record_visit", actor=actor, on=on, subject=visit)
    if talk.follow_up_on:
        move(visit, "promise_follow_up", actor=actor, on=on)
        _open_task(visit, talk.follow_up_on, on=on)
    return visit


def _require_sound(talk: Talk, on: date) -> None:
    if talk.contact and not talk.contact.has_consent:
        raise NoConsentToContact
    if talk.follow_up_on and talk.contact is None:
        raise FollowUpNeedsPerson
    if talk.follow_up_on and talk.follow_up_on < on:
        raise FollowUpInThePast(on=on)


def _lead_of(talk: Talk, *, actor: User, on: date, key: str) -> Lead | None:
    """The visitor's lead of the own organisation, made at the first talk."""
    if talk.contact is None:
        return None
    known = own_lead(talk.contact.phone, actor)
    return known or new_lead(talk.contact, actor=actor, on=on, key=f"visit:{key}")


def _open_task(visit: DeskVisit, due_on: date, *, on: date) -> None:
    open_task(
        FOLLOW_UP,
        organisation=visit.organisation,
        role=recording_role(visit.adviser),
        on=on,
        due_on=due_on,
        link=("desk_visit", visit.number),
        subject=visit,
        assignee=visit.adviser,
        detail=visit.lead.name if visit.lead else "",
    )


@transaction.atomic(durable=True)
def close_follow_up(*, visit: DeskVisit, result: str, actor: User, on: date) -> DeskVisit:
    """Close a follow-up with what came of it."""
    visit = DeskVisit.objects.visible_to(actor).locked().get(pk=visit.pk)
    visit.result, visit.closed_on = result.strip(), on
    move(visit, "close", actor=actor, on=on, reason=result)
    close_task(FOLLOW_UP, subject=visit, actor=actor, on=on, result=result[:200])
    return visit
