"""Reads of the committee: who sits in it, who may not vote, what waits for a meeting."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from applications.selectors import sealed_answer
from applications.states import ApplicationState
from casework.models import Case
from parties.fields import blind_index
from parties.models import Organisation, Person, User
from underwriting.models import AgendaItem, Committee, Meeting, Memo
from underwriting.states import MeetingState, MemoState

RELATED_ANSWERS = (("household", "spouse_id_number"), ("guarantee", "surety_id_number"))


def committee_of(bank: Organisation | None, on: date) -> Committee | None:
    """The committee of a bank that is in office on a day."""
    found = Committee.objects.filter(bank=bank, from_on__lte=on).filter(
        Q(until_on=None) | Q(until_on__gt=on)
    )
    return found.order_by("-from_on", "-pk").first()


def active_members(committee: Committee, on: date) -> QuerySet[User]:
    """Everybody who may be called to a meeting on a day, alternates too."""
    return User.objects.staff().filter(
        Q(memberships__until_on=None) | Q(memberships__until_on__gte=on),
        memberships__committee=committee,
        memberships__from_on__lte=on,
    )


def people_of_case(case: Case) -> QuerySet[Person]:
    """The borrower, the spouse and the surety, as far as the program knows them."""
    application = Application.objects.get(case=case)
    numbers = [sealed_answer(application, step, code) for step, code in RELATED_ANSWERS]
    indexes = [blind_index(number, purpose="id") for number in numbers if number]
    return Person.objects.filter(Q(pk=case.borrower_id) | Q(id_index__in=indexes))


def prepared_by(case: Case) -> set[int]:
    """Users who prepared the file: memo, opinions and visits."""
    users = set(case.memos.values_list("author", flat=True))
    users |= set(case.memos.values_list("edited_by", flat=True))
    users |= set(case.opinions.values_list("author", flat=True))
    for first, second in case.site_visits.values_list("first_visitor", "second_visitor"):
        users |= {first, second}
    return {user for user in users if user}


def conflict_of(item: AgendaItem, user: User) -> str:
    """Why a member may not vote on a file, as a sentence; empty when nothing stands against it."""
    people = set(people_of_case(item.case).values_list("pk", flat=True))
    if user.person_id in people:
        return _("it is your own case.")
    relation = user.relations.filter(person__in=people).select_related("person").first()
    if relation:
        return _("you declared a relation (%(kind)s) to %(person)s.") % {
            "kind": relation.get_kind_display(),
            "person": relation.person.name,
        }
    if user.pk in prepared_by(item.case):
        return _("you took part in preparing the file.")
    declared = item.votes.filter(member=user, choice="conflict").exists()
    return _("you declared a conflict of interest.") if declared else ""


def files_for_meeting(user: User) -> QuerySet[Memo]:
    """Frozen memos of files that wait for a meeting of the user's bank."""
    return (
        Memo.objects.filter(
            case__in=Case.objects.visible_to(user),
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


def meetings_of(user: User) -> QuerySet[Meeting]:
    """Meetings of the user's bank; members see those they were called to."""
    meetings = Meeting.objects.select_related("committee__bank", "convened_by__person")
    if "AUD" in user.roles:
        return meetings
    own = meetings.filter(committee__bank=user.organisation_id)
    if user.may("underwriting.convene_meeting"):
        return own
    return own.filter(attendances__user=user).distinct()
