"""The draft: opened once per product, answered step by step, papers added."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications import notices
from applications.errors import AlreadyActive, AnswersRefused, NotADraft, ProductNotOffered
from applications.models import Application
from applications.rules import STEP_BY_CODE, Step
from applications.rules.checks import checked
from applications.selectors import SEALED_PLACE, bounds_of
from applications.states import ApplicationState
from casework.models import Case, Document, Notice
from casework.notices import in_language_of
from casework.services import open_case, queue_notice, remove_document, store_document
from parties.errors import NotAllowed
from parties.fields import encrypt
from parties.models import Person, User
from parties.services.people import register_applicant
from policy.models import DocumentType
from policy.selectors import products_on_offer, programme
from screens.wording import mask_id


@transaction.atomic
def start_application(
    *,
    phone: str,
    name: str,
    product_code: str,
    source: str,
    lead_reference: str,
    actor: User | None,
    on: date,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    address: str = "",
) -> Application:
    """Open a draft for the person behind a phone, or return the one there is.

    Without an actor the applicant acts. Known answers are filled in where none stand yet. With an
    address the message about the draft carries it as a link.
    """
    user = register_applicant(phone=phone, on=on)
    assert user.person_id
    person = Person.objects.select_for_update().get(pk=user.person_id)
    active = Application.objects.active().filter(applicant=person, product_code=product_code)
    if found := active.first():
        return _continued(found, answers)
    if product_code not in {version.product.code for version in products_on_offer(on)}:
        raise ProductNotOffered

    _name_if_unknown(person, name)
    case = open_case(
        programme=programme(),
        borrower=person,
        product_code=product_code,
        source=source,
        actor=actor or user,
        on=on,
    )
    application = Application.objects.create(
        case=case,
        applicant=person,
        product_code=product_code,
        answers={step: dict(given) for step, given in (answers or {}).items()},
        source=source,
        lead_reference=lead_reference,
        assisted_by=actor if actor and actor.kind == User.Kind.STAFF else None,
    )
    if actor and actor != user:
        _tell_of_draft(application, address, on=on)
    return application


def _continued(found: Application, answers: Mapping[str, Mapping[str, Any]] | None) -> Application:
    if found.state != ApplicationState.DRAFT:
        raise AlreadyActive(number=found.case.number)
    for step, given in (answers or {}).items():
        found.answers[step] = {**given, **found.answers.get(step, {})}
    found.save(update_fields=["answers", "saved_at"])
    return found


def _name_if_unknown(person: Person, name: str) -> None:
    if name.strip() and not person.name:
        person.name = name.strip()
        person.save()


def _tell_of_draft(application: Application, address: str, *, on: date) -> None:
    with in_language_of(application.applicant):
        body = notices.draft_opened(application, address)
    queue_notice(
        key=f"draft:{application.case.number}",
        kind="draft_opened",
        channel=Notice.Channel.SMS,
        body=body,
        on=on,
        case=application.case,
        recipient=application.applicant,
    )


@transaction.atomic
def save_step(
    *, application: Application, step: str, answers: Mapping[str, Any], actor: User, on: date
) -> Application:
    """Save a finished step; raises `AnswersRefused` with one sentence per field, saving nothing."""
    draft = locked_draft(application, actor)
    theme = STEP_BY_CODE[step]
    clean, faults = checked(theme, answers, bounds_of(draft, theme, on))
    if faults:
        raise AnswersRefused(faults)
    _keep(draft, theme, clean)
    if step not in draft.steps_done:
        draft.steps_done = [*draft.steps_done, step]
    draft.save()
    return draft


@transaction.atomic
def save_unfinished_step(
    *, application: Application, step: str, answers: Mapping[str, Any], actor: User, on: date
) -> Application:
    """Keep what is answered so far; the step stays open and its wrong answers are left out."""
    draft = locked_draft(application, actor)
    theme = STEP_BY_CODE[step]
    clean, faults = checked(theme, answers, bounds_of(draft, theme, on))
    _keep(draft, theme, {code: value for code, value in clean.items() if code not in faults})
    draft.steps_done = [done for done in draft.steps_done if done != step]
    draft.save()
    return draft


def locked_draft(application: Application, actor: User) -> Application:
    """The draft under the lock of its case, for the applicant or for staff that helps."""
    Case.objects.locked().get(pk=application.case_id)
    draft = Application.objects.select_related("case", "applicant").get(pk=application.pk)
    if actor.person_id != draft.applicant_id and not actor.may("applications.assist"):
        raise NotAllowed
    if draft.state != ApplicationState.DRAFT:
        raise NotADraft
    return draft


def _keep(draft: Application, step: Step, clean: Mapping[str, Any]) -> None:
    """Write the answers in their stored form, and the few that are columns."""
    sealed = {question.code for question in step.questions if question.is_sealed}
    draft.answers[step.code] = {
        code: sealed_form(value) if code in sealed else stored_form(value)
        for code, value in clean.items()
    }
    if step.code == "wish":
        draft.amount = clean.get("amount")
        draft.term_months = clean.get("term_months")
        draft.repayment_method = clean.get("repayment_method", "")
    if step.code == "guarantee":
        draft.guarantee_mode = clean.get("guarantee_mode", "")


def stored_form(value: Any) -> Any:
    """An answer as JSON keeps it: amounts and dates as text."""
    if isinstance(value, list):
        return [{key: stored_form(part) for key, part in row.items()} for row in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def sealed_form(value: str) -> dict[str, str]:
    """A personal number encrypted, with the masked form that may be shown."""
    return {"sealed": encrypt(value, place=SEALED_PLACE).hex(), "shown": mask_id(value)}


@transaction.atomic
def add_paper(
    *,
    application: Application,
    type: DocumentType,
    upload: UploadedFile,
    actor: User,
    on: date,
    replaces: Document | None = None,
) -> Document:
    """Add a paper to a draft."""
    draft = locked_draft(application, actor)
    return store_document(
        case=draft.case, type=type, upload=upload, actor=actor, on=on, replaces=replaces
    )


@transaction.atomic
def take_back_paper(*, application: Application, document: Document, actor: User, on: date) -> None:
    """Take a paper out of a draft again."""
    locked_draft(application, actor)
    remove_document(document=document, actor=actor, on=on)
