"""Papers: what is refused with which words, what is kept and how."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from casework.errors import (
    FileActive,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileTooLarge,
    FileTooManyPages,
    FileTypeWrong,
    PictureTooLarge,
)
from casework.models import Document
from casework.rules.files import PIXELS_MAX, proven_file
from casework.services import store_document
from loanprogram.demo.walk_applications import draft_case, picture
from screens.paper import render_pdf

RULE = SimpleNamespace(code="id_card", formats=["jpg", "png", "pdf"], size_max_mb=10, pages_max=3)


def pdf(pages=1, *, password="", action="", attachment=b""):
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(300, 300)
    if action:
        opening = DictionaryObject({NameObject("/S"): NameObject(action)})
        writer.root_object[NameObject("/OpenAction")] = opening
    if attachment:
        writer.add_attachment("hidden.bin", attachment)
    if password:
        writer.encrypt(password)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def refusal(content, name="paper.jpg"):
    with pytest.raises(Exception) as caught:
        proven_file(SimpleUploadedFile(name, content), RULE)
    return type(caught.value)


def test_each_fault_has_its_own_refusal():
    assert refusal(b"MZ" + b"\0" * 500) is FileTypeWrong
    assert refusal(b"<svg onload='x()'/>", "a.svg") is FileTypeWrong
    assert refusal(b"") is FileEmpty
    assert refusal(b"x" * (10 * 1024 * 1024 + 1)) is FileTooLarge
    assert refusal(pdf(password="secret"), "a.pdf") is FileEncrypted
    assert refusal(pdf()[:-300], "a.pdf") is FileDamaged
    assert refusal(picture("broken")[:3000]) is FileDamaged
    assert refusal(pdf(4), "a.pdf") is FileTooManyPages


def test_a_pdf_that_runs_or_hides_something_is_refused():
    assert refusal(pdf(action="/JavaScript"), "a.pdf") is FileActive
    assert refusal(pdf(action="/Launch"), "a.pdf") is FileActive
    assert refusal(pdf(attachment=b"MZ"), "a.pdf") is FileActive


def test_a_broken_picture_is_refused_also_after_a_paper_was_printed():
    render_pdf("print.html", {})

    assert refusal(picture("broken")[:3000]) is FileDamaged


def test_a_picture_of_too_many_pixels_is_refused():
    side = int(PIXELS_MAX**0.5) + 10
    written = BytesIO()
    Image.new("1", (side, side)).save(written, "PNG")

    assert refusal(written.getvalue(), "a.png") is PictureTooLarge


def test_place_and_camera_data_are_taken_out_of_photos():
    photo = Image.new("RGB", (40, 20), "white")
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned
    exif[0x8825] = {1: "N", 2: (30.0, 1.0, 2.0)}
    written = BytesIO()
    photo.save(written, "JPEG", exif=exif)

    proven = proven_file(SimpleUploadedFile("p.jpg", written.getvalue()), RULE)

    kept = Image.open(BytesIO(proven.content))
    assert kept.size == (20, 40)
    assert dict(kept.getexif()) == {}
    assert b"Exif" not in proven.content


@pytest.mark.django_db
def test_a_good_file_is_renamed_by_rule_and_kept_under_a_random_path(cast, applicant, today):
    case = draft_case(cast, today)
    case.documents.all().delete()

    upload = SimpleUploadedFile("../../IMG 001.jpg", picture("front"))
    document = store_document(case=case, type=RULE, upload=upload, actor=applicant, on=today)

    assert document.name == f"{case.number}_id_card_李春梅_20260302.jpg"
    assert document.original_name == "IMG 001.jpg"
    assert "IMG" not in document.file.name
    with document.file.open() as stored:
        assert len(stored.read()) == document.size


@pytest.mark.django_db
def test_replacing_keeps_the_old_version(cast, applicant, today):
    case = draft_case(cast, today)
    old = case.documents.get(type_code="id_card")

    new = store_document(
        case=case,
        type=RULE,
        upload=SimpleUploadedFile("b.pdf", pdf()),
        actor=applicant,
        on=today,
        replaces=old,
    )

    old.refresh_from_db()
    assert (new.version, new.replaces, old.verdict) == (2, old, Document.Verdict.REPLACED)
    assert old.file.storage.exists(old.file.name)
