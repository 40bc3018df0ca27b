"""Handing in: answers frozen, receipt issued, the first desk told; and giving up."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from applications import notices
from applications.errors import (
    BankNotOffered,
    ConsentMissing,
    DocumentsMissing,
    NotADraft,
    NotWithdrawable,
    RealNameMissing,
    SignedFormMissing,
    StepsMissing,
)
from applications.models import Application
from applications.rules import QUESTION_STEPS, Step
from applications.rules.checks import checked
from applications.selectors import (
    bounds_of,
    consent_text,
    consents_missing,
    papers_missing,
    steps_left,
    typed_answers,
)
from applications.selectors.counter import signed_form_of
from applications.services.flags import raise_flags
from applications.services.supplements import close_request
from applications.states import ApplicationState
from casework.errors import NotInThisState
from casework.models import Case, Document, Holder, Notice, Receipt, Stage
from casework.notices import in_language_of
from casework.services import issue_receipt, move_case, open_task, queue_notice, transition
from parties.errors import NotAllowed
from parties.models import Organisation, Township, User
from policy.selectors import banks_on_offer, is_center_first, product_version, stage_deadline

SUBMISSION = "submission"


@transaction.atomic
def submit_application(
    *,
    application: Application,
    actor: User,
    on: date,
    idempotency_key: str,
    address: str | None = None,
) -> Receipt:
    """Hand in a complete draft; pressing twice gives the first receipt.

    Bank first: the bank's officer accepts it. Center first: the center reviews the
    qualification and the bank waits for `hand_to_bank`.
    """
    case = Case.objects.locked().get(pk=application.case_id)
    if earlier := case.receipts.filter(kind=SUBMISSION).first():
        return earlier

    draft = Application.objects.select_related("case", "applicant").get(pk=application.pk)
    _require_ready(draft, actor=actor, on=on)
    bank = _chosen_bank(draft, on)

    draft.product_version = product_version(draft.product_code, on)
    draft.frozen_answers = draft.answers
    draft.submitted_on = on
    transition(draft, "submit", actor=actor, on=on, facts={"address": address or ""})
    draft.case.headline_amount = draft.amount
    _keep_township(draft)
    _first_desk(draft, bank=bank, on=on)
    raise_flags(draft, on=on)

    receipt = issue_receipt(
        case=draft.case,
        kind=SUBMISSION,
        files=list(draft.case.documents.exclude(verdict=Document.Verdict.REPLACED)),
        actor=actor,
        on=on,
        idempotency_key=idempotency_key,
        facts={"bank": bank.code, "amount": str(draft.amount), "term_months": draft.term_months},
    )
    _tell(draft, "application_submitted", notices.handed_in, on=on)
    return receipt


def _keep_township(draft: Application) -> None:
    """Put the township of the answers on the person, by which desks sort their work."""
    code = draft.answers.get("person", {}).get("township")
    township = Township.objects.filter(code=code).first()
    if township and draft.applicant.township != township:
        draft.applicant.township = township
        draft.applicant.save()


def _require_ready(draft: Application, *, actor: User, on: date) -> None:
    """Refuse what is not the person's, not a draft or not complete."""
    if actor.person_id != draft.applicant_id and not actor.may("applications.assist"):
        raise NotAllowed
    if draft.state != ApplicationState.DRAFT:
        raise NotADraft
    if not draft.applicant.id_number or not draft.applicant.name:
        raise RealNameMissing
    if missing := consents_missing(draft):
        raise ConsentMissing(consent=consent_text(missing[0], on))
    if papers := papers_missing(draft, on=on):
        raise DocumentsMissing(papers=_listed(papers))
    if left := steps_left(draft, on=on) + _stale_steps(draft, on):
        raise StepsMissing(steps=_listed([step.title for step in left]))
    if actor.person_id != draft.applicant_id and signed_form_of(draft) is None:
        raise SignedFormMissing


def _listed(items: Iterable[object]) -> str:
    return _(", ").join(str(item) for item in items)


def _stale_steps(draft: Application, on: date) -> list[Step]:
    """Finished steps whose answers no longer pass, because the rules or the day moved on."""
    return [
        step
        for step in QUESTION_STEPS
        if checked(step, typed_answers(draft, step), bounds_of(draft, step, on))[1]
    ]


def _chosen_bank(draft: Application, on: date) -> Organisation:
    code = draft.answers["bank"]["bank"]
    for bank in banks_on_offer(on, draft.product_code):
        if bank.code == code:
            return bank
    raise BankNotOffered


def _first_desk(draft: Application, *, bank: Organisation, on: date) -> None:
    """Give the file to who looks first, as the programme's order says."""
    due_on = stage_deadline("review", on)
    if not is_center_first(on):
        move_case(
            draft.case, stage=Stage.REVIEW, holder=Holder.BANK, on=on, due_on=due_on, bank=bank
        )
        _ask_to_accept(draft, due_on=due_on, on=on)
        return
    move_case(
        draft.case,
        stage=Stage.REVIEW,
        holder=Holder.CENTER,
        on=on,
        due_on=due_on,
        bank=bank,
        shared_with_center=True,
    )
    open_task(
        "qualification_review",
        organisation=draft.case.programme.center,
        role="CTR",
        case=draft.case,
        on=on,
        due_on=due_on,
        link=("case_guarantee", draft.case.number),
    )


def _ask_to_accept(application: Application, *, due_on: date, on: date) -> None:
    assert application.case.bank
    open_task(
        "accept_application",
        organisation=application.case.bank,
        role="BNK",
        case=application.case,
        on=on,
        due_on=due_on,
        link=("case_application", application.case.number),
    )


@transaction.atomic
def hand_to_bank(*, application: Application, actor: User, on: date) -> None:
    """After the center's yes: the bank's officer is asked to accept the file."""
    Case.objects.locked().get(pk=application.case_id)
    application = Application.objects.select_related("case__bank").get(pk=application.pk)
    if application.state != ApplicationState.SUBMITTED:
        raise NotInThisState
    due_on = stage_deadline("review", on)
    move_case(application.case, stage=Stage.REVIEW, holder=Holder.BANK, on=on, due_on=due_on)
    _ask_to_accept(application, due_on=due_on, on=on)


@transaction.atomic
def withdraw_application(
    *, application: Application, reason: str, actor: User, on: date
) -> Application:
    """Give an application up: open tasks of bank and center end, the case closes."""
    Case.objects.locked().get(pk=application.case_id)
    application = Application.objects.select_related("case", "applicant").get(pk=application.pk)
    if actor.person_id != application.applicant_id:
        raise NotAllowed
    try:
        transition(application, "withdraw", actor=actor, on=on, reason=reason)
    except NotInThisState:
        raise NotWithdrawable from None

    for request in application.supplements.filter(state="sent"):
        close_request(request, actor=actor, on=on)
    application.case.tasks.filter(done_at=None).update(
        done_at=Now(), done_on=on, done_by=actor, result="withdrawn"
    )
    move_case(application.case, stage=Stage.CLOSED, holder=Holder.NOBODY, on=on, closed_on=on)
    _tell(application, "application_withdrawn", notices.withdrawn, on=on)
    return application


def _tell(application: Application, kind: str, write: notices.Writer, *, on: date) -> None:
    with in_language_of(application.applicant):
        body, subject = write(application), notices.subject(application)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"{kind}:{application.case.number}:{channel}",
            kind=kind,
            channel=channel,
            subject=subject,
            body=body,
            on=on,
            case=application.case,
            recipient=application.applicant,
        )
