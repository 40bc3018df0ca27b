"""What staff at the counter reads: drafts of the person present, the signed page, the mark."""

import segno
from django.db.models import QuerySet

from applications.models import Application
from applications.rules.counter import SIGNED_FORM
from applications.states import ApplicationState
from casework.models import Document
from parties.fields import blind_index


def counter_drafts(phone: str) -> QuerySet[Application]:
    """Drafts of the person behind a whole phone number, which the person present tells."""
    index = blind_index(phone, purpose="phone")
    drafts = Application.objects.filter(applicant__phone_index=index, case__bank=None)
    return drafts.filter(state=ApplicationState.DRAFT).select_related(
        "case", "applicant", "assisted_by__person"
    )


def signed_form_of(application: Application) -> Document | None:
    """The scan of the page the applicant signed."""
    present = application.case.documents.filter(type_code=SIGNED_FORM.code)
    return present.exclude(verdict=Document.Verdict.REPLACED).first()


def form_mark(application: Application) -> str:
    """The case number as a two-dimensional code, a picture for the printed form."""
    return segno.make(application.case.number, micro=False).svg_data_uri(scale=3)
