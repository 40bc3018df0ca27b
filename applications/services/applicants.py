"""The applicant's account: real name once, recovery at the counter."""

from datetime import date

from django.contrib.sessions.models import Session
from django.db import transaction

from applications.errors import IdentityFixed, IdentityTaken, PersonUnknown
from applications.rules.checks import read_id_number, read_name, read_phone
from loancore.identity import resident_id
from parties.errors import NotAllowed
from parties.fields import blind_index
from parties.models import Person, User
from parties.services.audit import record_act

SEXES = {"male": "M", "female": "F"}


@transaction.atomic
def record_real_name(*, person: Person, name: str, id_number: str, actor: User, on: date) -> Person:
    """Put name and ID number of an applicant on record, once; birth date and sex follow."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    number, plain_name = read_id_number(id_number), read_name(name)
    if person.id_number and (person.id_number, person.name) == (number, plain_name):
        return person
    if person.id_number:
        raise IdentityFixed
    index = blind_index(number, purpose="id")
    if Person.objects.filter(id_index=index).exclude(pk=person.pk).exists():
        raise IdentityTaken

    known = resident_id(number, today=on)
    person.name, person.id_number = plain_name, number
    person.born_on, person.sex = known.born_on, SEXES[known.sex]
    person.save()
    record_act("applications.record_real_name", actor=actor, on=on, subject=person)
    return person


@transaction.atomic
def recover_account(*, id_number: str, new_phone: str, actor: User, on: date) -> Person:
    """Move an account to a new phone after staff saw the identity card; old sessions end."""
    if not actor.may("parties.verify_identity"):
        raise NotAllowed
    index = blind_index(read_id_number(id_number), purpose="id")
    person = Person.objects.select_for_update().filter(id_index=index).first()
    if person is None:
        raise PersonUnknown
    person.phone = read_phone(new_phone)
    person.save()
    _end_sessions(person)
    record_act("applications.recover_account", actor=actor, on=on, subject=person)
    return person


def _end_sessions(person: Person) -> None:
    user = User.objects.filter(person=person).first()
    if user is None:
        return
    mine = [
        session.pk
        for session in Session.objects.all().iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=mine).delete()
