"""The committee: set-up, meetings, presence, votes and what comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from applications.states import ApplicationState
from casework.models import Case
from casework.services import close_task, grant_view, next_number, open_task, transition
from parties.errors import NotAllowed
from parties.models import Organisation, Person, User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from underwriting.errors import (
    ConflictOfInterest,
    MeetingClosed,
    NotReadyForMeeting,
    QuorumMissing,
    QuorumTooLarge,
    VotedBefore,
    VotingNotOpen,
)
from underwriting.models import (
    AgendaItem,
    Committee,
    DeclaredRelation,
    ItemRead,
    Meeting,
    Membership,
    Vote,
)
from underwriting.rules import outcome_of
from underwriting.selectors import application_of, latest_memo
from underwriting.selectors.committee import active_members, conflict_of
from underwriting.services.decisions import Verdict, decide
from underwriting.states import MeetingState, MemoState


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
    if not 1 <= rules.quorum <= len(voting):
        raise QuorumTooLarge(quorum=rules.quorum, members=len(voting))

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
def declare_relation(*, user: User, person: Person, kind: str, on: date) -> DeclaredRelation:
    """A member declares how he or she is related to a person; it blocks votes from now on."""
    relation, _new = DeclaredRelation.objects.update_or_create(
        user=user, person=person, defaults={"kind": kind, "declared_on": on}
    )
    record_act(
        "underwriting.declare_relation", actor=user, on=on, subject=relation, facts={"kind": kind}
    )
    return relation


@transaction.atomic(durable=True)
def convene_meeting(
    *,
    committee: Committee,
    cases: list[Case],
    held_on: date,
    form: str,
    place: str,
    actor: User,
    on: date,
) -> Meeting:
    """Call the members together over files that are ready; each file's pack opens for them."""
    locked = list(Case.objects.locked().filter(pk__in=[c.pk for c in cases]).order_by("pk"))
    if actor.organisation_id != committee.bank_id or not actor.may("underwriting.convene_meeting"):
        raise NotAllowed
    for case in locked:
        _require_ready(case, committee)

    number = f"H{held_on.year}{next_number(f'meeting:{committee.bank.code}', on=on):04d}"
    meeting = Meeting.objects.create(
        committee=committee,
        number=f"{number}-{committee.bank.code[-1].upper()}",
        form=form,
        held_on=held_on,
        place=place,
        convened_by=actor,
    )
    for position, case in enumerate(locked, start=1):
        _put_on_agenda(meeting, case, position, actor=actor, on=on)
    for member in active_members(committee, held_on):
        _call(meeting, member, locked, on=on)

    record_act("underwriting.convene_meeting", actor=actor, on=on, subject=meeting)
    return meeting


def _require_ready(case: Case, committee: Committee) -> None:
    memo = latest_memo(case)
    ready = (ApplicationState.EVALUATED, ApplicationState.IN_DECISION)
    is_open = AgendaItem.objects.filter(
        case=case, meeting__state__in=[MeetingState.PLANNED, MeetingState.VOTING]
    ).exists()
    if case.bank_id != committee.bank_id or memo is None or memo.state != MemoState.FROZEN:
        raise NotReadyForMeeting(number=case.number)
    if application_of(case).state not in ready or is_open:
        raise NotReadyForMeeting(number=case.number)


def _put_on_agenda(
    meeting: Meeting, case: Case, position: int, *, actor: User, on: date
) -> AgendaItem:
    transition(application_of(case), "put_to_decision", actor=actor, on=on)
    close_task("put_on_agenda", subject=case, actor=actor, on=on, result=meeting.number)
    return meeting.items.create(case=case, memo=latest_memo(case), position=position)


def _call(meeting: Meeting, member: User, cases: list[Case], *, on: date) -> None:
    attendance = meeting.attendances.create(user=member)
    for case in cases:
        grant_view(case, user=member, reason=meeting.number)
    open_task(
        "vote",
        organisation=meeting.committee.bank,
        role="COM",
        assignee=member,
        subject=attendance,
        on=on,
        due_on=max(meeting.held_on, on),
        link=("meeting", meeting.number),
        detail=meeting.number,
    )


def _locked(meeting: Meeting) -> Meeting:
    assert connection.in_atomic_block
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


@transaction.atomic(durable=True)
def record_presence(*, meeting: Meeting, present: Iterable[User], actor: User, on: date) -> None:
    """Write down who is there; possible until the voting is closed."""
    meeting = _locked(meeting)
    if not actor.may("underwriting.convene_meeting"):
        raise NotAllowed
    if meeting.state not in (MeetingState.PLANNED, MeetingState.VOTING):
        raise MeetingClosed
    ids = {user.pk for user in present}
    meeting.attendances.exclude(user__in=ids).exclude(user__votes__item__meeting=meeting).update(
        is_present=False
    )
    meeting.attendances.filter(user__in=ids).update(is_present=True)
    record_act(
        "underwriting.record_presence",
        actor=actor,
        on=on,
        subject=meeting,
        facts={"present": len(ids)},
    )


@transaction.atomic(durable=True)
def open_voting(*, meeting: Meeting, actor: User, on: date) -> Meeting:
    """Let the members vote; without the quorum nothing opens."""
    meeting = _locked(meeting)
    present = meeting.attendances.filter(is_present=True).count()
    if present < meeting.committee.quorum:
        raise QuorumMissing(present=present, quorum=meeting.committee.quorum)
    transition(meeting, "open_voting", actor=actor, on=on)
    return meeting


@transaction.atomic
def mark_read(*, item: AgendaItem, user: User) -> None:
    """Remember that a member opened the pack of a file."""
    ItemRead.objects.get_or_create(item=item, user=user)


@transaction.atomic(durable=True)
def cast_vote(*, item: AgendaItem, choice: str, comment: str, actor: User, on: date) -> Vote:
    """Vote on one file, once; a conflict of interest leaves only its declaration."""
    meeting = _locked(item.meeting)
    if meeting.state != MeetingState.VOTING:
        raise MeetingClosed if meeting.state == MeetingState.CLOSED else VotingNotOpen
    if not actor.may("underwriting.vote"):
        raise NotAllowed
    if not meeting.attendances.filter(user=actor, is_present=True).exists():
        raise NotAllowed
    if item.votes.filter(member=actor).exists():
        raise VotedBefore
    conflict = conflict_of(item, actor)
    if conflict and choice != Vote.Choice.CONFLICT:
        raise ConflictOfInterest(why=conflict)

    vote: Vote = item.votes.create(member=actor, choice=choice, comment=comment, cast_on=on)
    record_act(
        "underwriting.cast_vote",
        actor=actor,
        on=on,
        subject=vote,
        case_number=item.case.number,
        facts={"choice": choice},
    )
    return vote


@transaction.atomic(durable=True)
def close_meeting(
    *, meeting: Meeting, minutes: str, override_reasons: dict[int, str], actor: User, on: date
) -> Meeting:
    """Count the votes and decide every file; afterwards no vote changes.

    `override_reasons` says per agenda item why a file is approved against its score.
    """
    meeting = _locked(meeting)
    transition(meeting, "close", actor=actor, on=on)
    meeting.minutes = minutes
    meeting.save(update_fields=["minutes"])

    for item in meeting.items.select_related("case__bank", "memo__score"):
        _conclude(item, override_reasons.get(item.pk, ""), actor=actor, on=on)

    for attendance in meeting.attendances.all():
        close_task("vote", subject=attendance, actor=actor, on=on, result=MeetingState.CLOSED)
    return meeting


def _conclude(item: AgendaItem, override_reason: str, *, actor: User, on: date) -> None:
    committee = item.meeting.committee
    voters = [
        attendance.user
        for attendance in item.meeting.attendances.filter(is_present=True).select_related("user")
        if not conflict_of(item, attendance.user)
    ]
    votes = list(item.votes.select_related("member__person"))
    choices = [vote.choice for vote in votes]
    outcome = outcome_of(
        choices, voters=len(voters), quorum=committee.quorum, majority=committee.majority
    )
    item.outcome = outcome
    item.save(update_fields=["outcome"])
    case = Case.objects.select_related("borrower", "bank").locked().get(pk=item.case_id)
    if outcome == "deferred":
        _back_to_agenda(case, on=on)
        return
    comments = [vote.comment for vote in votes if vote.comment]
    decide(
        case=case,
        memo=item.memo,
        verdict=Verdict(
            is_positive=outcome == "approved",
            reason_text=_("Decision of the committee in meeting %(number)s.")
            % {"number": item.meeting.number},
            conditions="\n".join(filter(None, [item.memo.conditions, *comments])),
            override_reason=override_reason,
        ),
        agenda_item=item,
        votes=[
            {"member": vote.member.display_name, "choice": vote.choice, "comment": vote.comment}
            for vote in votes
        ],
        actor=actor,
        on=on,
    )


def _back_to_agenda(case: Case, *, on: date) -> None:
    assert case.bank
    open_task(
        "put_on_agenda",
        case=case,
        organisation=case.bank,
        role="BRV",
        on=on,
        due_on=stage_deadline("decision", on),
        link=("meeting_list", ""),
    )
