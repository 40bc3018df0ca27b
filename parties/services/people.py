"""Registration of people and users, roles by two persons, consents."""

from datetime import date

from django.db import transaction
from django.db.models.functions import Now

from parties.errors import RoleNeedsTwoPersons
from parties.fields import blind_index
from parties.models import Consent, Person, RoleGrant, User
from parties.services.audit import record_act


def applicant_of(phone: str) -> User | None:
    """The applicant's account behind a phone number, if there is one."""
    return User.objects.filter(
        kind=User.Kind.APPLICANT, person__phone_index=blind_index(phone, purpose="phone")
    ).first()


def register_applicant(*, phone: str, on: date) -> User:
    """The applicant's account behind a phone number; made at first use. Inside a transaction."""
    from_before = applicant_of(phone)
    if from_before:
        return from_before
    person = Person.objects.create(name="", phone=phone)
    user = User(username=f"p{person.pk}", kind=User.Kind.APPLICANT, person=person)
    user.set_unusable_password()
    user.save()
    record_act("parties.register_applicant", actor=user, on=on, subject=user)
    return user


@transaction.atomic
def grant_role(
    *, user: User, role: str, granted_by: User, approved_by: User, on: date
) -> RoleGrant:
    """Give a role: proposed by one security administrator, approved by another."""
    if approved_by in (granted_by, user) or granted_by == user:
        raise RoleNeedsTwoPersons
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user,
        role=role,
        revoked_at=None,
        defaults={"granted_by": granted_by, "approved_by": approved_by},
    )
    if is_new:
        record_act(
            "parties.grant_role", actor=approved_by, on=on, subject=grant, facts={"role": role}
        )
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, actor: User, on: date) -> None:
    """End a role grant; the row stays as history."""
    RoleGrant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=Now())
    record_act("parties.revoke_role", actor=actor, on=on, subject=grant, facts={"role": grant.role})


@transaction.atomic
def give_consent(
    *,
    person: Person,
    kind: str,
    text_version: str,
    text_hash: str,
    actor: User,
    on: date,
    address: str | None = None,
    method: str = "online",
) -> Consent:
    """Record one consent; the one in force is kept when the text is the same."""
    in_force = person.consents.filter(kind=kind, withdrawn_at=None).first()
    if in_force and in_force.text_hash == text_hash:
        return in_force
    if in_force:
        person.consents.filter(pk=in_force.pk).update(withdrawn_at=Now(), withdrawn_on=on)
    consent = person.consents.create(
        kind=kind,
        text_version=text_version,
        text_hash=text_hash,
        given_on=on,
        address=address,
        method=method,
    )
    record_act("parties.give_consent", actor=actor, on=on, subject=consent, facts={"kind": kind})
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: User, on: date) -> None:
    """Withdraw a consent from a date on; what was done under it stays lawful."""
    Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(
        withdrawn_at=Now(), withdrawn_on=on
    )
    record_act(
        "parties.withdraw_consent",
        actor=actor,
        on=on,
        subject=consent,
        facts={"kind": consent.kind},
    )
