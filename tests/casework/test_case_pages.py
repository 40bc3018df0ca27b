"""S-011, S-058, S-068 in the browser: case pages, notes, search and lists, both languages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from applications.models import Application
from applications.selectors import own_data
from casework.models import Case, Note, Notice
from casework.services.notes import write_note
from loanprogram.demo.walk_applications import submitted_case
from loanprogram.demo.walk_review import accepted_case
from parties.models import User

PAGES = ["", "application/", "documents/", "messages/", "history/"]
LISTS = ["/work/", "/cases/", "/search/?q=李春梅", "/work/messages/", "/counter/"]


@pytest.fixture
def reviewed(cast: dict[str, User], today: date) -> Case:
    """Papers accepted at bank A."""
    return accepted_case(submitted_case(cast, today), cast, today)


def noted(case: Case, actor: User, on: date, **more: Any) -> Note:
    facts: dict[str, Any] = {"text": "邻居说店里很忙", "is_shared": False, "mentioned": [], **more}
    return write_note(case=case, actor=actor, on=on, **facts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_accessible_at_both_widths(
    reviewed: Case,
    officer: User,
    manager: User,
    today: date,
    language: str,
    open_page: Callable[..., Page],
    axe: Callable,
    screenshot: Callable,
) -> None:
    noted(reviewed, officer, today)
    places = [f"/cases/{reviewed.number}/{page}" for page in PAGES]
    for width in (1280, 360):
        page = open_page(officer, width=width, language=language)
        for place in [*places, *LISTS]:
            page.goto(place)
            assert axe(page) == [], place
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
            name = place.strip("/").replace(reviewed.number, "case").replace("/", "-").split("?")[0]
            screenshot(page, f"desk-{name}-{width}-{language}")
    page = open_page(manager, width=1280, language=language)
    page.goto("/outbox/")
    assert axe(page) == []
    screenshot(page, f"desk-outbox-1280-{language}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-068")
def test_a_note_reaches_the_colleague_and_never_the_applicant(
    reviewed: Case,
    officer: User,
    second_officer: User,
    applicant: User,
    open_page: Callable[..., Page],
) -> None:
    page = open_page(officer)
    page.goto(f"/cases/{reviewed.number}/messages/")
    page.get_by_label("内部备注").fill("流水和口述不一致，请看第三页")
    page.locator("summary", has_text="提醒同事").click()
    page.get_by_label(second_officer.display_name).check()
    page.get_by_role("button", name="保存内部备注").click()
    expect(page.get_by_text("流水和口述不一致，请看第三页")).to_be_visible()

    Notice.objects.filter(kind="note_mention").update(state="sent")  # the sweep
    colleague = open_page(second_officer)
    colleague.goto("/work/")
    expect(colleague.locator(".unread").first).to_contain_text("1")
    colleague.goto("/work/messages/")
    colleague.get_by_role("link", name=reviewed.number).click()
    expect(colleague.get_by_text("流水和口述不一致，请看第三页")).to_be_visible()
    own = open_page(applicant)
    for place in ("/me/", "/me/messages/", f"/applications/{reviewed.number}/", "/me/data/"):
        own.goto(place)
        assert "口述不一致" not in own.content()


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-058")
def test_keys_lead_through_the_list(
    reviewed: Case, officer: User, open_page: Callable[..., Page]
) -> None:
    page = open_page(officer)
    page.goto("/cases/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{reviewed.number}/")
    page.goto("/cases/")
    page.keyboard.press("/")
    page.keyboard.type(reviewed.number[-6:])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{reviewed.number}/")


@pytest.mark.django_db
@pytest.mark.row("S-068")
def test_notes_stay_in_their_house_unless_shared(
    reviewed: Case,
    officer: User,
    center_clerk: User,
    auditor: User,
    applicant: User,
    stranger: User,
    today: date,
) -> None:
    Case.objects.filter(pk=reviewed.pk).update(shared_with_center=True)
    own = noted(reviewed, officer, today)
    shared = noted(reviewed, officer, today, is_shared=True)

    seen = {user: set(Note.objects.visible_to(user)) for user in (officer, center_clerk, auditor)}

    assert seen == {officer: {own, shared}, center_clerk: {shared}, auditor: {own, shared}}
    assert not Note.objects.visible_to(applicant).exists()
    assert not Note.objects.visible_to(stranger).exists()


@pytest.mark.django_db
def test_the_exported_data_of_the_applicant_hold_no_note(
    reviewed: Case, officer: User, applicant: User, today: date, client: Client
) -> None:
    noted(reviewed, officer, today)
    client.force_login(applicant, backend="django.contrib.auth.backends.ModelBackend")

    exported = str(own_data(reviewed.borrower, Application.objects.filter(case=reviewed)))

    assert "邻居说店里很忙" not in exported
    assert reviewed.number in exported
    assert client.get(f"/cases/{reviewed.number}/messages/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["number", "tail", "name", "phone"])
def test_search_finds_only_what_one_may_see(
    reviewed: Case, officer: User, stranger: User, client: Client, text: str
) -> None:
    wanted = {
        "number": reviewed.number,
        "tail": reviewed.number[-6:],
        "name": "李春",
        "phone": reviewed.borrower.phone_tail,
    }[text]
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/search/", {"q": wanted}).context["hits"] == []
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/search/", {"q": wanted}, follow=True)
    assert reviewed.number in answer.content.decode()


@pytest.mark.django_db
def test_the_export_holds_the_rows_of_the_view(
    reviewed: Case, officer: User, stranger: User, client: Client
) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/cases/?stage=review").context["list"].count == 1
    answer = client.get("/cases/export/?stage=review")
    assert answer.content[:2] == b"PK"
    assert "2026-03-02.xlsx" in answer.headers["Content-Disposition"]
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/cases/").context["list"].count == 0


@pytest.mark.django_db
def test_a_code_is_read_in_the_demo_only(
    reviewed: Case, manager: User, administrator: User, applicant: User, client: Client, settings
) -> None:
    Notice.objects.create(
        idempotency_key="code",
        kind="one_time_code",
        channel="sms",
        recipient=applicant.person,
        body="验证码 123456",
        send_on=date(2026, 3, 2),
    )
    client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    assert "123456" in client.get("/outbox/").content.decode()
    settings.DEMO = False
    page = client.get("/outbox/").content.decode()
    assert "123456" not in page
    assert "已由" not in page  # nor what applicants were told
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    assert "123456" not in client.get("/outbox/").content.decode()
