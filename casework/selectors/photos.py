"""Whether a photo can be read: a remark to the person who took it, never a refusal."""

from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageFilter, ImageStat
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from casework.models import Document

# Below this an A4 page has fewer than about 75 dots per inch; seen with photos of phones.
SHORT_SIDE_MIN = 600
# Spread of edges in a photo shrunk to 800 px; sharp print lies far above, a shaken hand below.
SHARPNESS_MIN = 20.0
THUMB_SIDE = 240


def photo_remarks(document: Document) -> list[str]:
    """What may make a photo hard to read: too small, blurred."""
    if not document.media_type.startswith("image/"):
        return []
    with document.file.open() as stored, Image.open(stored) as photo:
        remarks = []
        if min(photo.size) < SHORT_SIDE_MIN:
            remarks.append(_("The photo is small. Check that every word can be read."))
        if _sharpness(photo) < SHARPNESS_MIN:
            remarks.append(_("The photo looks blurred. If words cannot be read, take it again."))
    return remarks


def page_picture(document: Document, page: int) -> bytes | None:
    """A small JPEG of a page (counted from 1), where the page is a photo; else nothing."""
    with document.file.open() as stored:
        found = _picture_on(stored, document.media_type, page)
    if found is None:
        return None
    small = found.convert("RGB")
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    written = BytesIO()
    small.save(written, "JPEG", quality=80)
    return written.getvalue()


def _picture_on(stored: IO[bytes], media_type: str, page: int) -> Image.Image | None:
    if media_type.startswith("image/"):
        return Image.open(BytesIO(stored.read())) if page == 1 else None
    try:
        pages = PdfReader(BytesIO(stored.read())).pages
        pictures = list(pages[page - 1].images) if 0 < page <= len(pages) else []
    except (PyPdfError, OSError, ValueError, KeyError):
        return None
    return pictures[0].image if len(pictures) == 1 else None


def _sharpness(photo: Image.Image) -> float:
    plain = photo.convert("L")
    plain.thumbnail((800, 800))
    return float(ImageStat.Stat(plain.filter(ImageFilter.FIND_EDGES)).var[0])
