"""The review of a file: taking it in, judging its papers, knowing when they are complete."""

from datetime import date

from django.db import transaction

from applications import notices
from applications.errors import NotAtTheBank, NotInReview
from applications.models import Application
from applications.selectors.review import can_be_reviewed, is_at_the_bank, review_blockers
from applications.services.telling import tell_applicant
from casework.models import Case, Document, Holder, Stage
from casework.services import close_task, move_case, open_task, transition
from casework.services.checks import accept_document, reject_document
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act

CHECK = "check_documents"


def locked_application(application: Application) -> Application:
    """The application under the lock of its case."""
    Case.objects.locked().get(pk=application.case_id)
    found = Application.objects.select_related("case__bank", "applicant")
    return found.get(pk=application.pk)


@transaction.atomic
def accept_application(*, application: Application, actor: User, on: date) -> Application:
    """Take a file in for review: the officer becomes its contact and checks the papers next."""
    application = locked_application(application)
    case = application.case
    if actor.organisation_id != case.bank_id:
        raise NotAllowed
    if not is_at_the_bank(application):
        raise NotAtTheBank

    transition(application, "accept", actor=actor, on=on)
    close_task("accept_application", subject=case, actor=actor, on=on, result="accepted")
    move_case(
        case,
        stage=Stage.REVIEW,
        holder=Holder.BANK,
        on=on,
        due_on=case.stage_due_on,
        contact=actor,
    )
    settle_check(application, actor=actor, on=on)
    tell_applicant(application, "application_accepted", notices.accepted, on=on)
    return application


@transaction.atomic
def accept_paper(*, document: Document, actor: User, on: date) -> None:
    """Find a paper good; with the last one the check is complete."""
    application = _under_review(document)
    accept_document(document, actor=actor, on=on)
    settle_check(application, actor=actor, on=on)


@transaction.atomic
def reject_paper(*, document: Document, reason: str, actor: User, on: date) -> None:
    """Find a paper not good, with the reason the applicant reads; the file cannot go on."""
    application = _under_review(document)
    reject_document(document, reason=reason, actor=actor, on=on)
    settle_check(application, actor=actor, on=on)


def _under_review(document: Document) -> Application:
    application = locked_application(Application.objects.get(case=document.case_id))
    if not can_be_reviewed(application):
        raise NotInReview
    return application


def settle_check(application: Application, *, actor: User, on: date) -> None:
    """Keep the task of checking papers open exactly while something stands in the way."""
    case = application.case
    assert case.bank
    if review_blockers(case):
        open_task(
            CHECK,
            organisation=case.bank,
            role="BNK",
            case=case,
            on=on,
            due_on=case.stage_due_on or on,
            link=("case_documents", case.number),
            assignee=case.contact
            if case.contact and case.contact.organisation == case.bank
            else None,
        )
    elif close_task(CHECK, subject=case, actor=actor, on=on, result="complete"):
        record_act(
            "applications.check_complete",
            actor=actor,
            on=on,
            subject=application,
            case_number=case.number,
        )
