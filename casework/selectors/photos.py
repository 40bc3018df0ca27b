"""Whether a photo can be read: a remark to the person who took it, never a refusal."""

from django.utils.translation import gettext as _
from PIL import Image, ImageFilter, ImageStat

from casework.models import Document

# Below this an A4 page has fewer than about 75 dots per inch; seen with photos of phones.
SHORT_SIDE_MIN = 600
# Spread of edges in a photo shrunk to 800 px; sharp print lies far above, a shaken hand below.
SHARPNESS_MIN = 20.0


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


def _sharpness(photo: Image.Image) -> float:
    plain = photo.convert("L")
    plain.thumbnail((800, 800))
    return float(ImageStat.Stat(plain.filter(ImageFilter.FIND_EDGES)).var[0])
