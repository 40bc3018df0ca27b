"""Whether a stored paper is still what was handed in."""

import hashlib

from casework.errors import FileChanged
from casework.models import Document


def content_of(document: Document) -> bytes:
    """The file of a paper, if it still has the hash of the hand-in; anything else is not shown."""
    with document.file.open("rb") as stored:
        content: bytes = stored.read()
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise FileChanged(name=document.name)
    return content


def receipt_that_names(document: Document) -> str:
    """The number of the receipt that lists this very file; empty when there is none."""
    receipts = document.case.receipts.filter(files__contains=[{"sha256": document.sha256}])
    return receipts.values_list("number", flat=True).first() or ""


def is_unchanged(document: Document) -> bool:
    """Whether the stored file has the hash of the hand-in."""
    try:
        content_of(document)
    except (FileChanged, FileNotFoundError):
        return False
    return True
