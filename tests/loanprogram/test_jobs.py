"""The jobs: on record, run by hand in full, and missed when they stand still."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page

from casework.models import Notice
from casework.services import queue_notice
from guarantees.models import Guarantee
from loanprogram import jobs, tasks
from loanprogram.demo import walk_servicing
from loanprogram.jobs import run_if_on, run_wanted_jobs, want_job
from loanprogram.models import JobState
from loanprogram.watching import tell_of_late_jobs
from parties.errors import NotAllowed
from parties.models import Programme, User
from policy.models import BusinessDay
from servicing.models import DayEndRun, Loan
from servicing.services import switch_job
from tests.servicing.factories import payable_loan

pytestmark = pytest.mark.django_db(transaction=True)


def message(person: Any, on: date, key: str = "k") -> None:
    with transaction.atomic():
        queue_notice(key=key, kind="receipt", channel="sms", body="收到", on=on, recipient=person)


def test_a_run_is_on_record_and_a_switched_off_job_does_not_run(
    applicant: User, administrator: User, today: date
) -> None:
    message(applicant.person, today)
    switch_job(job="send_messages", is_on=False, actor=administrator, on=today)
    tasks.sweep_notices()
    assert not JobState.objects.exists()

    switch_job(job="send_messages", is_on=True, actor=administrator, on=today)
    tasks.sweep_notices()

    state = JobState.objects.get(job="send_messages")
    assert (state.outcome, state.counts) == ("done", {"sent": 1, "delivered": 1})
    assert state.done_at == state.ended_at is not None


def test_a_failed_run_says_why(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_asked: object) -> dict[str, object]:
        raise ValueError("no light")

    monkeypatch.setitem(jobs.JOBS, "reports", jobs.Job("reports", broken))
    with pytest.raises(ValueError, match="no light"):
        run_if_on("reports")

    state = JobState.objects.get(job="reports")
    assert (state.outcome, state.error, state.done_at) == ("failed", "ValueError: no light", None)


def test_only_an_administrator_runs_a_job(officer: User, today: date) -> None:
    with pytest.raises(NotAllowed):
        want_job(name="day_end", actor=officer, on=today)
    assert not JobState.objects.exists()


def test_the_day_end_by_hand_runs_the_steps_of_guarantees_too(
    cast: dict[str, User], administrator: User, today: date
) -> None:
    loan = payable_loan(cast, on=today)
    walk_servicing.disbursed_loan(loan, cast, on=today)
    walk_servicing.paid_off(Loan.objects.get(), cast, on=today)
    BusinessDay.objects.update(current_on=today + timedelta(days=1))
    switch_job(job="day_end", is_on=False, actor=administrator, on=today)
    want_job(name="day_end", actor=administrator, on=today + timedelta(days=1))

    assert run_wanted_jobs() == 1

    state = JobState.objects.get(job="day_end")
    assert (state.outcome, state.step, state.steps) == ("done", 1, 1)
    assert DayEndRun.objects.get().business_on == today
    assert Guarantee.objects.get().state == "released"
    assert run_wanted_jobs() == 0


@pytest.mark.row("S-150")
@pytest.mark.row("S-156")
def test_sms_that_fails_is_followed_by_email_and_nothing_goes_twice(
    applicant: User,
    administrator: User,
    today: date,
    open_page: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = applicant.person
    assert person
    person.email = "li@example.com"
    person.save()
    page = open_page(administrator)
    page.goto("/integrations/sms/")
    page.get_by_label("失败：").check()
    page.get_by_role("button", name="按此方式使用").click()
    page.get_by_role("button", name="测试线路").click()
    page.get_by_text("made to say no on its page").first.wait_for()
    message(person, today)
    for _turn in range(2):  # 'run again' sends nothing twice
        page.goto("/jobs/")
        page.get_by_role("button", name="立即运行 · 发送消息").click()
        run_wanted_jobs()
    assert list(Notice.objects.values_list("channel", "state").order_by("pk")) == [
        ("sms", "failed"),
        ("email", "delivered"),
    ]
    page.goto("/outbox/?q=李春梅")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    tries = page.get_by_role("row").filter(has_text="made to say no on its page")
    assert tries.count() == 1
    assert page.get_by_role("row").filter(has_text="demo-").count() == 1
    page.goto("/integrations/sms/")
    page.get_by_label("模拟").check()
    page.get_by_role("button", name="按此方式使用").click()
    page.get_by_role("button", name="测试线路").click()
    page.get_by_text("毫秒内应答").wait_for()


@pytest.mark.row("S-157")
def test_a_job_that_stands_still_is_told_and_a_run_by_hand_shows_its_progress(
    administrator: User,
    officer: User,
    today: date,
    open_page: Callable[..., Page],
) -> None:
    tasks.sweep_notices()
    page = open_page(administrator)
    page.goto("/jobs/")
    assert page.get_by_text("有作业停滞").count() == 0
    page.get_by_role("button", name="关闭 · 发送消息").click()
    JobState.objects.filter(job="send_messages").update(
        done_at=timezone.now() - timedelta(seconds=61)
    )
    page.goto("/jobs/")
    page.get_by_text("有作业停滞").wait_for()
    tell_of_late_jobs(today)
    tell_of_late_jobs(today)
    assert Notice.objects.get(kind="job_late").recipient_user == administrator
    page.get_by_role("button", name="立即运行 · 日终").click()
    page.get_by_text("等待后台执行").wait_for()
    assert page.locator("[data-moving]").count() == 1
    JobState.objects.filter(job="day_end").update(
        wanted_at=None, outcome="running", started_at=timezone.now(), step=2, steps=5
    )
    page.reload()
    row = page.locator("#job-day_end")
    assert row.locator("progress").get_attribute("value") == "2"
    assert open_page(officer).goto("/jobs/").status in (403, 404)
