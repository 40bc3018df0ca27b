"""Papers of a draft on a phone: photos joined, a lost network waited out, a zip unpacked."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from playwright.sync_api import Page, Route

from casework.models import Document, Upload
from casework.services.uploads import begin_upload, continue_upload, drop_ruins
from loanprogram.demo.walk_applications import draft_case
from parties.models import User
from tests.casework.test_documents import pdf
from tests.casework.test_hostile_files import photo, zipped

Cast = dict[str, User]
ROW = "form:has(input[name=type][value={}])"
pytestmark = pytest.mark.django_db(transaction=True)


def photos(folder: Path, how_many: int) -> list[str]:
    """Photos of pages, each of another shade."""
    found = []
    for number in range(how_many):
        path = folder / f"租约{number + 1}.jpg"
        Image.effect_noise((900, 1200), 40 + number).convert("RGB").save(path)
        found.append(str(path))
    return found


def added(case_number: str, type_code: str) -> Document:
    """The newest paper of a type."""
    papers = Document.objects.filter(case__number=case_number, type_code=type_code)
    return papers.exclude(verdict="replaced").latest("pk")


@pytest.mark.row("S-051")
@pytest.mark.row("S-098")
@pytest.mark.row("U-021")
@pytest.mark.row("U-022")
def test_photos_become_one_paper_over_a_broken_line(
    cast: Cast, today: date, phone_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Four photos chosen, one left out, one turned; the line breaks once and all arrive."""
    case = draft_case(cast, today)
    page = phone_page(cast["applicant"])
    page.goto(f"/applications/{case.number}/papers/")
    form = page.locator(ROW.format("premises"))
    form.locator("input[type=file]").set_input_files(photos(tmp_path, 4))
    rows = form.locator(".upload-row")
    assert rows.count() == 4
    assert form.locator(".upload-row img").count() == 4
    rows.nth(1).get_by_role("button", name="移除").click()
    rows.nth(0).get_by_role("button", name="旋转").click()
    rows.nth(2).get_by_role("button", name="前移").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    breaks = {"left": 1}

    def shaky(route: Route) -> None:
        if breaks["left"]:
            breaks["left"] -= 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*/?offset=*", shaky)
    form.get_by_role("button", name="提交").click()
    form.get_by_text("等待网络，将自动重试").wait_for()
    page.get_by_text("已保存").first.wait_for()
    document = added(case.number, "premises")
    assert (document.pages, document.media_type) == (3, "application/pdf")
    shown = page.locator("#premises .thumbnails img")
    assert shown.count() == 3
    address = shown.first.get_attribute("src")
    assert address
    small = page.request.get(address)
    with Image.open(BytesIO(small.body())) as first:
        assert first.width > first.height  # it was upright and has been turned
    assert Upload.objects.count() == 0


@pytest.mark.row("S-100")
def test_a_zip_becomes_single_papers_to_be_assigned(
    cast: Cast, today: date, phone_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Three PDFs of a zip are given their types; a script inside refuses the whole zip."""
    case = draft_case(cast, today)
    page = phone_page(cast["applicant"])
    good, bad = tmp_path / "材料.zip", tmp_path / "bad.zip"
    good.write_bytes(zipped(*((f"{name}.pdf", pdf()) for name in ("流水", "合同", "执照"))))
    bad.write_bytes(zipped(("流水.pdf", pdf()), ("run.js", b"x()")))
    page.goto(f"/applications/{case.number}/papers/")
    page.get_by_text("把全部材料放在一个压缩包里").click()
    page.set_input_files("#id_zip", str(bad))
    page.get_by_role("button", name="解压").click()
    page.get_by_text("“run.js”不是 JPG、PNG 或 PDF 文件").first.wait_for()
    assert not Document.objects.filter(case=case, type_code="").exists()
    page.set_input_files("#id_zip", str(good))
    page.get_by_role("button", name="解压").click()
    page.get_by_text("已解压出 3 份材料。").wait_for()
    page.get_by_label("“流水.pdf”是什么材料？").select_option("bank_flow")
    page.locator("#unassigned li", has_text="流水.pdf").get_by_role("button", name="确认").click()
    page.locator("#bank_flow").get_by_text("流水.pdf").wait_for()
    assert page.locator("#unassigned li").count() == 2
    assert added(case.number, "bank_flow").name.split("_")[1:3] == ["bank", "flow"]


def test_pieces_that_come_twice_or_late_change_nothing(cast: Cast, today: date) -> None:
    """An upload goes on where it was; a gap is refused; another person's key is not found."""
    case = draft_case(cast, today)
    facts = {
        "case": case,
        "key": UUID("0b8f3c1e-8a52-4a0e-9d57-0f0a3c2d1e4b"),
        "actor": cast["applicant"],
        "limit_mb": 10,
    }
    content = photo((300, 300))
    upload = begin_upload(name="a.jpg", size=len(content), **facts)
    continue_upload(upload=upload, offset=0, piece=content[:100])
    continue_upload(upload=upload, offset=0, piece=content[:100])
    assert begin_upload(name="a.jpg", size=len(content), **facts).received == 100
    with pytest.raises(Exception, match="没有完整上传"):
        continue_upload(upload=upload, offset=150, piece=content[150:])
    continue_upload(upload=upload, offset=100, piece=content[100:])
    upload.refresh_from_db()
    assert upload.file.read() == content
    assert drop_ruins() == 0
