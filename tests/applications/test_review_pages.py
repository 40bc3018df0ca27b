"""S-058 to S-060 in the browser: from the worklist to the answered request, both sides."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
from applications.services.review import accept_application
from casework.models import Case, Document
from loanprogram.demo.walk_applications import picture, submitted_case
from parties.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(cast: dict[str, User], today: date) -> Case:
    """Handed in at bank A today."""
    return submitted_case(cast, today)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A picture to hand in."""
    path = tmp_path / "licence.jpg"
    path.write_bytes(picture("licence"))
    return path


@pytest.mark.row("S-059")
def test_a_file_is_taken_in_and_its_papers_judged(
    case: Case, officer: User, open_page: Callable[..., Page], axe: Callable, screenshot: Callable
) -> None:
    page = open_page(officer)
    page.goto("/work/")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert axe(page) == []
    screenshot(page, "desk-worklist-zh")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="受理申请").click()
    page.wait_for_url("**/documents/")
    expect(page.get_by_text("案卷暂不能进入下一环节")).to_be_visible()
    expect(page.locator("img.paper-view")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('img.paper-view').naturalWidth") == 1000
    expect(page.locator(".fact", has_text="身份证号").first).to_be_visible()  # beside the page
    assert axe(page) == []
    screenshot(page, "desk-documents-zh")

    page.get_by_text("材料不通过").click()
    page.get_by_label("请申请人怎么做").fill("请重拍，四角都要拍到")
    page.get_by_role("button", name="以此原因退回").click()

    expect(page.locator(".document-reason").first).to_have_text("看不清: 请重拍，四角都要拍到")
    rejected = Document.objects.get(case=case, verdict="rejected")
    page.goto(f"/cases/{case.number}/documents/")
    while page.get_by_role("button", name="材料通过").count() and rest_of(case):
        page.get_by_role("button", name="材料通过").click()
        page.wait_for_load_state()
    assert rest_of(case) == 0
    expect(page.get_by_text("未通过，尚未重新提交")).to_be_visible()
    assert Document.objects.get(pk=rejected.pk).verdict == "rejected"


def rest_of(case: Case) -> int:
    """Papers still to be judged."""
    return Document.objects.filter(case=case, verdict="open").count()


@pytest.mark.row("S-060")
def test_three_things_are_asked_for_and_handed_in(
    case: Case,
    officer: User,
    applicant: User,
    today: date,
    open_page: Callable[..., Page],
    phone_page: Callable[..., Page],
    axe: Callable,
    screenshot: Callable,
    paper: Path,
) -> None:
    accept_application(application=Application.objects.get(case=case), actor=officer, on=today)
    page = open_page(officer)
    page.goto(f"/cases/{case.number}/supplement/")
    for name in ("营业执照", "经营场所证明", "贷款用途说明"):
        page.get_by_label(name).check()
    assert axe(page) == []
    screenshot(page, "desk-supplement-zh")
    page.get_by_role("button", name="发给申请人").click()
    expect(page.locator(".case-header")).to_contain_text("计时暂停")
    expect(page.get_by_role("button", name="材料通过")).to_be_visible()

    phone = phone_page(applicant)
    phone.goto("/me/")
    screenshot(phone, "desk-my-start-zh")
    phone.goto(f"/applications/{case.number}/supplement/")
    expect(phone.locator("input[type=file]")).to_have_count(3)
    expect(phone.get_by_text("2026年3月16日")).to_be_visible()
    assert axe(phone) == []
    screenshot(phone, "desk-my-supplement-zh")
    for place in range(3):
        panel = phone.locator("form:has(input[type=file])").nth(place)
        panel.locator("input[type=file]").set_input_files(paper)
        panel.locator("button").click()
        phone.wait_for_load_state()
    phone.wait_for_url(f"**/applications/{case.number}/")

    page.goto(f"/cases/{case.number}/documents/")
    expect(page.locator(".case-header")).not_to_contain_text("计时暂停")
    expect(page.locator(".document-title", has_text="提出日期")).to_contain_text("已答复")
