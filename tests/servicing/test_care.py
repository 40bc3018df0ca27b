"""Looking after a loan: its plan, doing a step, leaving one out by two persons."""

from datetime import date, timedelta

import pytest

from casework.errors import ReasonMissing
from casework.models import Task
from parties.errors import SamePerson
from parties.models import User
from policy.models import BusinessDay
from servicing.errors.care import (
    ChecklistOpen,
)
from servicing.models import CareStep, Loan
from servicing.services.care import approve_skip, ask_skip, finish_step, refuse_skip
from servicing.services.mornings import look_after_loans

FIRST = date(2026, 4, 1)  # thirty days after the payout


@pytest.fixture
def planned(loan: Loan, today: date) -> Loan:
    """The loan on the morning after its payout."""
    morning(today + timedelta(days=1))
    return loan


def morning(on: date) -> None:
    BusinessDay.objects.update(current_on=on)
    look_after_loans(on=on, actor=User.objects.system())


def test_the_plan_follows_the_rules_and_is_written_once(planned, today):
    steps = list(CareStep.objects.values_list("kind", "due_on"))
    assert steps[:3] == [
        ("first_check", FIRST),
        ("update", date(2026, 6, 2)),
        ("report", date(2026, 9, 2)),
    ] or steps[1] == ("update", date(2026, 6, 2))
    assert ("yearly_review", date(2027, 6, 30)) in steps
    morning(today + timedelta(days=2))
    assert CareStep.objects.count() == len(steps)


def test_a_step_opens_in_time_and_needs_its_checklist(planned, cast):
    on = FIRST - timedelta(days=10)
    morning(on)
    step = CareStep.objects.get(kind="first_check")
    task = Task.objects.open().get(kind="care_first_check")
    assert (step.state, task.due_on, task.role) == ("open", FIRST, "BPL")
    facts = {"outcome": "good", "text": "发票齐全", "actor": cast["post_loan_officer"], "on": on}
    with pytest.raises(ChecklistOpen):
        finish_step(step=step, findings={"use": "good"}, **facts)
    answers = dict.fromkeys(("use", "running", "contact"), "good")
    assert finish_step(step=step, findings=answers, **facts).state == "done"
    assert not Task.objects.open().filter(kind="care_first_check").exists()


def test_skipping_needs_a_reason_and_a_second_person(planned, cast, today):
    step = CareStep.objects.filter(kind="update").first()
    asks = cast["post_loan_officer"]
    with pytest.raises(ReasonMissing):
        ask_skip(step=step, reason=" ", actor=asks, on=today)
    ask_skip(step=step, reason="借款人住院", actor=asks, on=today)
    asks.grants.create(role="BMG", granted_by=cast["manager"], approved_by=cast["second_manager"])
    both = User.objects.get(pk=asks.pk)
    with pytest.raises(SamePerson):
        approve_skip(step=step, actor=both, on=today)
    refuse_skip(step=step, reason="电话里也能更新", actor=cast["manager"], on=today)
    assert CareStep.objects.get(pk=step.pk).state == "planned"
    ask_skip(step=step, reason="借款人住院", actor=asks, on=today)
    assert approve_skip(step=step, actor=cast["manager"], on=today).state == "skipped"


def test_a_worse_class_asks_sooner_and_an_ended_loan_asks_no_more(planned, today):
    Loan.objects.update(asset_class="special_mention")
    morning(today + timedelta(days=5))
    assert CareStep.objects.filter(kind="update").first().due_on == date(2026, 4, 2)
    Loan.objects.update(state="claimed")
    morning(today + timedelta(days=6))
    assert set(CareStep.objects.values_list("state", flat=True)) == {"dropped"}
    assert not Task.objects.open().filter(kind__startswith="care_").exists()


@pytest.mark.row("S-115")
def test_the_task_plan_shows_what_comes_and_skipping_takes_two(
    planned, cast, open_page, phone_page, screenshot
):
    morning(FIRST - timedelta(days=9))
    address = f"/cases/{planned.case.number}/followup/"
    page = open_page(cast["post_loan_officer"])
    page.goto(address)
    assert page.locator("[data-care=update]").count() == 11
    first = page.locator("[data-care=first_check]")
    assert "2026年4月1日" in first.inner_text()
    screenshot(page, "care_plan")
    first.get_by_role("link", name="填写结果").click()
    for code in ("use", "running", "contact"):
        page.select_option(f"[name=point_{code}]", "good")
    page.check("[name=outcome][value=good]")
    page.get_by_role("button", name="保存结果").click()
    page.get_by_text("一切正常").first.wait_for()
    page.locator("[data-care=update]").first.get_by_role("link", name="跳过").click()
    page.fill("[name=reason]", "借款人住院，两周后补做")
    page.get_by_role("button", name="申请跳过").click()
    page.get_by_text("已申请跳过").first.wait_for()
    manager = phone_page(cast["manager"])
    manager.goto(address)
    screenshot(manager, "care_plan_360")
    manager.get_by_role("button", name="同意跳过").click()
    manager.get_by_text("借款人住院").first.wait_for()
    assert CareStep.objects.filter(state="skipped").count() == 1


def test_the_other_bank_sees_no_plan(planned, cast, client):
    step = CareStep.objects.first()
    client.force_login(cast["stranger"])
    for rest in ("", f"{step.pk}/", f"{step.pk}/skip/", f"{step.pk}/skip/refuse/"):
        assert client.get(f"/cases/{planned.case.number}/followup/{rest}").status_code == 404
