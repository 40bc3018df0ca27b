"""Reports of the business, and the ladder of reminders for updates and reports."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from casework.models import Notice, Task
from parties.models import User
from policy.models import BusinessDay
from servicing.errors.care import (
    StepNotOpen,
)
from servicing.models import BusinessReport, CareStep
from servicing.selectors.standing import care_grade
from servicing.services.mornings import look_after_loans
from servicing.services.reports import Figures, hand_in_report

UPDATE_DUE = date(2026, 6, 2)
REPORT_DUE = date(2026, 9, 2)
FIGURES = Figures(Decimal("90000.00"), Decimal("60000.00"), Decimal("15000.00"), 3)


def morning(on: date) -> None:
    BusinessDay.objects.update(current_on=on)
    look_after_loans(on=on, actor=User.objects.system())


def messages() -> int:
    return Notice.objects.filter(kind="data_update", channel="sms").count()


def test_the_ladder_climbs_one_rung_after_the_other(loan, today):
    morning(today)
    for days, sent, calls in ((-15, 0, 0), (-14, 1, 0), (0, 1, 0), (1, 2, 0), (7, 2, 0), (8, 2, 1)):
        morning(UPDATE_DUE + timedelta(days=days))
        morning(UPDATE_DUE + timedelta(days=days))
        assert (messages(), Task.objects.filter(kind="call_for_data").count()) == (sent, calls)


def test_a_report_is_handed_in_once_per_period_and_a_late_one_counts(loan, cast, today):
    morning(today)
    facts = {"loan": loan, "figures": FIGURES, "actor": cast["applicant"]}
    with pytest.raises(StepNotOpen):
        hand_in_report(on=today, **facts)
    report = hand_in_report(on=REPORT_DUE + timedelta(days=3), **facts)
    assert report.is_late
    assert (report.period_from_on, report.period_until_on) == (today, REPORT_DUE)
    assert CareStep.objects.get(pk=report.step_id).state == "done"
    with pytest.raises(StepNotOpen):
        hand_in_report(on=REPORT_DUE + timedelta(days=4), **facts)


@pytest.mark.row("S-135")
def test_a_quarters_figures_become_a_line_and_lateness_counts(
    loan, cast, phone_page, open_page, screenshot, today
):
    morning(today)
    before = care_grade(loan, today).points
    morning(REPORT_DUE + timedelta(days=2))
    mine = phone_page(cast["applicant"])
    mine.goto(f"/my/loans/{loan.number}/report/")
    for name, value in (("turnover", "90,000"), ("costs", "6万"), ("cash", "15000")):
        mine.fill(f"[name={name}]", value)
    mine.fill("[name=staff]", "3")
    screenshot(mine, "my_report_360")
    mine.get_by_role("button", name="提交报告").click()
    mine.get_by_text("报告已收到").wait_for()
    assert BusinessReport.objects.get().turnover == Decimal("90000.00")
    page = open_page(cast["post_loan_officer"])
    page.goto(f"/cases/{loan.case.number}/followup/")
    page.get_by_text("经营情况怎么样").first.wait_for()
    page.get_by_text("1 次迟交报告").first.wait_for()
    screenshot(page, "followup_report")
    assert care_grade(loan, REPORT_DUE + timedelta(days=2)).points > before


@pytest.mark.row("S-136")
def test_two_ignored_reminders_become_a_call_and_a_mark(loan, cast, open_page, today):
    morning(today)
    for days in (-14, 1, 8):
        morning(UPDATE_DUE + timedelta(days=days))
    page = open_page(cast["post_loan_officer"])
    page.goto("/work/?kind=call_for_data")
    page.locator("tbody").get_by_text("电话联系").first.wait_for()
    assert messages() == 2
    address = f"/cases/{loan.case.number}/followup/"
    page.goto(address)
    assert page.get_by_text("信息逾期未更新").count() == 0
    morning(UPDATE_DUE + timedelta(days=15))
    page.goto(address)
    page.get_by_text("信息逾期未更新").first.wait_for()
    assert page.locator("[data-grade]").inner_text() != "A"


def test_the_other_bank_enters_no_report(loan, cast, client):
    client.force_login(cast["stranger"])
    assert client.get(f"/cases/{loan.case.number}/followup/report/").status_code == 404
    client.force_login(cast["other_applicant"])
    assert client.get(f"/my/loans/{loan.number}/report/").status_code == 404
