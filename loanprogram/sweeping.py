"""Which messages wait for the morning."""

from datetime import date, time

from django.utils import timezone

from policy.selectors import parameter

QUIET_KINDS = ("reminder", "supplement_reminder")


def quiet_kinds_now(on: date) -> tuple[str, ...]:
    """Reminders, outside the hours in which people may be contacted (`collection.hours`)."""
    return quiet_kinds_at(timezone.localtime().time(), on)


def quiet_kinds_at(moment: time, on: date) -> tuple[str, ...]:
    """Reminders, when the time of day lies outside the hours of contact."""
    hours = parameter("collection.hours", on)
    begins, ends = time.fromisoformat(hours["from"]), time.fromisoformat(hours["to"])
    return () if begins <= moment < ends else QUIET_KINDS
