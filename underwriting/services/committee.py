"""The sitting: presence, votes, and what comes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from casework.models import Case
from casework.services import transition
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from underwriting.errors import (
    AlternateNotNeeded,
    CommentMissing,
    ConflictOfInterest,
    MeetingClosed,
    QuorumMissing,
    VotedBefore,
    VotingNotOpen,
)
from underwriting.models import AgendaItem, ItemRead, Meeting, Vote
from underwriting.selectors.committee import conflict_of, tally_of, voters_of
from underwriting.services.decisions import Verdict, decide
from underwriting.services.meetings import (
    back_to_agenda,
    close_votes,
    locked_meeting,
    require_house,
)
from underwriting.states import MeetingState


@transaction.atomic(durable=True)
def record_presence(*, meeting: Meeting, present: Iterable[User], actor: User, on: date) -> None:
    """Write down who is there; possible until the voting is closed."""
    meeting = locked_meeting(meeting)
    require_house(meeting, actor)
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
    meeting = locked_meeting(meeting)
    require_house(meeting, actor)
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
    meeting = locked_meeting(item.meeting)
    _require_may_vote(item, meeting, actor)
    if conflict := conflict_of(item, actor):
        raise ConflictOfInterest(why=conflict)
    if choice != Vote.Choice.CONFLICT and actor not in voters_of(item):
        raise AlternateNotNeeded
    if choice != Vote.Choice.APPROVE and not comment.strip():
        raise CommentMissing

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


def _require_may_vote(item: AgendaItem, meeting: Meeting, actor: User) -> None:
    if meeting.state != MeetingState.VOTING:
        raise VotingNotOpen if meeting.state == MeetingState.PLANNED else MeetingClosed
    is_there = meeting.attendances.filter(user=actor, is_present=True).exists()
    if not (actor.may("underwriting.vote") and is_there):
        raise NotAllowed
    if item.votes.filter(member=actor).exists():
        raise VotedBefore


@dataclass(frozen=True)
class Resolution:
    """How the outcome on one file is told: reasons, advice, conditions, why against the score."""

    reasons: tuple[str, ...] = ()
    reason_text: str = ""
    advice: str = ""
    conditions: str = ""
    override_reason: str = ""


@transaction.atomic(durable=True)
def close_meeting(
    *, meeting: Meeting, minutes: str, resolutions: dict[int, Resolution], actor: User, on: date
) -> Meeting:
    """Count the votes and decide every file; afterwards no vote changes.

    `resolutions` holds per agenda item what is told with its outcome.
    """
    meeting = locked_meeting(meeting)
    require_house(meeting, actor)
    transition(meeting, "close", actor=actor, on=on)
    meeting.minutes = minutes
    meeting.save(update_fields=["minutes"])

    for item in meeting.items.select_related("case__bank", "memo__score"):
        _conclude(item, resolutions.get(item.pk, Resolution()), actor=actor, on=on)

    close_votes(meeting, actor=actor, on=on)
    return meeting


def _conclude(item: AgendaItem, resolution: Resolution, *, actor: User, on: date) -> None:
    tally = tally_of(item)
    item.outcome = tally.outcome
    item.save(update_fields=["outcome"])
    case = Case.objects.select_related("borrower", "bank").locked().get(pk=item.case_id)
    if tally.outcome == "deferred":
        back_to_agenda(case, on=on)
        return
    text = resolution.reason_text or _("Decision of the committee in meeting %(number)s.") % {
        "number": item.meeting.number
    }
    decide(
        case=case,
        memo=item.memo,
        verdict=Verdict(
            is_positive=tally.outcome == "approved",
            reasons=resolution.reasons,
            reason_text=text,
            advice=resolution.advice,
            conditions=resolution.conditions,
            override_reason=resolution.override_reason,
        ),
        agenda_item=item,
        votes=[
            {"member": vote.member.display_name, "choice": vote.choice, "comment": vote.comment}
            for vote in tally.votes
        ],
        actor=actor,
        on=on,
    )
