"""Home, cockpit and reports in the browser."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from loanprogram.models import Report
from loanprogram.proving import record_proofs
from loanprogram.selectors import public_figures
from parties.models import User
from policy.models import Parameter
from servicing.models import Loan

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [(1280, "zh-hans"), (360, "zh-hans"), (1280, "en"), (360, "en")]
LOGIN = "django.contrib.auth.backends.ModelBackend"


def fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.mark.parametrize(("width", "language"), WIDTHS)
def test_the_home_page_says_what_to_expect(
    programme: object,
    width: int,
    language: str,
    open_page: Callable[..., Page],
    axe: Callable,
    screenshot: Callable,
) -> None:
    page = open_page(None, width, language)
    page.goto("/")

    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".home-hero a")).to_have_count(2)
    expect(page.locator(".home-banks li")).to_have_count(3)
    expect(page.locator(".home-facts dt")).to_have_count(5)
    expect(page.locator(".tile")).to_have_count(0)  # too few people to speak of
    assert axe(page) == []
    fits(page)
    screenshot(page, f"home-{width}-{language}")


def test_figures_are_counted_and_small_numbers_hidden(
    portfolio: list[Loan], today: date, client: Client
) -> None:
    assert public_figures(today) is None
    Parameter.objects.filter(key="public.smallest_number").update(value=1)

    found = public_figures(today)

    assert found
    assert (found.people, found.amount, found.days) == (1, Decimal("300000.00"), 0)
    page = client.get("/").content.decode()
    assert "30.00 万元" in page


def test_every_number_of_the_cockpit_opens_the_list_it_counts(
    portfolio: list[Loan], center_leader: User, today: date, client: Client
) -> None:
    record_proofs(today)
    client.force_login(center_leader, backend=LOGIN)

    tiles = {str(tile.label): tile for tile in client.get("/cockpit/").context["tiles"]}

    for label in ("未办结案卷", "超期案卷", "今日到期任务", "超期任务"):
        tile = tiles[label]
        assert client.get(tile.url).context["list"].count == tile.value, label
    assert tiles["贷款余额"].value == "30.00 万元"
    assert tiles["逾期率"].value == "66.67%"
    late = client.get(tiles["逾期率"].url).context["list"]
    assert [loan.pk for loan in late.rows] == [portfolio[0].pk]
    ageing = client.get("/cockpit/").context["charts"][1]
    assert client.get(ageing.bars[0].url).context["list"].count == 1
    assert client.get(ageing.bars[3].url).context["list"].count == 0


def test_the_cockpit_is_for_heads_and_audit_and_shows_only_the_own_bank(
    portfolio: list[Loan], cast: dict[str, User], client: Client
) -> None:
    for name, status in (("officer", 403), ("center_clerk", 403), ("applicant", 403)):
        client.force_login(cast[name], backend=LOGIN)
        assert client.get("/cockpit/").status_code == status, name
    client.force_login(cast["stranger"], backend=LOGIN)

    answer = client.get("/cockpit/")

    tiles = {str(tile.label): tile.value for tile in answer.context["tiles"]}
    assert tiles["贷款余额"] == "0.00 万元"
    assert answer.context["fund"] is None


@pytest.mark.parametrize(("width", "language"), WIDTHS)
def test_the_cockpit_fits(
    portfolio: list[Loan],
    center_leader: User,
    today: date,
    width: int,
    language: str,
    open_page: Callable[..., Page],
    axe: Callable,
    screenshot: Callable,
) -> None:
    record_proofs(today)
    page = open_page(center_leader, width, language)
    page.goto("/cockpit/")

    expect(page.locator(".tile")).to_have_count(8)
    assert axe(page) == []
    fits(page)
    screenshot(page, f"cockpit-{width}-{language}")


def test_a_report_is_made_by_hand_and_taken_home(
    portfolio: list[Loan],
    manager: User,
    open_page: Callable[..., Page],
    axe: Callable,
    screenshot: Callable,
) -> None:
    page = open_page(manager)
    page.goto("/reports/")
    page.get_by_text("立即生成报表").click()
    page.get_by_label("报表期间", exact=True).select_option("monthly:2026-02-01")
    page.get_by_role("button", name="生成", exact=True).click(timeout=60_000)

    page.wait_for_url("**/reports/*/")
    expect(page.get_by_role("heading", name="创业担保贷款业务统计表")).to_be_visible()
    assert axe(page) == []
    fits(page)
    screenshot(page, "report-1280-zh")
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF").click()
    assert pdf.value.suggested_filename.endswith(".pdf")
    page.goto("/reports/")
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Excel").first.click()
    assert sheet.value.suggested_filename.startswith("月报")
    screenshot(page, "reports-1280-zh")
    english = open_page(manager, 360, "en")
    english.goto(f"/reports/{Report.objects.get().pk}/")
    fits(english)
    screenshot(english, "report-360-en")


def test_reports_stay_in_their_house(
    portfolio: list[Loan], manager: User, cast: dict[str, User], client: Client
) -> None:
    client.force_login(manager, backend=LOGIN)
    client.post("/reports/make/", {"period": "weekly:2026-02-23"})
    report = Report.objects.get()
    paths = [f"/reports/{report.pk}/", f"/reports/{report.pk}/pdf/"]

    for name, status in (
        ("stranger", 404),
        ("center_leader", 404),
        ("auditor", 200),
        ("officer", 403),
        ("applicant", 403),
    ):
        client.force_login(cast[name], backend=LOGIN)
        assert [client.get(path).status_code for path in paths] == [status] * 2, name
    client.force_login(cast["auditor"], backend=LOGIN)
    assert client.post("/reports/make/", {"period": "weekly:2026-02-23"}).status_code == 403
    assert client.get(f"/reports/{report.pk}/docx/").status_code == 404
