"""What may be stored: a file is read to its end, cleaned, or refused in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any, Protocol

import filetype
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from casework.errors import (
    FileActive,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileOfTelephone,
    FileTooLarge,
    FileTooManyPages,
    FileTypeWrong,
    PictureTooLarge,
)

# Limits that protect the machine, not rules of the program: a 50-megapixel photo is more than
# any telephone needs to show a page.
PIXELS_MAX = 50_000_000
PDF_OBJECTS_MAX = 100_000
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA"})
ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"})
PICTURES = {"image/jpeg": ("jpg", "JPEG"), "image/png": ("png", "PNG")}
PDF = "application/pdf"
TELEPHONE_ONLY = frozenset({"image/heic", "image/heif", "image/avif"})
NAME_MAX = 200


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


def plain_name(name: str | None) -> str:
    """A file's name without folders and signs nobody sees, short enough to be kept."""
    last = PurePath((name or "").replace("\\", "/")).name
    return "".join(sign for sign in last if sign.isprintable())[-NAME_MAX:]


def proven_file(upload: UploadedFile, rule: PaperRule) -> ProvenFile:
    """The file as it will be stored, or the refusal that tells what is wrong with it."""
    name = plain_name(upload.name)
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
    if media_type in TELEPHONE_ONLY:
        raise FileOfTelephone(name=name)
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
