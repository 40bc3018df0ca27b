"""Late loans: stages on their days, contacts within the rules, promises kept and broken."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from casework.models import Task
from servicing.errors import NotInArrears, QuietHours, TooManyDials
from servicing.models import ContactRecord, OverdueCase, Promise, StageEntry
from servicing.services import Contact, Promised, catch_up, record_contact

DUE = date(2026, 4, 2)
NOON = datetime(2026, 4, 9, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
NIGHT = datetime(2026, 4, 9, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai


def call(loan, cast, on, at=NOON, key="c1", promised=None, **changes):
    facts = {"way": "phone", "reached": "nobody", "result": "no_answer", "reason": "unknown"}
    return record_contact(
        loan=loan,
        contact=Contact(**{**facts, **changes}),
        at=at,
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=key,
        promised=promised,
    )


def test_stages_come_on_their_days_and_the_center_hears_of_it(loan):
    catch_up(to=DUE + timedelta(days=31))
    entries = StageEntry.objects.values_list("stage", "days_past_due", "entered_on")
    assert list(entries) == [
        ("friendly", 1, date(2026, 4, 3)),
        ("phone", 4, date(2026, 4, 6)),
        ("letter", 15, date(2026, 4, 17)),
        ("visit", 30, date(2026, 5, 2)),
    ]
    spell = OverdueCase.objects.get()
    assert spell.center_told_on == date(2026, 5, 2)
    center = Task.objects.get(kind="look_at_overdue")
    assert (center.role, center.organisation.code) == ("CTR", "center")


def test_paying_everything_ends_the_spell_and_its_tasks(loan, repay):
    catch_up(to=DUE + timedelta(days=5))
    repay(loan, "5874.02", on=DUE + timedelta(days=6))
    assert OverdueCase.objects.get().closed_on == DUE + timedelta(days=6)
    assert not Task.objects.open().filter(kind__startswith="collect").exists()


def test_a_contact_needs_a_late_loan(loan, cast, today):
    with pytest.raises(NotInArrears):
        call(loan, cast, today)


def test_no_calls_at_night_without_consent(loan, cast):
    on = DUE + timedelta(days=7)
    catch_up(to=on - timedelta(days=1))
    with pytest.raises(QuietHours):
        call(loan, cast, on, at=NIGHT)
    assert not ContactRecord.objects.exists()
    call(loan, cast, on, at=NIGHT, consent_evidence="借款人 4 月 8 日微信同意晚间联系")
    call(loan, cast, on, at=NIGHT, key="c2", way="letter", result="delivered")
    assert ContactRecord.objects.count() == 2


def test_the_seventh_unanswered_call_of_a_day_is_refused(loan, cast):
    on = DUE + timedelta(days=7)
    catch_up(to=on - timedelta(days=1))
    for number in range(6):
        call(loan, cast, on, key=f"c{number}")
    with pytest.raises(TooManyDials):
        call(loan, cast, on, key="c7")
    assert ContactRecord.objects.count() == 6


@pytest.mark.parametrize(("paid", "state"), [("0", "broken"), ("2000.00", "kept")])
def test_a_promise_is_on_the_worklist_on_its_day_and_judged_in_the_evening(
    loan, cast, repay, paid, state
):
    on, friday = DUE + timedelta(days=6), DUE + timedelta(days=8)
    catch_up(to=on - timedelta(days=1))
    promised = Promised(amount=Decimal("2000.00"), due_on=friday)
    call(loan, cast, on, reached="borrower", result="talked", promised=promised)
    assert not Task.objects.filter(kind="promise_due").exists()
    catch_up(to=friday - timedelta(days=1))
    task = Task.objects.open().get(kind="promise_due")
    assert (task.due_on, task.role) == (friday, "BPL")
    if Decimal(paid):
        repay(loan, paid, on=friday)
    catch_up(to=friday)
    assert Promise.objects.get().state == state
    assert Task.objects.open().filter(kind="promise_broken").exists() == (state == "broken")
    assert not Task.objects.open().filter(kind="promise_due").exists()
