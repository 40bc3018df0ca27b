"""Alerts on late and odd payments, the yearly review, and what collecting achieves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from casework.models import Case, Notice, Task
from parties.errors import SamePerson
from parties.models import User
from policy.models import BusinessDay, Parameter
from policy.selectors import parameter
from policy.services import publish_rule
from servicing.errors.care import (
    ReviewRunning,
    StagesOutOfOrder,
    VisitNeeded,
)
from servicing.models import CareStep, ContactRecord, Loan, PaymentException, Repayment
from servicing.selectors.results import collection_results
from servicing.services import (
    Contact,
    approve_repayment,
    approve_reversal,
    catch_up,
    propose_reversal,
    record_contact,
    record_repayment,
)
from servicing.services.care import finish_step
from servicing.services.mornings import look_after_loans
from servicing.services.reviews import start_review
from servicing.services.strategy import propose_stages
from tests.servicing.factories import running_loan

DUE = date(2026, 4, 2)


def morning(on: date) -> None:
    catch_up(to=on - timedelta(days=1))
    BusinessDay.objects.update(current_on=on)
    look_after_loans(on=on, actor=User.objects.system())


def paid(loan: Loan, cast: dict, amount: str, on: date, **more) -> Repayment:
    facts = {"channel": "debit", "bank_serial": f"HK{amount}", "idempotency_key": amount} | more
    repayment = record_repayment(
        loan=loan,
        amount=Decimal(amount),
        received_on=on,
        actor=cast["post_loan_officer"],
        on=on,
        **facts,
    )
    return approve_repayment(repayment=repayment, actor=cast["manager"], on=on)


def taken_back(repayment: Repayment, cast: dict, on: date) -> None:
    reversal = propose_reversal(
        repayment=repayment, actor=cast["post_loan_officer"], on=on, reason="余额不足被退回"
    )
    approve_reversal(reversal=reversal, actor=cast["manager"], on=on)


def test_the_keeper_hears_of_a_late_loan_on_the_days_of_the_rules_once(loan, cast):
    Case.objects.update(contact=cast["post_loan_officer"])
    for days, told in ((1, 1), (2, 1), (7, 2), (8, 2)):
        morning(DUE + timedelta(days=days))
        alerts = Notice.objects.filter(kind="late_alert")
        assert alerts.filter(channel="page").count() == alerts.filter(channel="sms").count() == told
    assert "7 天" in Notice.objects.filter(kind="late_alert").latest("pk").body


def test_part_payments_and_strange_payers_are_noticed_once(loan, cast):
    morning(DUE)
    paid(loan, cast, "1000.00", DUE, payer="王建国")
    paid(loan, cast, "4869.28", DUE, payer="李春梅")
    morning(DUE + timedelta(days=1))
    morning(DUE + timedelta(days=2))
    assert [each.kind for each in PaymentException.objects.all()] == ["third_party"]
    late = DUE + timedelta(days=31)
    morning(late)
    paid(loan, cast, "100.00", late)
    morning(late + timedelta(days=1))
    assert PaymentException.objects.filter(kind="partial").count() == 1


@pytest.mark.row("S-121")
def test_a_reversed_debit_opens_a_task_with_borrower_and_payment(loan, cast, open_page, screenshot):
    morning(DUE)
    taken_back(paid(loan, cast, "5869.28", DUE), cast, DUE)
    page = open_page(cast["post_loan_officer"])
    page.goto("/work/?kind=payment_exception")
    page.locator("tbody").get_by_role("link", name="核实异常还款").click()
    text = page.locator("main").inner_text()
    for fact in ("李春梅", loan.number, "5,869.28", "扣款被退回"):
        assert fact in text
    screenshot(page, "payment_exception")
    page.fill("[name=result]", "已电话联系，账户余额不足，约定明日存入")
    page.get_by_role("button", name="保存处理情况").click()
    page.get_by_text("处理情况已记录").wait_for()
    assert not Task.objects.open().filter(kind="payment_exception").exists()


@pytest.fixture
def old_loans(transactional_db, cast) -> list[Loan]:
    """Two loans older than a year, one of them looked after by the post-loan officer."""
    first = running_loan(cast, on=date(2025, 2, 3))
    second = running_loan(cast, on=date(2026, 2, 2))
    Case.objects.update(contact=cast["post_loan_officer"])
    return [first, second]


def test_a_review_is_started_once_and_takes_in_what_is_old_enough(old_loans, cast, today):
    facts = {"due_on": today + timedelta(days=60), "actor": cast["manager"], "on": today}
    campaign = start_review(**facts)
    assert [step.loan for step in campaign.steps.all()] == old_loans[:1]
    with pytest.raises(ReviewRunning):
        start_review(**facts)
    Loan.objects.update(asset_class="doubtful")
    answers = dict.fromkeys(
        ("person", "finance", "business", "jobs", "collateral", "guarantor"), "good"
    )
    with pytest.raises(VisitNeeded):
        finish_step(
            step=campaign.steps.get(),
            findings=answers,
            outcome="good",
            text="",
            actor=cast["post_loan_officer"],
            on=today,
        )


@pytest.mark.row("S-134")
def test_the_yearly_review_makes_tasks_and_shows_progress(old_loans, cast, open_page, screenshot):
    head = open_page(cast["manager"])
    head.goto("/reviews/")
    head.get_by_role("button", name="启动年审").click()
    head.get_by_text("年审已启动").wait_for()
    officer = head.locator("[data-officer]")
    assert "袁莉：0 / 1" in officer.inner_text()
    page = open_page(cast["post_loan_officer"])
    page.goto("/work/?kind=care_yearly_review")
    page.locator("tbody").get_by_role("link", name="年度审查").first.click()
    page.get_by_role("link", name="填写结果").click()
    for code in ("person", "finance", "business", "jobs", "collateral", "guarantor"):
        page.select_option(f"[name=point_{code}]", "good")
    page.check("[name=outcome][value=good]")
    page.fill("[name=text]", "各项正常，明年继续关注用工")
    screenshot(page, "review_step")
    page.get_by_role("button", name="保存结果").click()
    page.get_by_text("明年继续关注用工").first.wait_for()
    head.reload()
    assert "袁莉：1 / 1" in officer.inner_text()
    screenshot(head, "review")
    assert CareStep.objects.filter(campaign__isnull=False).count() == 1


def talked(loan: Loan, cast: dict, on: date, way: str) -> None:
    facts = {"reached": "borrower", "result": "talked", "reason": "forgotten"}
    record_contact(
        loan=loan,
        contact=Contact(way=way, **facts),
        at=datetime(on.year, on.month, on.day, 4, tzinfo=UTC),
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=f"{way}{on}",
    )


def test_money_counts_for_the_last_contact_before_it(loan, cast, repay):
    first, second = DUE + timedelta(days=5), DUE + timedelta(days=8)
    morning(second)
    talked(loan, cast, first, "phone")
    talked(loan, cast, second, "visit")
    repay(loan, "3000.00", on=second + timedelta(days=1))
    span = (DUE, DUE + timedelta(days=30))
    found = {line.label: line for line in collection_results(cast["manager"], span, "way")}
    assert [line.recovered for line in found.values()] == [Decimal("3000.00"), Decimal(0)]
    assert found[str(ContactRecord.Way.VISIT.label)].cost == Decimal("60.00")
    assert collection_results(cast["stranger"], span, "way") == []
    by_stage = collection_results(cast["manager"], span, "stage")
    assert sum(line.contacts for line in by_stage) == 2


@pytest.mark.row("S-130")
def test_recovery_by_method_and_a_new_version_of_the_stages(
    loan, cast, repay, open_page, screenshot, today
):
    on = DUE + timedelta(days=6)
    morning(on)
    talked(loan, cast, on, "phone")
    repay(loan, "2000.00", on=on)
    page = open_page(cast["manager"])
    page.goto("/collection/results/")
    assert "2,000" in page.locator("main").inner_text()
    screenshot(page, "collection_result")
    page.get_by_role("link", name="调整催收阶段").click()
    page.fill("[name=from_phone]", "3")
    page.fill("[name=reason]", "电话收回最多，提前一天打电话")
    page.get_by_role("button", name="提交新方案").click()
    page.get_by_text("等待中心领导批准").wait_for()
    screenshot(page, "stage_plan")
    rule = Parameter.objects.get(key="collection.stages", state="submitted")
    publish_rule(rule=rule, actor=cast["center_leader"], on=on)
    stages = {stage["code"]: stage["from_days"] for stage in parameter("collection.stages", on)}
    assert stages["phone"] == 3
    assert parameter("collection.stages", today)[1]["from_days"] == 4


def test_stages_stay_in_order_and_their_author_does_not_publish(transactional_db, cast, today):
    days = {
        stage["code"]: (stage["from_days"], stage["due_days"])
        for stage in parameter("collection.stages", today)
    }
    facts = {"from_on": today, "reason": "试行", "actor": cast["manager"], "on": today}
    with pytest.raises(StagesOutOfOrder):
        propose_stages(days=days | {"phone": (1, 2)}, **facts)
    rule = propose_stages(days=days | {"phone": (2, 2)}, **facts)
    leader = cast["center_leader"]
    Parameter.objects.filter(pk=rule.pk).update(author=leader)
    with pytest.raises(SamePerson):
        publish_rule(rule=Parameter.objects.get(pk=rule.pk), actor=leader, on=today)


def test_the_other_bank_sees_no_odd_payment_and_no_review(loan, cast, client, today):
    morning(DUE)
    taken_back(paid(loan, cast, "5869.28", DUE), cast, DUE)
    client.force_login(cast["stranger"])
    address = f"/payments/odd/{PaymentException.objects.get().pk}/"
    assert client.get(address).status_code == 404
    assert loan.number not in client.get("/reviews/").content.decode()
