"""Papers of a draft: photos joined, zips unpacked, unpacked papers given their type."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications.models import Application
from applications.services.drafts import add_paper, locked_draft
from casework.errors import UploadBroken
from casework.models import Document, Upload
from casework.rules.archives import unpacked
from casework.rules.joining import one_paper
from casework.services.documents import assign_document, store_document
from casework.services.uploads import arrived_files, drop_uploads
from parties.models import User
from policy.models import DocumentType

# What an unpacked paper must keep before anybody said what it is.
ANY_PAPER = SimpleNamespace(code="", formats=("jpg", "png", "pdf"), size_max_mb=20, pages_max=100)


@transaction.atomic
def add_pages(
    *,
    application: Application,
    type: DocumentType,
    files: Sequence[UploadedFile],
    uploads: Sequence[UUID],
    turns: Sequence[int],
    actor: User,
    on: date,
    replaces: Document | None = None,
) -> Document:
    """Add a paper from one file or several: photos and PDFs are joined in their order."""
    arrived = _arrived(application, uploads, actor)
    pages = [*arrived_files(arrived), *files]
    document = add_paper(
        application=application,
        type=type,
        upload=one_paper(pages, type, turns),
        actor=actor,
        on=on,
        replaces=replaces,
    )
    drop_uploads(arrived)
    return document


def _arrived(application: Application, keys: Sequence[UUID], actor: User) -> list[Upload]:
    own = Upload.objects.filter(case=application.case, uploaded_by=actor, key__in=keys)
    found = {upload.key: upload for upload in own}
    if len(found) != len(set(keys)):
        raise UploadBroken(name="")
    return [found[key] for key in keys]


@transaction.atomic
def unpack_papers(
    *, application: Application, upload: UploadedFile, actor: User, on: date
) -> list[Document]:
    """Store every paper of a zip without a type; one refusal refuses all."""
    draft = locked_draft(application, actor)
    return [
        store_document(case=draft.case, type=ANY_PAPER, upload=member, actor=actor, on=on)
        for member in unpacked(upload)
    ]


@transaction.atomic
def assign_paper(
    *, application: Application, document: Document, type: DocumentType, actor: User, on: date
) -> Document:
    """Give an unpacked paper its type; the type's own limits hold."""
    locked_draft(application, actor)
    return assign_document(document=document, type=type, actor=actor, on=on)
