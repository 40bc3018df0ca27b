"""One meeting: agenda, presence, packs, votes, closing, prints."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from casework.views.asked import date_of, person_of
from parties.models import User
from policy.selectors import programme_profile
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.paper import render_pdf
from screens.parts import Action
from underwriting.forms.committee import MinutesForm, PresenceForm, ResolutionForm, VoteForm
from underwriting.models import AgendaItem, Meeting
from underwriting.selectors import paper_names
from underwriting.selectors.committee import (
    conflict_of,
    item_of,
    items_of,
    people_map,
    seats_of,
    tally_of,
)
from underwriting.selectors.decisions import decision_reasons
from underwriting.services.committee import (
    cast_vote,
    close_meeting,
    mark_read,
    open_voting,
    record_presence,
)
from underwriting.views.committee import meeting_facts, meeting_of
from underwriting.views.memo import proposal_facts, sections_of


@gate("underwriting.view_committee")
def meeting(request: HttpRequest, number: str) -> HttpResponse:
    """Agenda with unread marks, presence, how the votes stand, and the next step."""
    found, user = meeting_of(request, number), person_of(request)
    called = seats_of(found)
    context = {
        "meeting": found,
        "facts": meeting_facts(found),
        "lines": [_line(item, user) for item in items_of(found)],
        "is_member": user.may("underwriting.vote"),
        "called": called,
        "present_count": sum(seat.is_present for seat in called),
        "presence": _presence_form(request, found),
        "actions": _actions(found, user),
    }
    return render(request, "underwriting/meeting.html", context)


def _line(item: AgendaItem, user: User) -> dict[str, Any]:
    tally = tally_of(item)
    mine = next((vote for vote in tally.votes if vote.member_id == user.pk), None)
    return {
        "item": item,
        "tally": tally,
        "mine": mine,
        "is_read": item.reads.filter(user=user).exists(),
        "conflict": conflict_of(item, user) if user.may("underwriting.vote") else "",
        "decision": item.decisions.first(),
    }


def _actions(found: Meeting, user: User) -> list[Action]:
    number, events = found.number, possible_events(found, actor=user)
    if user.organisation_id != found.committee.bank_id:
        events = []
    wanted = [
        ("open_voting", _("Open the voting"), "meeting_open", "check-lg", "post", ""),
        ("close", _("Close with minutes"), "meeting_close", "check-circle", "get", ""),
        ("cancel", _("Cancel the meeting"), "meeting_cancel", "x-lg", "get", "danger"),
    ]
    return [
        Action(label, reverse(name, args=[number]), icon, method=method, tone=tone)
        for event, label, name, icon, method, tone in wanted
        if event in events
    ]


def _presence_form(request: HttpRequest, found: Meeting) -> PresenceForm | None:
    user = person_of(request)
    is_ours = found.committee.bank_id == user.organisation_id
    if not (found.is_open and is_ours and user.may("underwriting.convene_meeting")):
        return None
    called = seats_of(found)
    return PresenceForm(
        request.POST if request.method == "POST" else None,
        called=[(seat.user, seat.part_word) for seat in called],
        initial={"present": [str(seat.user.pk) for seat in called if seat.is_present]},
    )


@require_POST
@gate("underwriting.convene_meeting")
def meeting_presence(request: HttpRequest, number: str) -> HttpResponse:
    """Write down who is there."""
    found = meeting_of(request, number)
    form = _presence_form(request, found)
    if form is None or not form.is_valid():
        return redirect("meeting", number)
    try:
        record_presence(
            meeting=found,
            present=form.users_present,
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Presence is written down."))
    return redirect("meeting", number)


@require_POST
@gate("underwriting.convene_meeting")
def meeting_open(request: HttpRequest, number: str) -> HttpResponse:
    """Open the voting; refused without the quorum."""
    try:
        open_voting(
            meeting=meeting_of(request, number), actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("Voting is open."))
    return redirect("meeting", number)


@gate("underwriting.view_committee")
def meeting_file(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """The pack of one file: memo, score, papers, people; and the member's vote."""
    found, user = meeting_of(request, number), person_of(request)
    item = item_of(found, position)
    if item is None:
        raise Http404
    if user.may("underwriting.vote"):
        mark_read(item=item, user=user)
    form = VoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _has_voted(request, form, item):
        messages.success(request, _("Your vote is recorded."))
        return redirect("meeting", number)
    return render(request, "underwriting/meeting_file.html", _pack(item, user, form))


def _has_voted(request: HttpRequest, form: VoteForm, item: AgendaItem) -> bool:
    try:
        cast_vote(item=item, actor=person_of(request), on=date_of(request), **form.cleaned_data)
    except RuleViolation as error:
        refused(form, error)
        return False
    return True


def _pack(item: AgendaItem, user: User, form: VoteForm) -> dict[str, Any]:
    line = _line(item, user)
    may_vote = user.may("underwriting.vote") and user in line["tally"].voters
    return {
        **line,
        "meeting": item.meeting,
        "is_member": user.may("underwriting.vote"),
        "case": item.case,
        "memo": item.memo,
        "proposal": proposal_facts(item.memo),
        "sections": sections_of(item.memo),
        "people": people_map(item),
        "papers": sorted(paper_names(item.case).values()),
        "form": form if may_vote and item.meeting.is_voting and not line["mine"] else None,
        "next": item_of(item.meeting, item.position + 1),
    }


@gate("underwriting.approve")
def meeting_close(request: HttpRequest, number: str) -> HttpResponse:
    """Minutes, and per file what is told with its outcome; afterwards nothing changes."""
    found = meeting_of(request, number)
    if "close" not in possible_events(found, actor=person_of(request)):
        return redirect("meeting", number)
    minutes = MinutesForm(request.POST or None, initial={"minutes": _minutes_draft(found)})
    reasons = decision_reasons(date_of(request))
    forms = [
        ResolutionForm(request.POST or None, item=item, tally=tally_of(item), reasons=reasons)
        for item in items_of(found)
    ]
    is_sent = request.method == "POST" and all([minutes.is_valid(), *[f.is_valid() for f in forms]])
    if is_sent and _is_closed(request, found, minutes=minutes, forms=forms):
        messages.success(request, _("The meeting is closed and every file is decided."))
        return redirect("meeting", number)
    context = {"meeting": found, "minutes": minutes, "forms": forms}
    return render(request, "underwriting/meeting_close.html", context)


def _minutes_draft(found: Meeting) -> str:
    seats = seats_of(found)
    present = _(", ").join(seat.user.display_name for seat in seats if seat.is_present)
    absent = _(", ").join(seat.user.display_name for seat in seats if not seat.is_present)
    return _("Present: %(present)s. Absent: %(absent)s.") % {
        "present": present,
        "absent": absent or _("no one"),
    }


def _is_closed(
    request: HttpRequest, found: Meeting, *, minutes: MinutesForm, forms: list[ResolutionForm]
) -> bool:
    try:
        close_meeting(
            meeting=found,
            minutes=minutes.cleaned_data["minutes"],
            resolutions={form.item.pk: form.resolution for form in forms},
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(minutes, error)
        return False
    return True


@gate("underwriting.view_committee")
def meeting_agenda(request: HttpRequest, number: str) -> HttpResponseBase:
    """The agenda as paper."""
    return _print(request, number, name="agenda")


@gate("underwriting.view_committee")
def meeting_minutes(request: HttpRequest, number: str) -> HttpResponseBase:
    """The minutes as paper, with every vote."""
    return _print(request, number, name="minutes")


def _print(request: HttpRequest, number: str, *, name: str) -> HttpResponseBase:
    found, user = meeting_of(request, number), person_of(request)
    context = {
        "meeting": found,
        "facts": meeting_facts(found),
        "lines": [_line(item, user) for item in items_of(found)],
        "called": seats_of(found),
        "programme": programme_profile(date_of(request)),
    }
    content = render_pdf(f"underwriting/meeting_{name}_paper.html", context)
    return download(
        content, filename=f"{number}-{name}.pdf", content_type="application/pdf", inline=True
    )
