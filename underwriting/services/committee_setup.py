"""Who sits in the committee by which rules, and what ties its members to people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from parties.errors import NotAllowed
from parties.fields import blind_index
from parties.models import Organisation, User
from parties.services.audit import record_act
from underwriting.errors import ChairMissing, MajorityTooLow, QuorumTooLarge
from underwriting.models import Committee, DeclaredRelation, Membership
from underwriting.models.committee import HALF


@dataclass(frozen=True)
class Rules:
    """What a committee needs to decide: members present, and the share of votes to approve."""

    quorum: int
    majority: Decimal


@transaction.atomic(durable=True)
def set_up_committee(
    *,
    bank: Organisation,
    name: str,
    rules: Rules,
    members: Iterable[tuple[User, str]],
    from_on: date,
    until_on: date | None,
    actor: User,
    on: date,
) -> Committee:
    """Set up a bank's committee with chair, members and alternates; the one before ends."""
    people = list(members)
    if actor.organisation_id != bank.pk or not actor.may("underwriting.manage_committee"):
        raise NotAllowed
    if any(user.organisation_id != bank.pk or "COM" not in user.roles for user, _part in people):
        raise NotAllowed
    voting = [user for user, part in people if part != Membership.Part.ALTERNATE]
    if [part for _user, part in people].count(Membership.Part.CHAIR) != 1:
        raise ChairMissing
    if not 1 <= rules.quorum <= len(voting):
        raise QuorumTooLarge(quorum=rules.quorum, members=len(voting))
    if not HALF <= rules.majority <= 1:
        raise MajorityTooLow

    bank.committees.filter(until_on=None).update(until_on=from_on)
    committee = Committee.objects.create(
        bank=bank,
        name=name,
        quorum=rules.quorum,
        majority=rules.majority,
        from_on=from_on,
        until_on=until_on,
        set_up_by=actor,
    )
    for user, part in people:
        committee.memberships.create(user=user, part=part, from_on=from_on, until_on=until_on)

    record_act("underwriting.set_up_committee", actor=actor, on=on, subject=committee)
    return committee


@transaction.atomic(durable=True)
def declare_relation(
    *, user: User, name: str, id_number: str, kind: str, on: date
) -> DeclaredRelation:
    """A member declares how he or she is related to a person; it blocks votes from now on."""
    if not user.may("underwriting.vote"):
        raise NotAllowed
    relation, _new = DeclaredRelation.objects.update_or_create(
        user=user,
        id_index=blind_index(id_number, purpose="id"),
        ended_on=None,
        defaults={"name": name, "id_tail": id_number[-4:], "kind": kind, "declared_on": on},
    )
    record_act(
        "underwriting.declare_relation", actor=user, on=on, subject=relation, facts={"kind": kind}
    )
    return relation


@transaction.atomic(durable=True)
def end_relation(*, relation: DeclaredRelation, user: User, on: date) -> None:
    """A relation exists no more; it stays on record with its dates."""
    if relation.user_id != user.pk:
        raise NotAllowed
    DeclaredRelation.objects.filter(pk=relation.pk, ended_on=None).update(ended_on=on)
    record_act("underwriting.end_relation", actor=user, on=on, subject=relation)
