"""Papers handed in: proved by reading them, cleaned, renamed by rule and kept with their hash."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import PurePath
from typing import Any, Protocol
from uuid import uuid4

import filetype
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from casework.errors import (
    FileActive,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileQuotaReached,
    FileTooLarge,
    FileTooManyPages,
    FileTypeWrong,
    PictureTooLarge,
)
from casework.models import Case, Document
from parties.models import User
from parties.services.audit import record_act

# Limits that protect the machine, not rules of the program: a 50-megapixel photo is more than
# any telephone needs to show a page, and no file of the program holds two hundred papers.
PIXELS_MAX = 50_000_000
FILES_PER_CASE_MAX = 200
PDF_OBJECTS_MAX = 100_000
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"})
ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"})
PICTURES = {"image/jpeg": ("jpg", "JPEG"), "image/png": ("png", "PNG")}
PDF = "application/pdf"


class PaperRule(Protocol):
    """What a document type asks of a file."""

    @property
    def code(self) -> str:
        """Names the type."""

    @property
    def formats(self) -> Sequence[str]:
        """Endings that are allowed."""

    @property
    def size_max_mb(self) -> int:
        """The greatest size."""

    @property
    def pages_max(self) -> int:
        """The most pages."""


@dataclass(frozen=True)
class ProvenFile:
    """A file that was read to its end and holds nothing but pages."""

    content: bytes
    media_type: str
    extension: str
    pages: int


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
        original_name=PurePath(upload.name or "").name[-200:],
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


def proven_file(upload: UploadedFile, rule: PaperRule) -> ProvenFile:
    """The file as it will be stored, or the refusal that tells what is wrong with it."""
    name = PurePath(upload.name or "").name
    if not upload.size:
        raise FileEmpty(name=name)
    if upload.size > rule.size_max_mb * 1024 * 1024:
        size = f"{upload.size / 1024 / 1024:.1f}"
        raise FileTooLarge(name=name, size=size, limit=rule.size_max_mb)
    upload.seek(0)
    content = upload.read()
    media_type = str(filetype.guess_mime(content) or "")
    if media_type == PDF and "pdf" in rule.formats:
        return _proven_pdf(content, name, rule)
    if media_type in PICTURES and PICTURES[media_type][0] in rule.formats:
        return _proven_picture(content, name, media_type)
    raise FileTypeWrong(name=name, formats=", ".join(rule.formats).upper())


def _proven_picture(content: bytes, name: str, media_type: str) -> ProvenFile:
    """Decode and write the picture anew: upright, without place, camera and other data."""
    extension, picture_format = PICTURES[media_type]
    # The library that prints papers makes Pillow accept broken pictures; here they are refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content), formats=[picture_format]) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise PictureTooLarge(name=name)
            upright = ImageOps.exif_transpose(picture)
            clean = upright.convert("RGB" if picture_format == "JPEG" else upright.mode)
            clean.info.clear()
            written = BytesIO()
            clean.save(written, picture_format, quality=90, optimize=True)
    except Image.DecompressionBombError:
        raise PictureTooLarge(name=name) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise FileDamaged(name=name) from None
    return ProvenFile(written.getvalue(), media_type, extension, 1)


def _proven_pdf(content: bytes, name: str, rule: PaperRule) -> ProvenFile:
    try:
        reader = PdfReader(BytesIO(content), strict=True)
        if reader.is_encrypted:
            raise FileEncrypted(name=name)
        pages = len(reader.pages)
        active = _is_active(reader)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise FileDamaged(name=name) from None
    if active:
        raise FileActive(name=name)
    if pages == 0:
        raise FileDamaged(name=name)
    if pages > rule.pages_max:
        raise FileTooManyPages(name=name, pages=pages, limit=rule.pages_max)
    return ProvenFile(content, PDF, "pdf", pages)


def _is_active(reader: PdfReader) -> bool:
    """Whether any object reachable from the root runs something or hides a file."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            place = (value.idnum, value.generation)
            if place in seen:
                continue
            seen.add(place)
            if len(seen) > PDF_OBJECTS_MAX:
                return True
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            action = str(value["/S"]) if "/S" in value else ""
            if ACTIVE_KEYS & set(value) or action in ACTIVE_ACTIONS:
                return True
            waiting.extend(value.values())
        elif isinstance(value, ArrayObject):
            waiting.extend(value)
    return False
