"""The requirement rows of extension, help and classes, checked in the browser."""

import re
from datetime import date, timedelta

import pytest

from servicing.models import Loan, LoanChange, OverdueCase
from servicing.services import catch_up
from tests.servicing.test_pages import set_day

LATE = date(2026, 4, 22)


def propose(page, number, **terms) -> None:
    """The officer fills in terms and ability and looks at the simulation."""
    page.goto(f"/cases/{number}/changes/")
    page.get_by_role("link", name="测算并提议").click()
    for name, value in {"income": "30000", "costs": "9000", "opinion": "可以", **terms}.items():
        field = page.locator(f"[name={name}]")
        field.select_option(value) if name == "kind" else field.fill(value)
    page.get_by_role("button", name="试算").click()
    page.locator("[data-simulation]").wait_for()


@pytest.mark.row("S-088")
def test_an_extension_needs_the_consent_of_the_center(
    loan, cast, open_page, phone_page, screenshot
):
    set_day(LATE - timedelta(days=50))
    number = loan.case.number
    mine = phone_page(cast["applicant"])
    mine.goto(f"/my/loans/{loan.number}/")
    mine.get_by_role("link", name="申请展期").click()
    mine.fill("[name=text]", "门口修路，三个月没有生意。")
    screenshot(mine, "change_ask_360")
    mine.get_by_role("button", name="提交申请").click()
    mine.get_by_text("银行已收到您的申请").wait_for()
    officer = open_page(cast["post_loan_officer"])
    propose(officer, number, months="6", sureties="张保")
    screenshot(officer, "change_propose")
    officer.get_by_role("button", name="提议这份计划").click()
    manager = open_page(cast["manager"])
    manager.goto(f"/cases/{number}/changes/")
    manager.get_by_role("button", name="批准变更").click()
    manager.get_by_text("各方同意齐全后生效").wait_for()
    assert Loan.objects.get().maturity_on == date(2029, 3, 2)
    for who in ("post_loan_officer", "center_leader"):
        page = open_page(cast[who])
        page.goto(f"/cases/{number}/changes/")
        page.get_by_role("link", name="登记同意情况").first.click()
        page.check("[name=agrees][value=yes]")
        page.fill("[name=evidence]", "书面同意")
        page.get_by_role("button", name="保存同意情况").click()
        page.get_by_text("同意情况已登记").wait_for()
    assert Loan.objects.get().maturity_on == date(2029, 9, 2)
    page.get_by_role("link", name="新旧还款计划").click()
    page.locator("[data-compared]").wait_for()
    screenshot(page, "change_plans")
    mine.reload()
    mine.get_by_text("新旧还款计划").click()
    assert mine.locator("[data-compared] tbody tr").count() == 43
    screenshot(mine, "change_mine_360")


@pytest.mark.row("S-129")
def test_six_parts_add_up_and_a_missed_one_returns_to_collection(
    loan, cast, open_page, phone_page, screenshot
):
    set_day(LATE)
    number = loan.case.number
    mine = phone_page(cast["applicant"])
    mine.goto(f"/my/loans/{loan.number}/changes/new/?why=help")
    mine.select_option("[name=kind]", "spread")
    mine.fill("[name=text]", "客户拖欠货款。")
    screenshot(mine, "help_ask_360")
    mine.get_by_role("button", name="提交申请").click()
    mine.get_by_text("银行已收到您的申请").wait_for()
    officer = open_page(cast["post_loan_officer"])
    propose(officer, number, kind="spread", count="6", first_on="2026-05-02")
    screenshot(officer, "help_propose")
    rows = [
        [float(x.replace(",", "")) for x in re.findall(r"[\d,]+\.\d\d", row.inner_text())]
        for row in officer.locator("[data-simulation] tbody tr").all()
    ]
    assert [round(sum(c), 2) for c in zip(*rows[:-1], strict=True)] == rows[-1]
    assert rows[-1][0] == 200000.00
    assert rows[-1][2] == 600.00
    officer.get_by_role("button", name="提议这份计划").click()
    manager = open_page(cast["manager"])
    manager.goto(f"/cases/{number}/changes/")
    manager.get_by_role("button", name="批准变更").click()
    manager.get_by_text("新的还款计划已经生效").wait_for()
    manager.goto(f"/cases/{number}/collection/")
    manager.get_by_text("按计划还款").first.wait_for()
    screenshot(manager, "help_on_plan")
    catch_up(to=date(2026, 5, 2))
    assert LoanChange.objects.get().state == "broken"
    assert OverdueCase.objects.get().stage == "friendly"
    manager.reload()
    manager.get_by_text("温馨提醒").first.wait_for()


@pytest.mark.row("S-138")
def test_the_class_follows_the_days_and_is_better_only_by_two(loan, cast, open_page, screenshot):
    set_day(date(2026, 4, 2) + timedelta(days=91))
    assert Loan.objects.get().asset_class == "substandard"
    number = loan.case.number
    officer, manager = open_page(cast["post_loan_officer"]), open_page(cast["manager"])
    for wanted, shown in (("loss", "分类已调整"), ("substandard", "须由第二人批准")):
        officer.goto(f"/cases/{number}/risk/class/")
        officer.select_option("[name=wanted]", wanted)
        officer.fill("[name=reason]", "抵押物灭失；已核实")
        officer.get_by_role("button", name="保存分类").click()
        officer.get_by_text(shown).first.wait_for()
        assert Loan.objects.get().asset_class == "loss"
    assert officer.get_by_role("button", name="批准上调分类").count() == 0
    officer.goto(f"/cases/{number}/risk/class/")
    manager.goto(f"/cases/{number}/risk/")
    screenshot(manager, "class_risk")
    catch_up(to=date(2026, 7, 3))
    assert Loan.objects.get().asset_class == "loss"
    manager.get_by_role("button", name="批准上调分类").click()
    manager.get_by_text("上调后的分类已生效").wait_for()
    assert Loan.objects.get().asset_class == "substandard"
