"""Rights of people over their data: correction and deletion are asked for and answered."""

from datetime import date

from django.db import transaction

from applications import notices
from applications.errors import AlreadyAnswered
from applications.models import DataRequest
from casework.models import Notice
from casework.notices import in_language_of
from casework.services import close_task, open_task, queue_notice
from casework.services.reading import note_as_read
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import programme, stage_deadline

TASK = "data_request"


@transaction.atomic
def ask_for_data_change(*, kind: str, text: str, actor: User, on: date) -> DataRequest:
    """A person asks for correction or deletion; the center gets a task with a deadline."""
    assert actor.person
    request = DataRequest.objects.create(person=actor.person, kind=kind, text=text, asked_on=on)
    open_task(
        TASK,
        organisation=programme().center,
        role="CTR",
        subject=request,
        on=on,
        due_on=stage_deadline("review", on),
        link=("data_request", str(request.pk)),
    )
    record_act("applications.ask_for_data_change", actor=actor, on=on, subject=request)
    return request


@transaction.atomic
def answer_data_request(*, request: DataRequest, answer: str, actor: User, on: date) -> DataRequest:
    """The center says what was done, or why something must be kept."""
    if not actor.may("applications.answer_data_request"):
        raise NotAllowed
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.answered_on:
        raise AlreadyAnswered
    request.answer, request.answered_on, request.answered_by = answer, on, actor
    request.save()
    close_task(TASK, subject=request, actor=actor, on=on, result="answered")
    record_act("applications.answer_data_request", actor=actor, on=on, subject=request)
    with in_language_of(request.person):
        subject, body = notices.data_request_subject(), request.answer
    queue_notice(
        key=f"data_request:{request.pk}",
        kind="data_request_answered",
        channel=Notice.Channel.PAGE,
        subject=subject,
        body=body,
        on=on,
        recipient=request.person,
    )
    return request


@transaction.atomic
def read_message(letter: Notice) -> None:
    """Remember that a message was read."""
    note_as_read(Notice.objects.filter(pk=letter.pk))


@transaction.atomic
def record_download(*, actor: User, on: date) -> None:
    """Put on record that a person took a copy of the own data."""
    record_act("applications.download_own_data", actor=actor, on=on, subject=actor.person)
