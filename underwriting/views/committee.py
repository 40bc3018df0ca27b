"""The committee: who sits in it, what ties its members, its meetings and their files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.views.asked import date_of, person_of
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from screens.wording import day
from underwriting.forms.committee import CommitteeForm, MeetingForm, RelationForm
from underwriting.forms.memo import ReasonForm
from underwriting.models import Committee, DeclaredRelation, Meeting
from underwriting.selectors.committee import (
    cases_ready,
    committee_of,
    committees_of,
    files_for_meeting,
    meetings_of,
    possible_members,
    relations_of,
)
from underwriting.services.committee_setup import (
    Rules,
    declare_relation,
    end_relation,
    set_up_committee,
)
from underwriting.services.meetings import cancel_meeting, convene_meeting


@gate("underwriting.view_committee")
def committee_setup(request: HttpRequest) -> HttpResponse:
    """The committee in office with its rules; the manager sets up the next one."""
    user, on = person_of(request), date_of(request)
    committee = committee_of(user.organisation, on)
    form = _committee_form(request, committee) if _may_set_up(request) else None
    if form and request.method == "POST" and form.is_valid() and _was_set_up(request, form):
        messages.success(request, _("The committee is set up."))
        return redirect("committee_setup")
    context = {
        "committee": committee,
        "committees": committees_of(user),
        "form": form,
        "on": on,
    }
    return render(request, "underwriting/committee_setup.html", context)


def _may_set_up(request: HttpRequest) -> bool:
    user = person_of(request)
    return user.may("underwriting.manage_committee") and user.is_bank_staff


def _committee_form(request: HttpRequest, committee: Committee | None) -> CommitteeForm:
    bank = person_of(request).organisation
    assert bank
    initial: dict[str, Any] = {"from_on": date_of(request)}
    if committee:
        initial |= {
            "name": committee.name,
            "quorum": committee.quorum,
            "majority": committee.majority,
        }
        seats = committee.memberships.values_list("user", "part")
        initial |= {f"part_{user}": part for user, part in seats}
    people = possible_members(bank)
    return CommitteeForm(request.POST or None, people=people, initial=initial)


def _was_set_up(request: HttpRequest, form: CommitteeForm) -> bool:
    data, user = form.cleaned_data, person_of(request)
    assert user.organisation
    try:
        set_up_committee(
            bank=user.organisation,
            name=data["name"],
            rules=Rules(data["quorum"], data["majority"]),
            members=form.members,
            from_on=data["from_on"],
            until_on=data["until_on"],
            actor=user,
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(form, error)
        return False
    return True


@gate("underwriting.vote")
def my_relations(request: HttpRequest) -> HttpResponse:
    """People a member is close to; declared once, they block votes by themselves."""
    form = RelationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_relation(user=person_of(request), on=date_of(request), **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The relation is declared."))
            return redirect("my_relations")
    context = {"form": form, "relations": relations_of(person_of(request))}
    return render(request, "underwriting/my_relations.html", context)


@require_POST
@gate("underwriting.vote")
def relation_end(request: HttpRequest, key: int) -> HttpResponse:
    """A relation exists no more."""
    relation: DeclaredRelation = get_object_or_404(relations_of(person_of(request)), pk=key)
    try:
        end_relation(relation=relation, user=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The relation is ended; it stays on record."))
    return redirect("my_relations")


@gate("underwriting.view_committee")
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Files that wait for a meeting, the form that calls one, and all meetings."""
    user = person_of(request)
    may_convene = user.may("underwriting.convene_meeting") and user.is_bank_staff
    ready = files_for_meeting(user) if may_convene else []
    context = {
        "ready": ready,
        "may_convene": may_convene,
        "is_member": user.may("underwriting.vote"),
        "meetings": meetings_of(user),
        "committee": committee_of(user.organisation, date_of(request)),
    }
    return render(request, "underwriting/meeting_list.html", context)


@gate("underwriting.convene_meeting")
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Call a meeting over the files chosen on the list."""
    user, on = person_of(request), date_of(request)
    committee = committee_of(user.organisation, on)
    if committee is None:
        messages.error(request, _("Set up the committee first."))
        return redirect("committee_setup")
    ready = list(files_for_meeting(user))
    chosen = request.GET.getlist("file") or [memo.case.number for memo in ready]
    initial = {"chosen": chosen, "held_on": on, "form": Meeting.Form.IN_PERSON}
    form = MeetingForm(request.POST or None, ready=ready, initial=initial)
    if request.method == "POST" and form.is_valid():
        meeting = _convened(request, form, committee)
        if meeting:
            return redirect("meeting", meeting.number)
    context = {"form": form, "ready": ready, "committee": committee}
    return render(request, "underwriting/meeting_new.html", context)


def _convened(request: HttpRequest, form: MeetingForm, committee: Committee) -> Meeting | None:
    data, user = form.cleaned_data, person_of(request)
    cases = cases_ready(user, data.pop("chosen"))
    try:
        meeting = convene_meeting(
            committee=committee, cases=cases, actor=user, on=date_of(request), **data
        )
    except RuleViolation as error:
        refused(form, error)
        return None
    messages.success(request, _("The members are called; each finds the files under My work."))
    return meeting


def meeting_of(request: HttpRequest, number: str) -> Meeting:
    """A meeting this account may know of."""
    found: Meeting = get_object_or_404(meetings_of(person_of(request)), number=number)
    return found


def meeting_facts(meeting: Meeting) -> list[Fact]:
    """When, where, by whom, under which rules."""
    committee = meeting.committee
    return [
        Fact(_("Committee"), f"{committee.name}, {committee.bank}"),
        Fact(_("Day"), day(meeting.held_on)),
        Fact(_("Held"), f"{meeting.get_form_display()} {meeting.place}"),
        Fact(_("Called by"), meeting.convened_by.display_name),
        Fact(_("Rules of voting"), committee.rules_in_words),
    ]


@gate("underwriting.convene_meeting")
def meeting_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Give a planned meeting up, with the reason."""
    meeting = meeting_of(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            cancel_meeting(
                meeting=meeting, reason=reason, actor=person_of(request), on=date_of(request)
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The meeting is cancelled; its files wait again."))
            return redirect("meeting_list")
    return confirmation(
        request,
        question=_("Cancel meeting %(number)s?") % {"number": number},
        act=_("Cancel the meeting"),
        back_url=reverse("meeting", args=[number]),
        facts=meeting_facts(meeting),
        danger=True,
        form=form,
    )
