"""Papers that come in after the payout."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile

from casework.models import Case, Document
from casework.services.documents import store_document
from parties.models import User
from policy.models import DocumentType

POST_LOAN = "post_loan"


def kept_paper(
    case: Case, upload: UploadedFile | None, *, actor: User, on: date
) -> Document | None:
    """The paper in the case file, if one was handed in."""
    if upload is None:
        return None
    kind = DocumentType.objects.get(code=POST_LOAN)
    found: Document = store_document(case=case, type=kind, upload=upload, actor=actor, on=on)
    return found
