"""Asking for what is missing: everything at once, the clock standing until the answer is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Now

from applications import notices
from applications.errors import (
    AnswerMissing,
    NothingAsked,
    NotYourRequest,
    RepeatReasonMissing,
    RequestClosed,
)
from applications.models import Application, SupplementItem, SupplementRequest
from applications.services.flags import raise_flags
from applications.services.review import locked_application, settle_check
from applications.services.telling import tell_applicant
from applications.states import ApplicationState, SupplementState
from casework.models import Document, Holder, Notice, Stage
from casework.notices import in_language_of
from casework.rules.joining import one_paper
from casework.services import (
    cancel_notices,
    issue_receipt,
    move_case,
    pause_tasks,
    queue_notice,
    resume_tasks,
    store_document,
    transition,
)
from parties.models import User
from parties.services.audit import record_act
from policy.models import DocumentType
from policy.selectors import deadline, parameter
from screens.errors import RuleViolation

REMINDER = "supplement_reminder"


@dataclass(frozen=True)
class Missing:
    """One thing to ask for: a type of paper, or a question in words."""

    question: str
    document_type: str = ""


@transaction.atomic
def request_supplement(
    *,
    application: Application,
    items: Sequence[Missing],
    message: str,
    repeat_reason: str,
    actor: User,
    on: date,
) -> SupplementRequest:
    """Ask once for everything missing; the clock of the file stands until all is answered."""
    application = locked_application(application)
    case = application.case
    if not items:
        raise NothingAsked
    if application.supplements.exists() and not repeat_reason.strip():
        raise RepeatReasonMissing

    due_on = deadline(on, int(parameter("supplement.days", on)))
    request = SupplementRequest.objects.create(
        case=case,
        application=application,
        asked_by=actor,
        asked_on=on,
        due_on=due_on,
        repeat_reason=repeat_reason.strip(),
        message=message.strip(),
    )
    for item in items:
        request.items.create(question=item.question, document_type=item.document_type)
    facts = {"items": len(items), "count": application.supplements.count(), "due": str(due_on)}
    transition(application, "request_supplement", actor=actor, on=on, facts=facts)
    pause_tasks(case, on=on)
    move_case(case, stage=case.stage, holder=Holder.APPLICANT, on=on, due_on=case.stage_due_on)
    tell_applicant(
        application, "supplement_asked", notices.asked_for_papers, on=on, key=str(request.pk)
    )
    _queue_reminders(request, application, on=on)
    return request


def _queue_reminders(request: SupplementRequest, application: Application, *, on: date) -> None:
    """Write the reminders now for their days; the answer takes them back."""
    with in_language_of(application.applicant):
        body, subject = notices.papers_reminder(application), notices.subject(application)
    for days in parameter("supplement.remind_days", on):
        day = request.due_on - timedelta(days=int(days))
        if day > on:
            queue_notice(
                key=f"supplement:{request.pk}:{days}",
                kind=REMINDER,
                channel=Notice.Channel.SMS,
                subject=subject,
                body=body,
                on=day,
                case=application.case,
                recipient=application.applicant,
            )


@transaction.atomic
def answer_item(
    *,
    item: SupplementItem,
    text: str,
    uploads: Sequence[UploadedFile],
    actor: User,
    on: date,
) -> SupplementItem:
    """Answer one point by a paper or in words; with the last one the review goes on."""
    application = locked_application(item.request.application)
    item = SupplementItem.objects.select_related("request").get(pk=item.pk)
    item.request.application = application
    if actor.person_id != application.applicant_id and not actor.may("applications.assist"):
        raise NotYourRequest
    if item.request.state != SupplementState.SENT:
        raise RequestClosed
    if not text.strip() and not uploads:
        raise AnswerMissing

    if uploads:
        item.document = _stored(item, application, uploads=uploads, actor=actor, on=on)
    item.answer = text.strip() or item.answer
    item.save()
    record_act(
        "applications.answer_item",
        actor=actor,
        on=on,
        subject=item,
        case_number=application.case.number,
    )
    if not item.request.items.filter(answer="", document=None).exists():
        _finish(item.request, application, actor=actor, on=on)
    return item


def _stored(
    item: SupplementItem,
    application: Application,
    *,
    uploads: Sequence[UploadedFile],
    actor: User,
    on: date,
) -> Document:
    """Keep the paper; it takes the place of the rejected one of its type."""
    kind = DocumentType.objects.get(code=item.document_type)
    present = application.case.documents.filter(type_code=item.document_type)
    rejected = present.filter(verdict=Document.Verdict.REJECTED).first()
    earlier = item.document or rejected
    upload = one_paper(uploads, kind)
    return store_document(
        case=application.case, type=kind, upload=upload, actor=actor, on=on, replaces=earlier
    )


def _finish(request: SupplementRequest, application: Application, *, actor: User, on: date) -> None:
    """All is answered: the clock runs again, later by the days it stood."""
    case = application.case
    transition(request, "answer", actor=actor, on=on)
    SupplementRequest.objects.filter(pk=request.pk).update(answered_on=on)
    transition(application, "answer_supplement", actor=actor, on=on)
    cancel_notices(kind=REMINDER, key_prefix=f"supplement:{request.pk}:")
    resume_tasks(case, on=on)
    stood = on - request.asked_on
    due_on = case.stage_due_on + stood if case.stage_due_on else None
    move_case(case, stage=case.stage, holder=Holder.BANK, on=on, due_on=due_on)
    raise_flags(application, on=on)
    settle_check(application, actor=actor, on=on)
    handed_in = Document.objects.filter(pk__in=request.items.values("document"))
    issue_receipt(
        case=case,
        kind="supplement",
        files=list(handed_in),
        actor=actor,
        on=on,
        idempotency_key=f"supplement:{request.pk}",
    )
    _tell_contact(application, on=on, key=str(request.pk))


def _tell_contact(application: Application, *, on: date, key: str) -> None:
    """Put a message on the page of the officer who waits for the papers."""
    contact = application.case.contact
    if contact is None or contact.person is None:
        return
    with in_language_of(contact.person):
        body, subject = notices.papers_are_in(application), notices.subject(application)
    queue_notice(
        key=f"supplement_answered:{key}",
        kind="supplement_answered",
        channel=Notice.Channel.PAGE,
        subject=subject,
        body=body,
        on=on,
        case=application.case,
        recipient=contact.person,
        recipient_user=contact,
    )


def close_request(request: SupplementRequest, *, actor: User, on: date) -> None:
    """End a request without an answer and take back its reminders; inside a transaction."""
    transition(request, "close", actor=actor, on=on)
    cancel_notices(kind=REMINDER, key_prefix=f"supplement:{request.pk}:")


def lapse_unanswered(on: date) -> int:
    """Close the files whose request was not answered in time; the step of the day's end.

    One transaction per file; a file that fails is left for the next day and does not stop the rest.
    """
    overdue = SupplementRequest.objects.filter(state=SupplementState.SENT, due_on__lt=on)
    actor = User.objects.system()
    return sum(_lapsed(pk, actor, on=on) for pk in overdue.values_list("pk", flat=True))


def _lapsed(pk: int, actor: User, *, on: date) -> bool:
    try:
        return _lapse(pk, actor, on=on)
    except RuleViolation:
        return False


@transaction.atomic
def _lapse(pk: int, actor: User, *, on: date) -> bool:
    application = locked_application(Application.objects.get(supplements=pk))
    request = SupplementRequest.objects.get(pk=pk)
    if request.state != SupplementState.SENT or application.state != ApplicationState.SUPPLEMENT:
        return False

    transition(application, "lapse", actor=actor, on=on)
    close_request(request, actor=actor, on=on)
    application.case.tasks.filter(done_at=None).update(
        done_at=Now(), done_on=on, done_by=actor, result="lapsed"
    )
    move_case(application.case, stage=Stage.CLOSED, holder=Holder.NOBODY, on=on, closed_on=on)
    tell_applicant(application, "application_lapsed", notices.lapsed, on=on)
    return True
