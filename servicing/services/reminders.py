"""Reminding borrowers before, on and after a due date, by rules that two persons put in force."""

from datetime import date
from uuid import uuid4

from django.db import transaction as database

from casework.models import Notice
from casework.services import queue_notice, transition
from casework.services.reading import note_as_read
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.models import ReminderRule
from servicing import notices
from servicing.errors import NothingToShow
from servicing.models import Loan
from servicing.selectors.days import REMINDERS, is_switched_on
from servicing.selectors.reminders import reminders_for


@database.atomic(durable=True)
def queue_reminders(*, on: date, actor: User | None = None) -> int:
    """Queue the reminders of a day; says how many. Run again, it queues none twice."""
    if not is_switched_on(REMINDERS):
        return 0
    reminders = reminders_for(on)
    for reminder in reminders:
        notices.send_reminder(reminder, on)
    return len(reminders)


@database.atomic(durable=True)
def send_test_reminder(*, rule: ReminderRule, actor: User, on: date) -> Notice:
    """Send oneself the message of a rule as a borrower would get it, marked as a test."""
    if not actor.may("servicing.manage_reminders"):
        raise NotAllowed
    example = next((each for each in reminders_for(on) if each.rule == rule), None)
    if example is None:
        raise NothingToShow
    return queue_notice(
        key=f"reminder-test:{uuid4()}",
        kind="reminder_test",
        channel=Notice.Channel.PAGE,
        subject="TEST",
        body=notices.reminder_text(example, on),
        on=on,
        recipient_user=actor,
    )


@database.atomic(durable=True)
def switch_reminder_rule(*, rule: ReminderRule, is_active: bool, actor: User, on: date) -> None:
    """Switch a rule off or on again at once."""
    found = ReminderRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if not actor.may("servicing.manage_reminders"):
        raise NotAllowed
    found.is_active = is_active
    found.save(update_fields=["is_active"])
    record_act(
        "servicing.switch_reminder_rule",
        actor=actor,
        on=on,
        subject=found,
        facts={"offset_days": found.offset_days, "on": is_active},
    )


@database.atomic(durable=True)
def propose_reminder_rule(
    *, offset_days: int, channels: list[str], from_on: date, source: str, actor: User, on: date
) -> ReminderRule:
    """Draft a rule and lay it before those who publish rules; another person lets it run."""
    if not actor.may("policy.draft_rules"):
        raise NotAllowed
    rule = ReminderRule(
        offset_days=offset_days,
        channels=channels,
        template_code=template_for(offset_days),
        from_on=max(from_on, on),
        source=source,
        author=actor,
    )
    rule.full_clean(exclude=["state"])
    rule.save()
    transition(rule, "submit", actor=actor, on=on)
    return rule


@database.atomic
def note_reminders_read(loan: Loan) -> int:
    """The borrower has opened what the reminders of this loan lead to."""
    sent = Notice.objects.filter(kind="reminder", case=loan.case, recipient=loan.borrower)
    return note_as_read(sent)


def template_for(offset_days: int) -> str:
    """The approved wording for before, on and after the due date."""
    if offset_days < 0:
        return "reminder_before"
    return "reminder_late" if offset_days else "reminder_due"
