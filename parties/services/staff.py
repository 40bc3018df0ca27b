"""The first staff of an installation: accounts with a start password, roles by the agreement."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from parties.errors import StaffThereAlready, TwoSecurityAdministrators
from parties.models import Organisation, Person, RoleGrant, User
from parties.roles import ADMIN_SITE_ROLES, Role
from parties.services.audit import record_act

SECURITY_MIN = 2  # a role needs two persons, so one could never grant the next


@dataclass(frozen=True)
class FirstSeat:
    """Who works where, with which roles, from the first day on."""

    login: str
    name: str
    phone: str
    organisation: str
    roles: tuple[Role, ...]


@transaction.atomic
def seat_first_staff(
    seats: list[FirstSeat], *, granted_by: User, approved_by: User, on: date
) -> dict[str, str]:
    """Make the accounts while there is none; returns each login's start password."""
    if User.objects.staff().exists():
        raise StaffThereAlready
    if sum(Role.SECURITY_ADMINISTRATOR in seat.roles for seat in seats) < SECURITY_MIN:
        raise TwoSecurityAdministrators

    passwords = {seat.login: secrets.token_urlsafe(12) for seat in seats}
    for seat in seats:
        user = _account(seat, passwords[seat.login])
        RoleGrant.objects.bulk_create(
            RoleGrant(user=user, role=role, granted_by=granted_by, approved_by=approved_by)
            for role in seat.roles
        )
    facts = {seat.login: " ".join(seat.roles) for seat in seats}
    record_act("parties.seat_first_staff", actor=granted_by, on=on, facts=facts)
    return passwords


def _account(seat: FirstSeat, password: str) -> User:
    administers = bool(ADMIN_SITE_ROLES.intersection(seat.roles))
    user = User(
        username=seat.login,
        kind=User.Kind.STAFF,
        person=Person.objects.create(name=seat.name, phone=seat.phone),
        organisation=Organisation.objects.get(code=seat.organisation),
        is_staff=administers,
        is_superuser=administers,
    )
    user.set_password(password)
    user.save()
    return user
