"""Tasks: opened by the step before, closed by the step itself, paused while others act."""

from datetime import date, timedelta

from django.db import connection, models
from django.db.models import F
from django.db.models.functions import Now

from casework.models import Case, Task
from parties.errors import NotAllowed
from parties.models import Organisation, User
from parties.services.audit import record_act


def open_task(
    kind: str,
    *,
    organisation: Organisation,
    role: str,
    on: date,
    due_on: date,
    link: tuple[str, str],
    case: Case | None = None,
    subject: models.Model | None = None,
    assignee: User | None = None,
    detail: str = "",
) -> Task:
    """Open a task for a role of an organisation; an open one for the same subject is returned.

    `link` is the URL name and its argument where the work is done.
    """
    assert connection.in_atomic_block
    subject = subject or case
    label = subject._meta.label_lower if subject else ""
    subject_id = subject.pk if subject else None
    if label:
        earlier = (
            Task.objects.open()
            .filter(kind=kind, subject_label=label, subject_id=subject_id)
            .first()
        )
        if earlier:
            return earlier
    return Task.objects.create(
        kind=kind,
        case=case,
        organisation=organisation,
        role=role,
        opened_on=on,
        due_on=due_on,
        link_name=link[0],
        link_argument=link[1],
        subject_label=label,
        subject_id=subject_id,
        assignee=assignee,
        detail=detail,
    )


def close_task(kind: str, *, subject: models.Model, actor: User, on: date, result: str = "") -> int:
    """Close the open task of this kind on a subject; returns how many were open."""
    return (
        Task.objects.open()
        .filter(kind=kind, subject_label=subject._meta.label_lower, subject_id=subject.pk)
        .update(done_at=Now(), done_on=on, done_by=actor, result=result)
    )


def pause_tasks(case: Case, *, on: date) -> None:
    """Stop the clock of a case's open tasks while somebody else acts."""
    case.tasks.filter(done_at=None, paused_on=None).update(paused_on=on)


def resume_tasks(case: Case, *, on: date) -> None:
    """Let the clock run again: the deadline moves by the days that it stood."""
    for task in case.tasks.filter(done_at=None).exclude(paused_on=None):
        assert task.paused_on
        stood = max((on - task.paused_on).days, 0)
        Task.objects.filter(pk=task.pk).update(
            paused_on=None,
            paused_days=F("paused_days") + stood,
            due_on=task.due_on + timedelta(days=stood),
        )


def assign_task(task: Task, *, assignee: User | None, actor: User, on: date) -> None:
    """Take, hand over or free a task; one audit entry each."""
    if assignee and assignee.organisation_id != task.organisation_id:
        raise NotAllowed
    task.assignee = assignee
    task.save(update_fields=["assignee"])
    record_act(
        "casework.assign_task",
        actor=actor,
        on=on,
        subject=task,
        case_number=task.case.number if task.case else "",
        facts={"assignee": assignee.username if assignee else ""},
    )
