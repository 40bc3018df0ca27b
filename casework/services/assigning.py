"""Handing out work: taking, handing over and freeing tasks, one result and one entry each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from casework.errors import NotThatRole, TaskDone
from casework.models import Task
from casework.services.tasks import assign_task
from parties.errors import NotAllowed
from parties.models import User
from screens.errors import RuleViolation


@dataclass(frozen=True)
class Handing:
    """What became of one task: the refusal, or nothing when it was handed over."""

    task: Task
    refusal: RuleViolation | None = None


def hand_out_tasks(
    *, tasks: Sequence[int], assignee: User | None, actor: User, on: date
) -> list[Handing]:
    """Give tasks to a colleague, or free them; a refused one does not stop the rest."""
    return [_handed(pk, assignee, actor=actor, on=on) for pk in tasks]


def _handed(pk: int, assignee: User | None, *, actor: User, on: date) -> Handing:
    task = Task.objects.visible_to(actor).select_related("case__borrower").get(pk=pk)
    try:
        return Handing(hand_over(task=task, assignee=assignee, actor=actor, on=on))
    except RuleViolation as refusal:
        return Handing(task, refusal)


@transaction.atomic
def hand_over(*, task: Task, assignee: User | None, actor: User, on: date) -> Task:
    """Give one open task to a colleague who holds its role; without one it is free again."""
    task = Task.objects.locked().select_related("case__borrower").get(pk=task.pk)
    if not actor.may("casework.assign_tasks"):
        raise NotAllowed
    if task.done_at:
        raise TaskDone(by=task.done_by)
    if assignee and task.role not in assignee.roles:
        raise NotThatRole(name=assignee)

    assign_task(task, assignee=assignee, actor=actor, on=on)
    return task
