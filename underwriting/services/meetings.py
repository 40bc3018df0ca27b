"""Meetings are called together over files that are ready, or given up."""

from datetime import date

from django.db import connection, transaction

from applications.states import ApplicationState
from casework.models import Case
from casework.services import close_task, grant_view, next_number, open_task, transition
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from underwriting.errors import NoFilesChosen, NotReadyForMeeting
from underwriting.models import AgendaItem, Committee, Meeting
from underwriting.selectors import application_of, is_on_agenda, latest_memo
from underwriting.selectors.committee import active_members
from underwriting.states import MemoState


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
    if not locked:
        raise NoFilesChosen
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
    if case.bank_id != committee.bank_id or memo is None or memo.state != MemoState.FROZEN:
        raise NotReadyForMeeting(number=case.number)
    if application_of(case).state not in ready or is_on_agenda(case):
        raise NotReadyForMeeting(number=case.number)


def _put_on_agenda(
    meeting: Meeting, case: Case, position: int, *, actor: User, on: date
) -> AgendaItem:
    transition(application_of(case), "put_to_decision", actor=actor, on=on)
    close_task("put_on_agenda", subject=case, actor=actor, on=on, result=meeting.number)
    memo = latest_memo(case)
    assert memo
    return meeting.items.create(case=case, memo=memo, position=position)


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


@transaction.atomic(durable=True)
def cancel_meeting(*, meeting: Meeting, reason: str, actor: User, on: date) -> Meeting:
    """Give a planned meeting up; its files wait for the next one."""
    meeting = locked_meeting(meeting)
    require_house(meeting, actor)
    transition(meeting, "cancel", actor=actor, on=on, reason=reason)
    for item in meeting.items.select_related("case__bank"):
        back_to_agenda(item.case, on=on)
    close_votes(meeting, actor=actor, on=on)
    return meeting


def locked_meeting(meeting: Meeting) -> Meeting:
    """The meeting under its lock: the lock of presence, votes and closing."""
    assert connection.in_atomic_block
    found = Meeting.objects.select_for_update(of=("self",)).select_related("committee__bank")
    return found.get(pk=meeting.pk)


def require_house(meeting: Meeting, actor: User) -> None:
    """Only the bank of the committee runs its meetings."""
    if actor.organisation_id != meeting.committee.bank_id:
        raise NotAllowed


def back_to_agenda(case: Case, *, on: date) -> None:
    """The file waits for a meeting again."""
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


def close_votes(meeting: Meeting, *, actor: User, on: date) -> None:
    """Nobody is asked for a vote any more."""
    for attendance in meeting.attendances.all():
        close_task("vote", subject=attendance, actor=actor, on=on, result=meeting.state)
