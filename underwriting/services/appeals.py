"""Appeals against a refusal: filed by the applicant, decided by people without a part in it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications.models import Application
from casework.models import Case, Holder, Notice, Stage
from casework.notices import in_language_of
from casework.services import (
    close_task,
    move_case,
    open_task,
    queue_notice,
    store_document,
)
from casework.services import transition as move
from parties.errors import NotAllowed
from parties.models import User
from policy.models import DocumentType
from policy.selectors import deadline, parameter
from underwriting import notices
from underwriting.errors import (
    AppealElsewhere,
    AppealFilesTooMany,
    AppealNotOpen,
    AppealTakesPart,
    AppealWithoutWords,
)
from underwriting.models import Appeal
from underwriting.selectors import application_of, latest_memo
from underwriting.selectors.appeals import next_instance, possible_handlers
from underwriting.selectors.decisions import newest_decision
from underwriting.services.guards import locked_case
from underwriting.services.memos import send_back

EVIDENCE = "appeal_evidence"


@transaction.atomic(durable=True)
def file_appeal(
    *, case: Case, text: str, uploads: Sequence[UploadedFile], actor: User, on: date
) -> Appeal:
    """File an appeal with new evidence; the first goes to the bank, a second to the center."""
    case = locked_case(case)
    if actor.person_id != case.borrower_id:
        raise NotAllowed
    instance = next_instance(case, on)
    decision = newest_decision(case)
    if instance is None or decision is None:
        raise AppealNotOpen
    if not text.strip():
        raise AppealWithoutWords
    if len(uploads) > (limit := int(parameter("appeal.files_max", on))):
        raise AppealFilesTooMany(limit=limit)
    _require_no_other_application(case)

    organisation = case.programme.center if instance == Appeal.Instance.CENTER else case.bank
    assert organisation
    appeal = Appeal.objects.create(
        case=case,
        decision=decision,
        instance=instance,
        organisation=organisation,
        text=text.strip(),
        filed_by=actor,
        filed_on=on,
        due_on=deadline(on, int(parameter("appeal.handle_days", on))),
    )
    kind = DocumentType.objects.get(code=EVIDENCE)
    for upload in uploads:
        appeal.papers.add(store_document(case=case, type=kind, upload=upload, actor=actor, on=on))
    move(application_of(case), "appeal", actor=actor, on=on, facts={"instance": instance})
    _open_case_again(case, appeal, on=on)
    _tell(appeal, notices.appeal_filed, "filed", on=on)
    return appeal


def _require_no_other_application(case: Case) -> None:
    """A person has one application per product under way; a lifted refusal would be a second."""
    others = Application.objects.active().exclude(case=case)
    mine = others.filter(applicant=case.borrower, product_code=case.product_code)
    if other := mine.select_related("case").first():
        raise AppealElsewhere(number=other.case.number)


def _open_case_again(case: Case, appeal: Appeal, *, on: date) -> None:
    is_second = appeal.instance == Appeal.Instance.CENTER
    move_case(
        case,
        stage=Stage.DECISION,
        holder=Holder.CENTER if is_second else Holder.BANK,
        on=on,
        due_on=appeal.due_on,
        closed_on=None,
        shared_with_center=case.shared_with_center or is_second,
    )
    open_task(
        "assign_appeal",
        case=case,
        organisation=appeal.organisation,
        role="CLD" if is_second else "BMG",
        on=on,
        due_on=appeal.due_on,
        link=("case_committee", case.number),
    )


@transaction.atomic(durable=True)
def assign_appeal(*, appeal: Appeal, handler: User, actor: User, on: date) -> Appeal:
    """Give an appeal to somebody who had no part in the refusal."""
    case = locked_case(appeal.case)
    appeal = Appeal.objects.locked().get(pk=appeal.pk, case=case)
    if actor.organisation_id != appeal.organisation_id:
        raise NotAllowed
    if handler not in possible_handlers(appeal):
        raise AppealTakesPart
    appeal.handler = handler
    move(appeal, "assign", actor=actor, on=on, facts={"handler": handler.username})
    close_task("assign_appeal", subject=case, actor=actor, on=on, result=handler.display_name)
    open_task(
        "handle_appeal",
        case=case,
        organisation=appeal.organisation,
        role=next(role for role in ("BMG", "BRV", "CLD", "CTR") if role in handler.roles),
        assignee=handler,
        on=on,
        due_on=appeal.due_on,
        link=("case_committee", case.number),
    )
    return appeal


@transaction.atomic(durable=True)
def decide_appeal(
    *, appeal: Appeal, lifts_refusal: bool, reason: str, actor: User, on: date
) -> Appeal:
    """Uphold the refusal or lift it; a lifted one sends the file back to review."""
    case = locked_case(appeal.case)
    appeal = Appeal.objects.locked().get(pk=appeal.pk, case=case)
    if actor.pk != appeal.handler_id:
        raise NotAllowed
    appeal.result_reason, appeal.decided_on = reason.strip(), on
    if not lifts_refusal and appeal.instance == Appeal.Instance.BANK:
        appeal.further_until_on = on + timedelta(days=int(parameter("appeal.days", on)))
    event = "change" if lifts_refusal else "uphold"
    move(appeal, event, actor=actor, on=on, reason=reason)
    close_task("handle_appeal", subject=case, actor=actor, on=on, result=appeal.state)
    if lifts_refusal:
        memo = latest_memo(case)
        assert memo
        events = ("reopen", "reopen")
        send_back(case, memo, reason=reason, actor=actor, on=on, events=events)
    else:
        move(application_of(case), "uphold", actor=actor, on=on, reason=reason)
        move_case(case, stage=Stage.CLOSED, holder=Holder.NOBODY, on=on, closed_on=on)
    _tell(appeal, notices.appeal_decided, appeal.state, on=on)
    return appeal


def _tell(appeal: Appeal, text: Callable[[Appeal], str], step: str, *, on: date) -> None:
    borrower = appeal.case.borrower
    with in_language_of(borrower):
        subject, body = notices.appeal_subject(appeal), text(appeal)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"appeal:{appeal.pk}:{step}:{channel}",
            kind="appeal",
            channel=channel,
            case=appeal.case,
            recipient=borrower,
            subject=subject,
            body=body,
            on=on,
        )
