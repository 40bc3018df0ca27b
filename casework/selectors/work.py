"""Reads of the case file, limited to what the person may see, as of a business date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from casework.models import Case, Task
from parties.models import User
from screens.vocabulary import VOCABULARY

HEAD_ROLES = frozenset({"BMG", "CLD"})


def open_tasks(user: User) -> QuerySet[Task]:
    """Open tasks for the user's roles or person; heads see those of the whole organisation."""
    tasks = Task.objects.visible_to(user).open()
    if not user.roles & HEAD_ROLES:
        tasks = tasks.filter(Q(role__in=user.roles) | Q(assignee=user))
    return tasks.select_related(
        "case__borrower__township", "case__bank", "assignee__person", "organisation"
    )


def next_task(user: User, case: Case) -> Task | None:
    """What this user has to do next on a case: own work first, then what nobody has taken."""
    tasks = Task.objects.visible_to(user).open().filter(case=case, paused_on=None)
    mine = tasks.filter(Q(assignee=user) | Q(assignee=None, role__in=user.roles))
    return mine.order_by("due_on", "pk").first()


def colleagues(user: User, roles: Iterable[str] = ()) -> QuerySet[User]:
    """Active staff of the user's own organisation; with roles, those who hold one of them."""
    staff = User.objects.staff().filter(organisation=user.organisation_id)
    if roles:
        staff = staff.filter(grants__role__in=list(roles), grants__revoked_at=None)
    return staff.select_related("person").distinct().order_by("person__sort_key", "pk")


def task_address(task: Task) -> str:
    """Where the work of a task is done; the case when that page does not exist."""
    arguments = [task.link_argument] if task.link_argument else []
    try:
        return reverse(task.link_name, args=arguments)
    except NoReverseMatch:
        return reverse("case_overview", args=[task.case.number]) if task.case else ""


def task_word(kind: str) -> str:
    """The words for a kind of task; one without words is shown as it is written."""
    known = VOCABULARY["task"].get(kind)
    return str(known.word) if known else kind.replace("_", " ")


def overdue(on: date) -> Q:
    """Tasks past their date whose clock runs."""
    return Q(due_on__lt=on, paused_on=None)


def due_today(on: date) -> Q:
    """Tasks that end today."""
    return Q(due_on=on, paused_on=None)


PAUSED = ~Q(paused_on=None)
UNASSIGNED = Q(assignee=None)


def deadline_state(due_on: date | None, *, on: date, is_paused: bool = False) -> str:
    """The state of a deadline in the vocabulary `deadline`."""
    if is_paused:
        return "paused"
    if due_on is None:
        return "none"
    if due_on < on:
        return "overdue"
    return "due_soon" if due_on == on else "in_time"


def days_waiting(task: Task, on: date) -> int:
    """Days since a task was opened, without those its clock stood still."""
    until = task.paused_on or on
    return max((until - task.opened_on).days - task.paused_days, 0)


@dataclass(frozen=True)
class WorkCounts:
    """How much work there is: the numbers on the badges of the worklist."""

    all: int
    mine: int
    unassigned: int
    due_today: int
    overdue: int
    paused: int


def work_counts(user: User, on: date) -> WorkCounts:
    """The badges, counted with the conditions of the filters they open."""
    return WorkCounts(
        **open_tasks(user).aggregate(
            all=Count("pk"),
            mine=Count("pk", filter=Q(assignee=user)),
            unassigned=Count("pk", filter=UNASSIGNED),
            due_today=Count("pk", filter=due_today(on)),
            overdue=Count("pk", filter=overdue(on)),
            paused=Count("pk", filter=PAUSED),
        )
    )


def load_per_person(user: User, on: date) -> list[tuple[str, int, int]]:
    """Name, tasks in time and overdue tasks of everyone in the own organisation who has some."""
    tasks = Task.objects.visible_to(user).open().exclude(assignee=None)
    rows = (
        tasks.values("assignee__person__name", "assignee__person__sort_key", "assignee")
        .annotate(total=Count("pk"), late=Count("pk", filter=overdue(on)))
        .order_by("-total", "assignee__person__sort_key")
    )
    return [
        (row["assignee__person__name"], row["total"] - row["late"], row["late"]) for row in rows
    ]
