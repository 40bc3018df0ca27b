"""Papers handed in: proved by reading them, cleaned, renamed by rule and kept with their hash."""

import hashlib
from datetime import date
from pathlib import PurePath
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from casework.errors import FileQuotaReached, FileTooLarge, FileTooManyPages, FileTypeWrong
from casework.models import Case, Document
from casework.rules.files import PaperRule, plain_name, proven_file
from casework.services.scanning import require_harmless
from parties.models import User
from parties.services.audit import record_act

# Protects the machine, no rule of the program: no file of the program holds that many papers.
FILES_PER_CASE_MAX = 200


@transaction.atomic
def store_document(
    *,
    case: Case,
    type: PaperRule,
    upload: UploadedFile,
    actor: User,
    on: date,
    replaces: Document | None = None,
) -> Document:
    """Keep a paper in the case file; a replaced one stays as the earlier version."""
    proven = proven_file(upload, type)
    upload.seek(0)
    require_harmless(upload.read(), PurePath(upload.name or "").name)
    case = Case.objects.locked().get(pk=case.pk)
    if replaces is not None:
        replaces = Document.objects.locked().get(pk=replaces.pk, case=case)
    if case.documents.count() >= FILES_PER_CASE_MAX:
        raise FileQuotaReached(count=FILES_PER_CASE_MAX)
    version = replaces.version + 1 if replaces else 1
    document = Document(
        case=case,
        type_code=type.code,
        name=_ruled_name(case, type.code, on=on, extension=proven.extension),
        original_name=plain_name(upload.name),
        media_type=proven.media_type,
        size=len(proven.content),
        pages=proven.pages,
        sha256=hashlib.sha256(proven.content).hexdigest(),
        version=version,
        replaces=replaces,
        uploaded_by=actor,
        uploaded_on=on,
    )
    document.file.save(f"{uuid4().hex}.{proven.extension}", ContentFile(proven.content), save=False)
    document.save()
    if replaces:
        Document.objects.filter(pk=replaces.pk).update(verdict=Document.Verdict.REPLACED)
    record_act(
        "casework.store_document",
        actor=actor,
        on=on,
        subject=document,
        case_number=case.number,
        facts={"type": type.code, "sha256": document.sha256, "version": version},
    )
    return document


@transaction.atomic
def assign_document(*, document: Document, type: PaperRule, actor: User, on: date) -> Document:
    """Say what an unassigned paper is; it takes the name of its type."""
    document = Document.objects.locked().select_related("case__borrower").get(pk=document.pk)
    extension = PurePath(document.name).suffix.removeprefix(".")
    name = document.original_name
    if extension not in type.formats:
        raise FileTypeWrong(name=name, formats=", ".join(type.formats).upper())
    if document.size > type.size_max_mb * 1024 * 1024:
        size = f"{document.size / 1024 / 1024:.1f}"
        raise FileTooLarge(name=name, size=size, limit=type.size_max_mb)
    if document.pages > type.pages_max:
        raise FileTooManyPages(name=name, pages=document.pages, limit=type.pages_max)
    document.name = _ruled_name(document.case, type.code, on=on, extension=extension)
    document.type_code = type.code
    document.save(update_fields=["type_code", "name"])
    record_act(
        "casework.assign_document",
        actor=actor,
        on=on,
        subject=document,
        case_number=document.case.number,
        facts={"type": type.code, "sha256": document.sha256},
    )
    return document


@transaction.atomic
def remove_document(*, document: Document, actor: User, on: date) -> None:
    """Take back a paper from a draft; the row stays as replaced, so that its hash is kept."""
    Document.objects.filter(pk=document.pk).update(verdict=Document.Verdict.REPLACED)
    record_act(
        "casework.remove_document",
        actor=actor,
        on=on,
        subject=document,
        case_number=document.case.number,
        facts={"sha256": document.sha256},
    )


def _ruled_name(case: Case, type_code: str, *, on: date, extension: str) -> str:
    """number_type_name_date.ext; from the second of a type on with its place."""
    place = case.documents.filter(type_code=type_code).count() + 1
    name = "".join(sign for sign in case.borrower.name if sign.isalnum())
    suffix = f"_{place}" if place > 1 else ""
    return f"{case.number}_{type_code}_{name}_{on:%Y%m%d}{suffix}.{extension}"
