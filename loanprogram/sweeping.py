"""Sending what waits, by the rules of the day: the one place that knows the quiet hours."""

from collections import Counter
from datetime import date, time, timedelta

from django.utils import timezone

from casework.services.sending import SendingRules, ask_for_deliveries, send_due_notices
from policy.selectors import parameter

NOTICES_PER_SWEEP = 200


def sending_rules(on: date, moment: time) -> SendingRules:
    """Pauses between tries, and what waits for another time of day.

    Outside the hours of contact (`collection.hours`) the kinds in `notice.quiet_kinds` wait; a
    message that was asked for at a time of day (`notice.hours`) waits for that.
    """
    contact = parameter("collection.hours", on)
    may_disturb = _is_within(moment, contact["from"], contact["to"])
    closed = [
        name
        for name, (begins, ends) in sorted(parameter("notice.hours", on).items())
        if not _is_within(moment, begins, ends)
    ]
    return SendingRules(
        pauses=_minutes(parameter("notice.pauses_minutes", on)),
        report_pauses=_minutes(parameter("notice.report_pauses_minutes", on)),
        quiet_kinds=() if may_disturb else tuple(parameter("notice.quiet_kinds", on)),
        closed_hours=tuple(closed),
    )


def _is_within(moment: time, begins: str, ends: str) -> bool:
    return time.fromisoformat(begins) <= moment < time.fromisoformat(ends)


def _minutes(numbers: list[int]) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=number) for number in numbers)


def send_waiting(on: date) -> Counter[str]:
    """Send what may go now, and ask what became of what went before; counts the outcomes."""
    rules = sending_rules(on, timezone.localtime().time())
    outcomes = send_due_notices(on=on, limit=NOTICES_PER_SWEEP, rules=rules)
    return outcomes + ask_for_deliveries(on=on, limit=NOTICES_PER_SWEEP, rules=rules)
