"""Reads of the committee: who sits in it, who may not vote, what waits for a meeting."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from applications.selectors import sealed_answer
from applications.states import ApplicationState
from casework.models import Case, Task
from parties.fields import blind_index
from parties.models import Organisation, User
from underwriting.models import (
    AgendaItem,
    Committee,
    DeclaredRelation,
    Meeting,
    Membership,
    Memo,
    Vote,
)
from underwriting.rules import outcome_of
from underwriting.states import MeetingState, MemoState

RELATED_NAMES = (("household", "spouse_name"), ("guarantee", "surety_name"))
RELATED_ANSWERS = (("household", "spouse_id_number"), ("guarantee", "surety_id_number"))


def committee_of(bank: Organisation | None, on: date) -> Committee | None:
    """The committee of a bank that is in office on a day."""
    found = Committee.objects.filter(bank=bank, from_on__lte=on).filter(
        Q(until_on=None) | Q(until_on__gt=on)
    )
    return found.order_by("-from_on", "-pk").first()


def active_members(committee: Committee, on: date) -> QuerySet[User]:
    """Everybody who may be called to a meeting on a day, alternates too."""
    return (
        User.objects.staff()
        .filter(
            Q(memberships__until_on=None) | Q(memberships__until_on__gte=on),
            memberships__committee=committee,
            memberships__from_on__lte=on,
        )
        .select_related("person")
        .order_by("memberships__pk")
    )


def possible_members(bank: Organisation) -> QuerySet[User]:
    """Staff of a bank who hold the role of a committee member."""
    members = User.objects.staff().holding("COM").filter(organisation=bank)
    return members.select_related("person").order_by("person__sort_key", "pk")


def people_of_case(case: Case) -> set[str]:
    """Keyed hashes of the identity numbers of borrower, spouse and surety."""
    application = Application.objects.get(case=case)
    numbers = [sealed_answer(application, step, code) for step, code in RELATED_ANSWERS]
    related = {blind_index(number, purpose="id") for number in numbers if number}
    return {index for index in {case.borrower.id_index, *related} if index}


def prepared_by(case: Case) -> set[int]:
    """Users who prepared the file: memo, opinions and visits."""
    users = set(case.memos.values_list("author", flat=True))
    users |= set(case.memos.values_list("edited_by", flat=True))
    users |= set(case.opinions.values_list("author", flat=True))
    for first, second in case.site_visits.values_list("first_visitor", "second_visitor"):
        users |= {first, second}
    return {user for user in users if user}


@dataclass(frozen=True)
class Concerned:
    """Whom a file concerns: its people by keyed hash, and who prepared it."""

    people: set[str]
    preparers: set[int]


def concerned_by(case: Case) -> Concerned:
    """Read once, asked for every member."""
    return Concerned(people_of_case(case), prepared_by(case))


def conflict_with(case: Case, user: User, *, concerned: Concerned | None = None) -> str:
    """Why somebody may not decide on a file, as a sentence; empty when nobody objects."""
    concerned = concerned or concerned_by(case)
    people = concerned.people
    if user.person_id == case.borrower_id or (user.person and user.person.id_index in people):
        return _("it is your own case.")
    relation = user.relations.filter(id_index__in=people, ended_on=None).first()
    if relation:
        return _("you declared a relation (%(kind)s) to %(person)s.") % {
            "kind": relation.get_kind_display(),
            "person": relation.name,
        }
    if user.pk in concerned.preparers:
        return _("you took part in preparing the file.")
    return ""


def conflict_of(item: AgendaItem, user: User, *, concerned: Concerned | None = None) -> str:
    """As `conflict_with`, and what the member declared in the meeting itself."""
    found = conflict_with(item.case, user, concerned=concerned)
    if found:
        return found
    declared = item.votes.filter(member=user, choice=Vote.Choice.CONFLICT).exists()
    return _("you declared a conflict of interest.") if declared else ""


def voters_of(item: AgendaItem) -> list[User]:
    """Who votes on a file: members present without a conflict; alternates in the empty seats."""
    meeting, concerned = item.meeting, concerned_by(item.case)
    parts = dict(meeting.committee.memberships.values_list("user", "part"))
    present = meeting.attendances.filter(is_present=True).select_related("user__person")
    called = [row.user for row in present.order_by("pk")]
    users = [user for user in called if not conflict_of(item, user, concerned=concerned)]
    regular = [user for user in users if parts[user.pk] != Membership.Part.ALTERNATE]
    alternates = [user for user in users if parts[user.pk] == Membership.Part.ALTERNATE]
    seats = sum(part != Membership.Part.ALTERNATE for part in parts.values())
    return regular + alternates[: seats - len(regular)]


@dataclass(frozen=True)
class Tally:
    """How the voting on a file stands."""

    voters: list[User]
    votes: list[Vote]
    outcome: str

    @property
    def waiting(self) -> list[User]:
        """Who has not voted yet."""
        done = {vote.member_id for vote in self.votes}
        return [user for user in self.voters if user.pk not in done]


def tally_of(item: AgendaItem) -> Tally:
    """The votes on a file and what they come to under the committee's rule."""
    committee = item.meeting.committee
    voters = voters_of(item)
    votes = list(item.votes.select_related("member__person"))
    outcome = outcome_of(
        [vote.choice for vote in votes],
        voters=len(voters),
        quorum=committee.quorum,
        majority=committee.majority,
    )
    return Tally(voters, votes, outcome)


def files_for_meeting(user: User) -> QuerySet[Memo]:
    """Frozen memos of files that wait for a meeting of the user's bank."""
    waiting = Task.objects.open().filter(kind="put_on_agenda")
    return (
        Memo.objects.filter(
            case__in=waiting.values("case"),
            case__bank=user.organisation_id,
            state=MemoState.FROZEN,
            case__application__state__in=[
                ApplicationState.EVALUATED,
                ApplicationState.IN_DECISION,
            ],
        )
        .exclude(case__agenda_items__meeting__state__in=[MeetingState.PLANNED, MeetingState.VOTING])
        .select_related("case__borrower", "score")
        .order_by("frozen_at")
    )


def cases_ready(user: User, numbers: list[str]) -> list[Case]:
    """The files of these numbers that wait for a meeting of the user's bank."""
    memos = files_for_meeting(user).filter(case__number__in=numbers)
    return [memo.case for memo in memos]


def meetings_of(user: User) -> QuerySet[Meeting]:
    """Meetings of the user's bank; members see those they were called to."""
    meetings = Meeting.objects.select_related("committee__bank", "convened_by__person")
    if "AUD" in user.roles:
        return meetings
    own = meetings.filter(committee__bank=user.organisation_id)
    if user.may("underwriting.convene_meeting"):
        return own
    return own.filter(attendances__user=user).distinct()


def committees_of(user: User) -> QuerySet[Committee]:
    """Committees this user may know of, the newest first: all for auditors, else the own bank's."""
    found = Committee.objects.select_related("bank", "set_up_by__person").order_by(
        "-from_on", "-pk"
    )
    found = found.prefetch_related("memberships__user__person")
    return found if "AUD" in user.roles else found.filter(bank=user.organisation_id)


def relations_of(user: User) -> QuerySet[DeclaredRelation]:
    """What a member has declared, open relations first."""
    return DeclaredRelation.objects.filter(user=user).order_by(
        F("ended_on").asc(nulls_first=True), "-pk"
    )


@dataclass(frozen=True)
class Seat:
    """Somebody who was called to a meeting."""

    user: User
    part_word: str
    is_present: bool


def seats_of(meeting: Meeting) -> list[Seat]:
    """Who was called to a meeting, with part and presence."""
    memberships = meeting.committee.memberships.all()
    parts = {seat.user_id: seat.get_part_display() for seat in memberships}
    rows = meeting.attendances.select_related("user__person").order_by("pk")
    return [Seat(row.user, parts[row.user_id], row.is_present) for row in rows]


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    """The files of a meeting in order."""
    return meeting.items.select_related(
        "meeting__committee__bank",
        "case__borrower",
        "case__bank",
        "memo__score__scorecard",
        "memo__author__person",
    )


def item_of(meeting: Meeting, position: int) -> AgendaItem | None:
    """One file of a meeting."""
    return items_of(meeting).filter(position=position).first()


@dataclass(frozen=True)
class Related:
    """A person of the file, and which members declared to be close to him or her."""

    part: str
    name: str
    ties: list[str]


def people_map(item: AgendaItem) -> list[Related]:
    """The people of a file with the ties the members of the meeting declared."""
    application = Application.objects.get(case=item.case)
    people = [(_("Borrower"), item.case.borrower.name, item.case.borrower.id_index)]
    for (step, code), (_step, name), word in zip(
        RELATED_ANSWERS, RELATED_NAMES, (_("Spouse"), _("Surety")), strict=True
    ):
        number = sealed_answer(application, step, code)
        if number:
            index = blind_index(number, purpose="id")
            people.append((word, sealed_answer(application, step, name), index))
    return [Related(part, name, _ties(item, index)) for part, name, index in people]


def _ties(item: AgendaItem, index: str) -> list[str]:
    called = item.meeting.attendances.values("user")
    relations = DeclaredRelation.objects.filter(id_index=index, ended_on=None, user__in=called)
    return [
        f"{relation.user.display_name}: {relation.get_kind_display()}"
        for relation in relations.select_related("user__person")
    ]
