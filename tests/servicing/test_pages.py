"""The requirement rows of payout, account, day-end and collection, checked in the browser."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from casework.models import Notice, Task
from loanprogram.jobs import run_wanted_jobs
from policy.models import BusinessDay
from servicing.models import DayEndRun, Disbursement, Loan, Promise, Repayment
from servicing.selectors.proofs import discrepancies
from servicing.services import catch_up
from servicing.views import collection

DUE = date(2026, 4, 2)


def set_day(on: date) -> None:
    """Close the days before and move the business date, as the day-end command does."""
    catch_up(to=on - timedelta(days=1))
    BusinessDay.objects.update(current_on=on)


def prepare(page, number, holder="李春梅"):
    page.goto(f"/cases/{number}/disbursement/")
    page.fill("[name=account_holder]", holder)
    page.fill("[name=account_number]", "6222 0000 1234 5678")
    page.get_by_role("button", name="准备放款").click()


@pytest.mark.row("S-083")
@pytest.mark.row("S-085")
def test_payout_by_two_persons_once(payable, cast, open_page, screenshot):
    number = payable.case.number
    officer, manager, second = (
        open_page(cast[name]) for name in ("officer", "manager", "second_manager")
    )
    prepare(officer, number)
    officer.get_by_text("准备好了").wait_for()
    assert officer.get_by_role("button", name="批准并放款").count() == 0
    for page in (manager, second):
        page.goto(f"/cases/{number}/disbursement/")
        page.fill("[name=bank_serial]", "FK20260302001")
    screenshot(manager, "serv_disbursement")
    manager.get_by_role("button", name="批准并放款").dblclick()
    manager.get_by_text("已放款").first.wait_for()
    second.get_by_role("button", name="批准并放款").click()
    second.get_by_text("已有放款").first.wait_for()
    assert Loan.objects.get().state == "disbursed"
    assert Disbursement.objects.count() == 1
    mine = open_page(cast["applicant"], width=360)
    mine.goto(f"/my/loans/{payable.number}/")
    assert "5,869.28" in mine.locator("[data-next-amount]").inner_text()
    screenshot(mine, "serv_my_loan_360")
    body = Notice.objects.filter(kind="loan_paid_out", channel="sms").get().body
    assert "5678" in body
    assert "6222" not in body


@pytest.mark.row("S-084")
def test_an_account_of_somebody_else_is_refused(payable, cast, open_page):
    page = open_page(cast["officer"])
    prepare(page, payable.case.number, holder="王建国")
    assert "李春梅" in page.locator(".error-summary, .alert-danger").first.inner_text()
    assert page.input_value("[name=account_holder]") == "王建国"
    assert not Disbursement.objects.exists()


@pytest.mark.row("S-117")
def test_six_thousand_are_shown_before_they_are_saved(loan, cast, open_page, screenshot):
    set_day(DUE)
    number = loan.case.number
    page = open_page(cast["post_loan_officer"])
    page.goto(f"/cases/{number}/repayments/record/")
    page.fill("[name=amount]", "6,000")
    page.fill("[name=bank_serial]", "HK1")
    page.get_by_role("button", name="显示怎样使用").click()
    shown = page.locator("[data-allocation]").inner_text()
    assert re.findall(r"[\d,]+\.\d\d", shown) == ["600.00", "5,269.28", "130.72"]
    assert "5,869.28" in page.content()
    assert not Repayment.objects.exists()
    screenshot(page, "serv_record")
    page.get_by_role("button", name="保存还款").click()
    manager = open_page(cast["manager"])
    manager.goto(f"/cases/{number}/repayments/")
    screenshot(manager, "serv_repayments")
    manager.get_by_role("button", name="批准并入账").click()
    manager.get_by_text("194,730.72").first.wait_for()
    assert Loan.objects.get().advance == Decimal("130.72")
    manager.set_default_timeout(60_000)  # the first paper of a process loads the fonts
    with manager.expect_download(timeout=60_000) as receipt:
        manager.get_by_role("link", name=Repayment.objects.get().number).click()
    assert receipt.value.path().read_bytes().startswith(b"%PDF")


@pytest.mark.row("S-086")
def test_borrower_and_officer_see_the_same_next_payment(loan, cast, open_page):
    set_day(DUE + timedelta(days=5))
    number = loan.case.number
    officer, mine = open_page(cast["officer"]), open_page(cast["applicant"])
    officer.goto(f"/cases/{number}/repayments/")
    mine.goto("/my/loans/")
    mine.get_by_role("link", name="打开贷款").click()
    for place in ("[data-next-amount]", "[data-next-date]"):
        assert officer.locator(place).inner_text() == mine.locator(place).inner_text()
    mine.set_default_timeout(60_000)  # the first paper of a process loads the fonts
    with mine.expect_download(timeout=60_000) as statement:
        mine.get_by_role("link", name="对账单").click()
    assert statement.value.path().read_bytes().startswith(b"%PDF")


@pytest.mark.row("S-087")
@pytest.mark.row("S-168")
def test_a_full_early_repayment_settles_the_loan(loan, cast, open_page, screenshot):
    on = DUE + timedelta(days=15)
    set_day(on)
    mine = open_page(cast["applicant"])
    mine.goto(f"/my/loans/{loan.number}/")
    amount = re.search(r"[\d,]+\.\d\d", mine.locator("[data-quote]").inner_text()).group()
    assert amount == "200,903.96"
    page = open_page(cast["post_loan_officer"])
    page.goto(f"/cases/{loan.case.number}/repayments/record/")
    page.select_option("[name=purpose]", "payoff")
    page.fill("[name=amount]", amount)
    page.fill("[name=bank_serial]", "HK9")
    page.get_by_role("button", name="显示怎样使用").click()
    page.get_by_role("button", name="保存还款").click()
    manager = open_page(cast["manager"])
    manager.goto(f"/cases/{loan.case.number}/repayments/")
    manager.get_by_role("button", name="批准并入账").click()
    manager.get_by_text("已结清").first.wait_for()
    mine.reload()
    mine.set_default_timeout(60_000)  # the first paper of a process loads the fonts
    with mine.expect_download(timeout=60_000) as paper:
        mine.get_by_role("link", name="结清证明").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    assert Loan.objects.get().state == "settled"
    assert discrepancies() == []


@pytest.mark.row("S-119")
def test_a_switched_off_day_end_catches_up_in_order(loan, cast, open_page, screenshot, today):
    page = open_page(cast["administrator"])
    page.goto("/jobs/")
    page.get_by_role("button", name="关闭 · 日终").click()
    BusinessDay.objects.update(current_on=today + timedelta(days=3))
    page.goto("/jobs/")
    assert "3" in page.get_by_text("等待日终").inner_text()
    page.get_by_role("button", name="开启 · 日终").click()
    page.get_by_role("button", name="立即运行日终").click()
    assert run_wanted_jobs() == 1  # the worker
    page.reload()
    days = DayEndRun.objects.order_by("pk").values_list("business_on", flat=True)
    assert list(days) == [today + timedelta(days=n) for n in range(3)]
    page.get_by_role("button", name="立即运行日终").click()
    run_wanted_jobs()
    assert DayEndRun.objects.count() == 3
    screenshot(page, "serv_jobs")


@pytest.mark.row("S-123")
def test_a_posted_repayment_is_only_reversed_and_by_two(loan, cast, repay, open_page, today):
    repay(loan, "500.00", on=today)
    number = loan.case.number
    page = open_page(cast["post_loan_officer"])
    page.goto(f"/cases/{number}/repayments/")
    assert page.get_by_role("link", name="编辑").count() == 0
    page.get_by_role("link", name="冲销").click()
    page.fill("[name=reason]", "银行退票")
    page.get_by_role("button", name="是，按此原因").click()
    manager = open_page(cast["manager"])
    manager.goto(f"/cases/{number}/repayments/")
    manager.get_by_role("button", name="批准冲销").click()
    manager.get_by_text("已冲销").first.wait_for()
    assert Loan.objects.get().advance == 0
    mine = open_page(cast["applicant"])
    mine.goto(f"/my/loans/{loan.number}/")
    assert mine.get_by_text("已撤回").count() >= 1


@pytest.mark.row("S-124")
def test_a_late_loan_passes_through_its_stages(loan, cast, open_page, screenshot):
    page, center = open_page(cast["post_loan_officer"]), open_page(cast["center_clerk"])
    for days, stage in ((1, "温馨提醒"), (4, "电话"), (15, "函件"), (30, "走访")):
        set_day(DUE + timedelta(days=days))
        page.goto(f"/cases/{loan.case.number}/collection/")
        page.locator("main").get_by_text(stage).first.wait_for()
    page.goto("/collection/")
    page.get_by_role("link", name=loan.number).click()
    screenshot(page, "serv_collection")
    center.goto(f"/cases/{loan.case.number}/collection/")
    center.get_by_text("已告知就业中心").first.wait_for()
    assert Task.objects.filter(kind="look_at_overdue", role="CTR").count() == 1


@pytest.mark.row("S-125")
def test_a_promise_that_is_not_kept_shows_as_broken(loan, cast, open_page, monkeypatch):
    on, friday = date(2026, 4, 8), date(2026, 4, 10)
    monkeypatch.setattr(collection, "now", lambda: datetime(2026, 4, 8, 4, tzinfo=UTC))
    set_day(on)
    page = open_page(cast["post_loan_officer"])
    page.goto(f"/cases/{loan.case.number}/collection/contact/")
    page.select_option("[name=reached]", "borrower")
    page.select_option("[name=result]", "talked")
    page.select_option("[name=reason]", "customer_late")
    page.fill("[name=promised_amount]", "2000")
    page.fill("[name=promised_on]", friday.isoformat())
    page.get_by_role("button", name="保存联系记录").click()
    page.get_by_text("2,000.00").first.wait_for()
    set_day(friday)
    assert Task.objects.open().get(kind="promise_due").due_on == friday
    set_day(friday + timedelta(days=1))
    page.goto(f"/cases/{loan.case.number}/collection/")
    page.get_by_text("承诺未履行").first.wait_for()
    assert Promise.objects.get().state == "broken"


@pytest.mark.row("S-126")
def test_no_call_at_half_past_ten_in_the_evening(loan, cast, open_page, monkeypatch):
    monkeypatch.setattr(collection, "now", lambda: datetime(2026, 4, 8, 14, 30, tzinfo=UTC))
    set_day(date(2026, 4, 8))
    page = open_page(cast["post_loan_officer"])
    page.goto(f"/cases/{loan.case.number}/collection/contact/")
    page.get_by_role("button", name="保存联系记录").click()
    assert "08:00" in page.locator(".error-summary, .alert-danger").first.inner_text()
    page.fill("[name=consent_evidence]", "借款人书面同意晚间联系")
    page.get_by_role("button", name="保存联系记录").click()
    page.get_by_text("借款人书面同意晚间联系").wait_for()


@pytest.mark.row("S-148")
def test_who_is_reminded_today_and_paying_removes(loan, cast, repay, open_page, screenshot):
    set_day(DUE)
    page = open_page(cast["post_loan_officer"])
    page.goto("/reminders/")
    page.get_by_role("link", name=loan.number).wait_for()
    screenshot(page, "serv_reminders")
    repay(loan, "5869.28", on=DUE)
    page.reload()
    assert page.get_by_role("link", name=loan.number).count() == 0
    assert Notice.objects.get(idempotency_key__endswith=":0").state == "cancelled"


PAGES = (
    "/cases/{number}/disbursement/",
    "/cases/{number}/repayments/",
    "/cases/{number}/repayments/statement.pdf",
    "/cases/{number}/instalments/1/",
    "/cases/{number}/collection/",
)


@pytest.mark.parametrize("address", PAGES)
def test_the_other_bank_sees_nothing(loan, cast, client, address):
    client.force_login(cast["stranger"])
    assert client.get(address.format(number=loan.case.number)).status_code == 404
    client.force_login(cast["other_applicant"])
    assert client.get(f"/my/loans/{loan.number}/").status_code == 404
