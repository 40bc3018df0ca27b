"""Codes to applicants and the account behind a phone."""

from datetime import date

from django.db import transaction

from casework.services import prove_code, send_code
from parties.errors import CodeExpired
from parties.models import Person, User
from parties.services.people import applicant_of, register_applicant

SIGN_IN = "sign_in"


@transaction.atomic
def send_sign_in_code(*, phone: str, language: str, on: date) -> None:
    """Send a code to a phone; the account behind it is made at first use."""
    user = _account(phone, language, on)
    assert user.person
    send_code(person=user.person, purpose=SIGN_IN, on=on)


def prove_phone(*, phone: str, code: str, on: date) -> None:
    """Use up the code of a sign-in; outside a transaction, so that wrong tries count."""
    user = applicant_of(phone)
    if user is None or user.person is None:
        raise CodeExpired
    prove_code(person=user.person, purpose=SIGN_IN, code=code, on=on)


@transaction.atomic
def send_fresh_code(*, person: Person, purpose: str, on: date) -> None:
    """Send the code of a second proof to the phone on record."""
    send_code(person=person, purpose=purpose, on=on)


@transaction.atomic
def sign_in_user(*, phone: str, language: str, on: date) -> User:
    """The account of who just proved to hold the phone; messages follow the language chosen."""
    return _account(phone, language, on)


def _account(phone: str, language: str, on: date) -> User:
    user = register_applicant(phone=phone, on=on)
    if language and user.language != language:
        user.language = language
        user.save(update_fields=["language"])
    return user
