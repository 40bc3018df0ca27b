"""Choosing how one wants to be written to; the next message obeys."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from applications.errors import ConsentOfContactMissing, EmailMissing
from casework.models import ContactPreference, Notice
from parties.models import Person, User
from parties.services.audit import record_act


@dataclass(frozen=True)
class Wish:
    """What a person asks for: way, time of day, language, and a further contact."""

    channel: str = ""
    hours: str = ""
    language: str = "zh-hans"
    email: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    relation: str = ""
    contact_agreed: bool = False


@transaction.atomic
def choose_preferences(*, wish: Wish, actor: User, on: date) -> ContactPreference:
    """Keep the wish of a person for all messages from now on."""
    assert actor.person_id is not None
    person = Person.objects.select_for_update().get(pk=actor.person_id)
    if wish.channel == Notice.Channel.EMAIL and not wish.email:
        raise EmailMissing
    if wish.contact_phone and not wish.contact_agreed:
        raise ConsentOfContactMissing
    if wish.email != person.email:
        person.email = wish.email
        person.save()
    User.objects.filter(pk=actor.pk).update(language=wish.language)
    earlier = ContactPreference.objects.filter(person=person).first()
    contact = _contact(earlier, wish)
    consented_on = earlier.consented_on if earlier and earlier.contact == contact else on
    found, _made = ContactPreference.objects.update_or_create(
        person=person,
        defaults={
            "channel": wish.channel,
            "hours": wish.hours,
            "contact": contact,
            "relation": wish.relation if contact else "",
            "consented_on": consented_on if contact else None,
            "changed_on": on,
        },
    )
    facts = {"channel": wish.channel, "hours": wish.hours, "has_contact": contact is not None}
    record_act("applications.choose_preferences", actor=actor, on=on, subject=found, facts=facts)
    return found


def _contact(earlier: ContactPreference | None, wish: Wish) -> Person | None:
    """The further contact as a person of their own; the same one stays the same row."""
    if not wish.contact_phone:
        return None
    known = earlier.contact if earlier else None
    if known and (known.name, known.phone) == (wish.contact_name, wish.contact_phone):
        return known
    return Person.objects.create(name=wish.contact_name, phone=wish.contact_phone)
