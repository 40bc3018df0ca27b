"""One case: overview and history."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from casework.models import Case, Task
from casework.selectors import (
    KINDS,
    CaseEvent,
    case_events,
    case_tasks,
    deadline_state,
    next_task,
    task_address,
    task_word,
    visible_cases,
)
from casework.views.asked import date_of, person_of
from screens.gates import gate
from screens.parts import Action, Fact, TimelineEntry
from screens.vocabulary import word
from screens.wording import day, mask_id, mask_phone, yuan

ICONS = {"step": "flag", "paper": "file-earmark-text", "work": "people", "other": "circle-fill"}
OVERVIEW_EVENTS = 15


@gate("casework.view_case")
def case_overview(request: HttpRequest, number: str) -> HttpResponse:
    """The case in thirty seconds: facts, my next step, open work, contact, what happened."""
    user, on = person_of(request), date_of(request)
    case = get_object_or_404(visible_cases(user), number=number)
    task = next_task(user, case)
    events = case_events(user, case)
    values = {
        "case": case,
        "tab": "case_overview",
        "facts": _facts(case),
        "contact": _contact(case),
        "next": Action(task_word(task.kind), task_address(task)) if task else None,
        "tasks": [(one, task_address(one), _state(one, on)) for one in case_tasks(user, case)],
        "may_assign": user.may("casework.assign_tasks"),
        "entries": [_entry(event) for event in events[:OVERVIEW_EVENTS]],
    }
    return render(request, "casework/case_overview.html", values)


def _state(task: Task, on: date) -> str:
    return deadline_state(task.due_on, on=on, is_paused=task.paused_on is not None)


def _facts(case: Case) -> list[Fact]:
    person = case.borrower
    return [
        Fact(_("Borrower"), person.name),
        Fact(_("ID number"), mask_id(person.id_number) if person.id_number else ""),
        Fact(_("Mobile phone"), mask_phone(person.phone) if person.phone else ""),
        Fact(_("Township"), person.township or ""),
        Fact(_("Amount"), yuan(case.headline_amount)),
        Fact(_("Came by"), word("source", case.source)),
        Fact(_("Opened"), day(case.opened_on)),
        Fact(_("In this stage since"), day(case.stage_since_on)),
    ]


def _contact(case: Case) -> list[Fact]:
    if case.contact is None:
        return []
    house = case.contact.organisation
    return [
        Fact(_("Contact"), case.contact.display_name),
        Fact(_("Organisation"), house or ""),
        Fact(_("Phone"), house.phone if house else ""),
    ]


def _entry(event: CaseEvent) -> TimelineEntry:
    return TimelineEntry(
        title=event.title,
        at=event.on,
        who=_("the system") if event.by_system else event.who,
        text=event.text,
        icon=ICONS[event.kind],
        tone="progress" if event.kind == "step" else "neutral",
        quiet=event.by_system or event.kind == "other",
        url=event.url,
        pictures=event.pictures,
    )


@gate("casework.view_case")
def case_history(request: HttpRequest, number: str) -> HttpResponse:
    """Every step and act on record, by kind and person."""
    user = person_of(request)
    case = get_object_or_404(visible_cases(user), number=number)
    kind, who = request.GET.get("kind", ""), request.GET.get("who", "").strip()
    events = case_events(user, case, kind=kind if kind in KINDS else "", who=who)
    values = {
        "case": case,
        "tab": "case_history",
        "kinds": KINDS.items(),
        "kind": kind,
        "who": who,
        "entries": [_entry(event) for event in events],
    }
    return render(request, "casework/case_history.html", values)
