"""Reminders: once per loan, due date and rule; not for those who have paid."""

from datetime import date, timedelta

from casework.models import Notice
from servicing.selectors.reminders import reminders_for, with_state
from servicing.services import (
    catch_up,
    propose_reminder_rule,
    queue_reminders,
    send_test_reminder,
    switch_job,
    switch_reminder_rule,
)

DUE = date(2026, 4, 2)


def test_the_morning_of_a_rule_has_its_reminders_once(loan):
    catch_up(to=DUE - timedelta(days=8))
    notice = Notice.objects.get(kind="reminder")
    assert notice.idempotency_key == f"reminder:{loan.pk}:{DUE}:-7"
    assert (notice.send_on, notice.channel) == (DUE - timedelta(days=7), "sms")
    assert "5,869.28" in notice.body
    assert loan.disbursements.get().account_number not in notice.body
    queue_reminders(on=DUE - timedelta(days=7))
    assert Notice.objects.filter(kind="reminder").count() == 1


def test_every_rule_reminds_on_its_day(loan):
    catch_up(to=DUE + timedelta(days=1))
    keys = Notice.objects.filter(kind="reminder").order_by("pk")
    offsets = [key.rsplit(":", 1)[1] for key in keys.values_list("idempotency_key", flat=True)]
    assert offsets == ["-7", "-3", "0", "1"]


def test_paying_takes_a_waiting_reminder_back(loan, repay):
    catch_up(to=DUE - timedelta(days=1))
    assert [each.state for each in with_state(reminders_for(DUE))] == ["queued"]
    repay(loan, "5869.28", on=DUE)
    assert reminders_for(DUE) == []
    on_the_day = Notice.objects.get(kind="reminder", idempotency_key__endswith=":0")
    assert on_the_day.state == "cancelled"


def test_who_has_enough_in_advance_is_not_reminded(loan, repay, today):
    repay(loan, "5869.28", on=today)
    assert reminders_for(DUE) == []


def test_a_switched_off_rule_or_job_reminds_nobody(loan, cast, today):
    (found,) = reminders_for(DUE - timedelta(days=3))
    officer = cast["post_loan_officer"]
    switch_reminder_rule(rule=found.rule, is_active=False, actor=officer, on=today)
    assert reminders_for(DUE - timedelta(days=3)) == []
    switch_job(job="reminders", is_on=False, actor=cast["administrator"], on=today)
    assert queue_reminders(on=DUE) == 0


def test_a_test_goes_to_oneself(loan, cast):
    (found,) = reminders_for(DUE)
    notice = send_test_reminder(rule=found.rule, actor=cast["post_loan_officer"], on=DUE)
    assert (notice.recipient_user, notice.recipient) == (cast["post_loan_officer"], None)


def test_a_new_rule_needs_a_second_person(loan, cast, today):
    rule = propose_reminder_rule(
        offset_days=-5,
        channels=["sms"],
        from_on=today,
        source="县实施细则",
        actor=cast["center_clerk"],
        on=today,
    )
    assert rule.state == "submitted"
    assert reminders_for(DUE - timedelta(days=5)) == []
