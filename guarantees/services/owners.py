"""Owners and sureties: found by the identity number, entered when unknown."""

from datetime import date

from django.db import transaction

from guarantees.errors import OwnerNameDiffers
from guarantees.services.securities import Owner
from parties.fields import blind_index
from parties.models import Person, User
from parties.services.audit import record_act


@transaction.atomic(durable=True)
def owner_of(
    *,
    name: str,
    id_number: str,
    actor: User,
    on: date,
    phone: str = "",
    co_owner_name: str = "",
    co_owner_id_number: str = "",
) -> Owner:
    """The people behind a security; one row per person, whatever the part."""
    person = _person(name, id_number, phone, actor=actor, on=on)
    if not co_owner_id_number:
        return Owner(person)
    return Owner(person, _person(co_owner_name, co_owner_id_number, "", actor=actor, on=on))


def _person(name: str, id_number: str, phone: str, *, actor: User, on: date) -> Person:
    found = Person.objects.filter(id_index=blind_index(id_number, purpose="id")).first()
    if found and found.name != name:
        raise OwnerNameDiffers
    if found:
        return found
    person = Person.objects.create(name=name, id_number=id_number, phone=phone)
    record_act("guarantees.enter_person", actor=actor, on=on, subject=person)
    return person
