"""Twenty-four files that mean harm or are broken: each gets its own answer, nothing is stored."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from casework.errors import (
    ArchiveUnsafe,
    FileActive,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileOfTelephone,
    FileTooLarge,
    FileTypeWrong,
    PictureTooLarge,
)
from casework.rules.archives import unpacked
from casework.rules.files import PDF, proven_file
from casework.rules.joining import one_paper
from tests.casework.test_documents import pdf

RULE = SimpleNamespace(code="id_card", formats=["jpg", "png", "pdf"], size_max_mb=10, pages_max=9)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


def photo(size: tuple[int, int] = (80, 60), form: str = "JPEG") -> bytes:
    """A small picture."""
    written = BytesIO()
    Image.new("RGB", size, "white").save(written, form)
    return written.getvalue()


def zipped(*members: tuple[str, bytes], mode: int = 0) -> bytes:
    """A zip of these members."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return written.getvalue()


HOSTILE: list[tuple[str, str, Callable[[], bytes], type[Exception]]] = [
    ("exe as jpg", "a.jpg", lambda: b"MZ" + b"\0" * 900, FileTypeWrong),
    ("html as pdf", "a.pdf", lambda: b"<html><script>x()</script></html>", FileTypeWrong),
    ("svg with script", "a.svg", lambda: b"<svg><script>x()</script></svg>", FileTypeWrong),
    ("double extension", "a.pdf.exe", lambda: b"MZ" + b"\0" * 900, FileTypeWrong),
    ("empty", "a.jpg", lambda: b"", FileEmpty),
    ("one byte over", "a.jpg", lambda: photo().ljust(10 * 1024 * 1024 + 1, b"\0"), FileTooLarge),
    ("locked pdf", "a.pdf", lambda: pdf(password="x"), FileEncrypted),
    ("pdf with script", "a.pdf", lambda: pdf(action="/JavaScript"), FileActive),
    ("pdf with a file", "a.pdf", lambda: pdf(attachment=b"MZ"), FileActive),
    ("20,000 pixels", "a.png", lambda: photo((20_000, 3_000), "PNG"), PictureTooLarge),
    ("broken picture", "a.jpg", lambda: photo((800, 600))[:900], FileDamaged),
    ("eicar", "a.pdf", lambda: EICAR, FileTypeWrong),
    ("xlsx with entity", "a.pdf", lambda: zipped(("xl/workbook.xml", XXE)), FileTypeWrong),
    ("macro file", "a.pdf", lambda: zipped(("word/vbaProject.bin", b"x")), FileTypeWrong),
    ("docx", "a.docx", lambda: zipped(("word/document.xml", b"<a/>")), FileTypeWrong),
    ("heic", "a.jpg", lambda: HEIC, FileOfTelephone),
]
ARCHIVES: list[tuple[str, Callable[[], bytes]]] = [
    ("bomb", lambda: zipped(("a.pdf", b"\0" * 30_000_000))),
    ("nested", lambda: zipped(("b.zip", zipped(("a.pdf", pdf()))))),
    ("link", lambda: zipped(("a.pdf", b"/etc/passwd"), mode=0o120777)),
    ("parent", lambda: zipped(("../../a.pdf", pdf()))),
    ("absolute", lambda: zipped(("/etc/a.pdf", pdf()))),
    ("script", lambda: zipped(("a.pdf", pdf()), ("run.js", b"x()"))),
    ("many", lambda: zipped(*((f"{n}.pdf", b"x") for n in range(60)))),
    ("damaged", lambda: zipped(("a.pdf", pdf()))[:-40]),
]


@pytest.mark.parametrize(("name", "make", "refusal"), [row[1:] for row in HOSTILE])
def test_a_hostile_file_gets_its_own_refusal(
    name: str, make: Callable[[], bytes], refusal: type[Exception]
) -> None:
    """The content decides, whatever the name says."""
    with pytest.raises(refusal):
        proven_file(SimpleUploadedFile(name, make()), RULE)


@pytest.mark.parametrize("make", [row[1] for row in ARCHIVES], ids=[row[0] for row in ARCHIVES])
def test_an_unsafe_zip_is_refused_whole(make: Callable[[], bytes]) -> None:
    """Bombs, links, paths to elsewhere, scripts and zips in zips are not unpacked."""
    with pytest.raises(ArchiveUnsafe):
        unpacked(SimpleUploadedFile("all.zip", make()))


def test_a_picture_with_a_tail_loses_it() -> None:
    """A polyglot is written anew: only the picture is kept."""
    proven = proven_file(SimpleUploadedFile("a.jpg", photo() + zipped(("a.js", b"x()"))), RULE)
    assert b"PK\x03\x04" not in proven.content
    assert proven.media_type == "image/jpeg"


def test_names_lose_folders_and_hidden_signs() -> None:
    """A path, a null byte and 300 letters: what is kept is a plain name."""
    found = unpacked(SimpleUploadedFile("all.zip", zipped(("证件/身份证.pdf", pdf()))))
    assert [member.name for member in found] == ["身份证.pdf"]
    old = zipped(("xx.pdf", pdf())).replace(b"xx.pdf", "证.pdf".encode("gb18030"))
    assert unpacked(SimpleUploadedFile("old.zip", old))[0].name == "证.pdf"


def test_photos_become_one_paper_in_order_and_upright() -> None:
    """Three photos, the second turned: a PDF of three pages."""
    photos = [SimpleUploadedFile(f"{n}.jpg", photo((300, 200))) for n in range(3)]
    joined = one_paper(photos, RULE, turns=[0, 1, 0])
    proven = proven_file(joined, RULE)
    assert (proven.media_type, proven.pages) == (PDF, 3)
    broken = [photos[0], SimpleUploadedFile("zwei.jpg", photo()[:200])]
    with pytest.raises(FileDamaged, match="zwei"):
        one_paper(broken, RULE)
