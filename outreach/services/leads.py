"""A lead from first talk to application: recorded once per phone, cared for, converted."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from applications.services import start_application
from casework.models import Notice
from casework.notices import in_language_of
from casework.services import close_task, open_task, queue_notice
from casework.services import transition as move
from casework.services.cases import public_number
from outreach import notices
from outreach.errors import LeadExists, NoConsentToContact, OwnerElsewhere
from outreach.models import Lead
from parties.errors import NotAllowed
from parties.fields import blind_index
from parties.models import Township, User
from parties.roles import PERMISSIONS
from parties.services.audit import record_act
from parties.services.people import register_applicant
from policy.selectors import stage_deadline

FOLLOW_LEAD = "follow_lead"


@dataclass(frozen=True)
class Contact:
    """Who the person is, how they came and what they want to know."""

    name: str
    phone: str
    has_consent: bool
    source: str
    channel: str
    topic: str
    township: Township | None = None
    note: str = ""


@transaction.atomic(durable=True)
def record_lead(*, contact: Contact, actor: User, on: date, idempotency_key: str) -> Lead:
    """Record a person who may apply; one lead per phone in an organisation."""
    if earlier := Lead.objects.filter(idempotency_key=idempotency_key).first():
        return earlier
    require_recorder(actor)
    if known := own_lead(contact.phone, actor):
        raise LeadExists(number=known.number)
    return new_lead(contact, actor=actor, on=on, key=idempotency_key)


def require_recorder(actor: User) -> None:
    """Refuse who keeps no leads."""
    if not actor.may("outreach.record_lead") or not actor.organisation_id:
        raise NotAllowed


def own_lead(phone: str, actor: User) -> Lead | None:
    """The lead of the own organisation with this phone, under a lock of the pair."""
    assert connection.in_atomic_block
    index = blind_index(phone, purpose="phone")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"lead:{index}"])
    return Lead.objects.reached_by(phone).filter(organisation=actor.organisation_id).first()


def new_lead(contact: Contact, *, actor: User, on: date, key: str) -> Lead:
    """Write the lead and its first task; inside a transaction that holds the phone's lock."""
    if not contact.has_consent or not contact.phone or not contact.name.strip():
        raise NoConsentToContact
    assert actor.organisation
    lead = Lead.objects.create(
        number=public_number("L", "lead", on=on),
        organisation=actor.organisation,
        owner=actor,
        name=contact.name.strip(),
        phone=contact.phone,
        consented_on=on,
        township=contact.township,
        source=contact.source,
        channel=contact.channel,
        topic=contact.topic,
        note=contact.note,
        opened_on=on,
        idempotency_key=key,
    )
    record_act("outreach.record_lead", actor=actor, on=on, subject=lead)
    _open_task(lead, on)
    return lead


def _open_task(lead: Lead, on: date) -> None:
    open_task(
        FOLLOW_LEAD,
        organisation=lead.organisation,
        role=recording_role(lead.owner),
        on=on,
        due_on=stage_deadline("lead", on),
        link=("lead", lead.number),
        subject=lead,
        assignee=lead.owner,
        detail=lead.name,
    )


def recording_role(user: User) -> str:
    """The role under which a person keeps leads."""
    return min(user.roles & PERMISSIONS["outreach.record_lead"])


def _locked(lead: Lead, actor: User) -> Lead:
    return Lead.objects.visible_to(actor).locked().get(pk=lead.pk)


@transaction.atomic(durable=True)
def contact_lead(*, lead: Lead, text: str, actor: User, on: date) -> Lead:
    """Write down a talk with the person."""
    lead = _locked(lead, actor)
    move(lead, "contact", actor=actor, on=on, reason=text)
    close_task(FOLLOW_LEAD, subject=lead, actor=actor, on=on, result=text[:200])
    return lead


@transaction.atomic(durable=True)
def invite_lead(*, lead: Lead, address: str, actor: User, on: date) -> Lead:
    """Send the person the link to the self-check by SMS."""
    lead = _locked(lead, actor)
    move(lead, "invite", actor=actor, on=on)
    person = register_applicant(phone=lead.phone, on=on).person
    assert person
    with in_language_of(person):
        body = notices.invitation(lead.organisation, address)
    queue_notice(
        key=f"lead-invited:{lead.number}:{on.isoformat()}",
        kind="lead_invited",
        channel=Notice.Channel.SMS,
        recipient=person,
        body=body,
        on=on,
    )
    close_task(FOLLOW_LEAD, subject=lead, actor=actor, on=on)
    return lead


@transaction.atomic(durable=True)
def convert_lead(*, lead: Lead, product_code: str, address: str, actor: User, on: date) -> Lead:
    """Open a draft with what is known and send its link; a second time changes nothing."""
    lead = _locked(lead, actor)
    if lead.application_id:
        return lead
    known = {"township": lead.township.code} if lead.township else {}
    application = start_application(
        phone=lead.phone,
        name=lead.name,
        product_code=product_code,
        source="lead",
        lead_reference=lead.number,
        actor=actor,
        on=on,
        answers={"person": known} if known else None,
        address=address,
    )
    lead.application = application
    move(lead, "convert", actor=actor, on=on, facts={"application": application.case.number})
    close_task(FOLLOW_LEAD, subject=lead, actor=actor, on=on, result=application.case.number)
    return lead


@transaction.atomic(durable=True)
def lose_lead(*, lead: Lead, reason: str, actor: User, on: date) -> Lead:
    """Give a lead up, with the reason."""
    lead = _locked(lead, actor)
    move(lead, "lose", actor=actor, on=on, reason=reason)
    close_task(FOLLOW_LEAD, subject=lead, actor=actor, on=on, result=reason[:200])
    return lead


@transaction.atomic(durable=True)
def take_up_lead(*, lead: Lead, reason: str, actor: User, on: date) -> Lead:
    """Go on with a lead that was given up."""
    lead = _locked(lead, actor)
    move(lead, "take_up", actor=actor, on=on, reason=reason)
    return lead


@transaction.atomic(durable=True)
def assign_lead(*, lead: Lead, owner: User, actor: User, on: date) -> Lead:
    """Hand the care for a lead to a colleague; an open task goes along."""
    lead = _locked(lead, actor)
    if not actor.may("outreach.record_lead"):
        raise NotAllowed
    if owner.organisation_id != lead.organisation_id or not owner.may("outreach.record_lead"):
        raise OwnerElsewhere
    lead.owner = owner
    lead.save()
    record_act(
        "outreach.assign_lead", actor=actor, on=on, subject=lead, facts={"owner": owner.username}
    )
    if close_task(FOLLOW_LEAD, subject=lead, actor=actor, on=on):
        _open_task(lead, on)
    return lead


@transaction.atomic(durable=True)
def reveal_phone(lead: Lead, *, actor: User, on: date) -> str:
    """The number behind the mask; who saw it is kept in the audit trail."""
    if not actor.may("outreach.view_leads"):
        raise NotAllowed
    record_act("outreach.reveal_number", actor=actor, on=on, subject=lead, facts={"field": "phone"})
    return str(lead.phone)
