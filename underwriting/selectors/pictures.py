"""Pictures of a visit, small enough for a page or a printed report."""

import base64
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from casework.models import Document
from underwriting.models import SiteVisit, VisitPhoto

PRINTED_PIXELS = 1000


def printed_photos(visit: SiteVisit) -> Iterator[tuple[VisitPhoto, str]]:
    """The photos with their pictures as data addresses, for a paper that may load nothing."""
    for photo in visit.photos.select_related("document"):
        yield photo, data_address(photo.document)


def data_address(document: Document) -> str:
    """A stored picture as a data address, scaled down for printing."""
    with document.file.open("rb") as stored, Image.open(stored) as picture:
        picture.thumbnail((PRINTED_PIXELS, PRINTED_PIXELS))
        drawn = picture.convert("RGBA")
        sheet = Image.new("RGB", drawn.size, "white")
        sheet.paste(drawn, mask=drawn.getchannel("A"))
        written = BytesIO()
        sheet.save(written, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"
