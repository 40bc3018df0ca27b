"""Several photos or files become one paper: in order, upright, as one PDF."""

from collections.abc import Sequence
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image
from pypdf import PdfReader, PdfWriter

from casework.rules.files import PDF, PaperRule, plain_name, proven_file

# A page of A4 at this density is sharp on paper and small on a weak line.
DOTS_PER_INCH = 150
LONG_SIDE_MAX = 2200


def one_paper(
    uploads: Sequence[UploadedFile], rule: PaperRule, turns: Sequence[int] = ()
) -> UploadedFile:
    """The one file of these uploads, in their order; photos turned by quarters clockwise.

    A single file without a turn stays as it is. Every part is proven first, so that a refusal
    names the part.
    """
    turned = [*turns, *([0] * len(uploads))][: len(uploads)]
    if len(uploads) == 1 and not turned[0] % 4:
        return uploads[0]
    writer = PdfWriter()
    for upload, turn in zip(uploads, turned, strict=True):
        proven = proven_file(upload, rule)
        content = proven.content if proven.media_type == PDF else _page(proven.content, turn)
        for page in PdfReader(BytesIO(content)).pages:
            writer.add_page(page)
    written = BytesIO()
    writer.write(written)
    name = f"{plain_name(uploads[0].name).rsplit('.', 1)[0]}.pdf"
    return SimpleUploadedFile(name, written.getvalue(), PDF)


def _page(picture: bytes, turn: int) -> bytes:
    """A photo as a PDF page, not larger than a page needs."""
    with Image.open(BytesIO(picture)) as opened:
        upright = opened.convert("RGB").rotate(-90 * (turn % 4), expand=True)
    upright.thumbnail((LONG_SIDE_MAX, LONG_SIDE_MAX))
    written = BytesIO()
    upright.save(written, "PDF", resolution=DOTS_PER_INCH, quality=85)
    return written.getvalue()
