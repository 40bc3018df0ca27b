"""Help at the counter: staff goes on with the draft of the person present."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications.errors import AlreadyActive
from applications.models import Application
from applications.rules.counter import SIGNED_FORM
from applications.services.drafts import locked_draft, start_application
from casework.models import Document
from casework.services import store_document
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act


@transaction.atomic
def start_at_counter(
    *, phone: str, name: str, product_code: str, actor: User, on: date
) -> Application:
    """Open a draft for the person at the counter, or go on with the one there is."""
    if not actor.may("applications.assist"):
        raise NotAllowed
    application = start_application(
        phone=phone,
        name=name,
        product_code=product_code,
        source="counter",
        lead_reference="",
        actor=actor,
        on=on,
    )
    return assist_draft(application=application, actor=actor, on=on)


@transaction.atomic
def assist_draft(*, application: Application, actor: User, on: date) -> Application:
    """Let this member of staff work on a draft; a file at another bank stays there."""
    draft = locked_draft(application, actor)
    if draft.case.bank_id and actor.is_bank_staff and draft.case.bank != actor.organisation:
        raise AlreadyActive(number="")
    if draft.assisted_by != actor:
        draft.assisted_by = actor
        draft.save(update_fields=["assisted_by", "saved_at"])
        record_act(
            "applications.assist_draft",
            actor=actor,
            on=on,
            subject=draft,
            case_number=draft.case.number,
        )
    return draft


@transaction.atomic
def add_signed_form(
    *, application: Application, upload: UploadedFile, actor: User, on: date
) -> Document:
    """Keep the scan of the page the applicant signed; a newer one takes its place."""
    draft = locked_draft(application, actor)
    present = draft.case.documents.filter(type_code=SIGNED_FORM.code)
    earlier = present.exclude(verdict=Document.Verdict.REPLACED).first()
    return store_document(
        case=draft.case, type=SIGNED_FORM, upload=upload, actor=actor, on=on, replaces=earlier
    )
