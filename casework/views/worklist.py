"""My work: open tasks with their deadlines, handing them out, views worth keeping."""

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.forms import HandOverForm, SavedViewForm
from casework.models import Task
from casework.selectors import (
    PAUSED,
    UNASSIGNED,
    colleagues,
    days_waiting,
    deadline_state,
    due_today,
    load_per_person,
    newest_messages,
    open_tasks,
    overdue,
    saved_views,
    task_address,
    task_word,
    work_counts,
)
from casework.services.assigning import hand_out_tasks
from casework.views.asked import date_of, person_of
from parties.models import User
from screens import charts
from screens.filters import ChoiceFilter, ConditionFilter, state_choices
from screens.gates import gate, staff_only
from screens.lists import BoundList, Column, ListDefinition
from screens.parts import Tile


def worklist_definition(user: User, on: date) -> ListDefinition:
    """The worklist of one person on one day: one definition for page, badges and views."""
    return ListDefinition(
        name="worklist",
        title=_("My work"),
        columns=_columns(on),
        filters=[
            ConditionFilter("mine", _("Mine"), condition=lambda: Q(assignee=user)),
            ConditionFilter("unassigned", _("Not taken"), condition=lambda: UNASSIGNED),
            ConditionFilter("overdue", _("Overdue"), condition=lambda: overdue(on)),
            ConditionFilter("today", _("Due today"), condition=lambda: due_today(on)),
            ConditionFilter("paused", _("Waiting for others"), condition=lambda: PAUSED),
            ChoiceFilter("kind", _("Task"), choices=state_choices("task")),
            ChoiceFilter("stage", _("Stage"), "case__stage", choices=state_choices("stage")),
            ChoiceFilter("person", _("With"), "assignee", choices=lambda: _people(user)),
        ],
        default_order=("due_on", "pk"),
        search=("case__number", "case__borrower__name", "case__borrower__phone_tail"),
        search_label=_("Number, name or phone tail"),
    )


def _people(user: User) -> list[tuple[str, str]]:
    return [(str(one.pk), one.display_name) for one in colleagues(user)]


def _columns(on: date) -> list[Column]:
    return [
        Column("kind", _("Task"), value=_words, link=task_address),
        Column("case__number", _("Case"), order="case__number"),
        Column("case__borrower__name", _("Borrower"), order="case__borrower__sort_key"),
        Column("case__borrower__township", _("Township"), order="case__borrower__township"),
        Column("case__stage", _("Stage"), kind="state", states="stage", order="case__stage"),
        Column("amount", _("Amount"), "money", _amount, order="case__headline_amount"),
        Column("waiting", _("Days waiting"), "number", lambda t: days_waiting(t, on)),
        Column("due_on", pgettext_lazy("of a task", "Due on"), kind="date", order="due_on"),
        Column("deadline", _("Deadline"), "state", lambda t: _state(t, on), states="deadline"),
        Column("assignee", _("With"), value=_assignee, order="assignee__person__sort_key"),
    ]


def _words(task: Task) -> str:
    """What is to be done; without a case, on whom or what."""
    return task_word(task.kind) if task.case else f"{task_word(task.kind)} {task.detail}".strip()


def _amount(task: Task) -> object:
    return task.case.headline_amount if task.case else None


def _state(task: Task, on: date) -> str:
    return deadline_state(task.due_on, on=on, is_paused=task.paused_on is not None)


def _assignee(task: Task) -> str:
    return task.assignee.display_name if task.assignee else __("not taken")


@staff_only
def worklist(request: HttpRequest) -> HttpResponse:
    """What I have to do, oldest due first, with the counts that open their part."""
    user, on = person_of(request), date_of(request)
    bound = worklist_definition(user, on).bind(open_tasks(user), request.GET, path=request.path)
    values = {
        "list": bound,
        "tiles": _tiles(bound, user, on),
        "views": saved_views(user, "worklist"),
        "view_form": SavedViewForm(initial={"query": bound.saved_query}),
        "load": _load(user, on),
        "news": newest_messages(user),
        "may_assign": user.may("casework.assign_tasks"),
    }
    return render(request, "casework/worklist.html", values)


def _tiles(bound: BoundList, user: User, on: date) -> list[Tile]:
    counts = work_counts(user, on)
    path = reverse("worklist")
    return [
        Tile(_("All my work"), counts.all, path, icon="list-task"),
        Tile(_("Mine"), counts.mine, f"{path}?mine=1", icon="person"),
        Tile(_("Not taken"), counts.unassigned, f"{path}?unassigned=1", icon="inbox"),
        Tile(
            _("Due today"),
            counts.due_today,
            f"{path}?today=1",
            icon="clock",
            tone="warning" if counts.due_today else "",
        ),
        Tile(
            _("Overdue"),
            counts.overdue,
            f"{path}?overdue=1",
            icon="exclamation-triangle",
            tone="danger" if counts.overdue else "",
        ),
        Tile(_("Waiting for others"), counts.paused, f"{path}?paused=1", icon="hourglass-split"),
    ]


def _load(user: User, on: date) -> charts.Chart | None:
    """Bars of tasks per person for those who hand out work."""
    rows = load_per_person(user, on) if user.may("casework.assign_tasks") else []
    if not rows:
        return None
    names, running, late = zip(*rows, strict=True)
    series = [charts.Series(_("in time"), running), charts.Series(_("overdue"), late)]
    return charts.stacked(
        _("Who has how much work"), names, series, unit=_("tasks"), heading=_("With")
    )


@gate("casework.assign_tasks")
def task_assign(request: HttpRequest) -> HttpResponse:
    """Hand over the chosen tasks: first what will happen, then the result of each."""
    user, on = person_of(request), date_of(request)
    chosen = request.POST.getlist("selected") or request.GET.getlist("selected")
    tasks = open_tasks(user).filter(pk__in=[pk for pk in chosen if pk.isdigit()])
    form = HandOverForm(request.POST or None, people=colleagues(user), me=user)
    results = None
    if request.method == "POST" and form.is_valid():
        results = hand_out_tasks(
            tasks=list(tasks.values_list("pk", flat=True)),
            assignee=form.cleaned_data["assignee"],
            actor=user,
            on=on,
        )
    values = {"tasks": tasks, "form": form, "results": results, "back": reverse("worklist")}
    return render(request, "casework/task_assign.html", values)
