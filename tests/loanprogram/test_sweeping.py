"""Reminders wait for the hours of contact; everything else goes at once."""

from datetime import date, time

import pytest
from django.db import transaction

from casework.models import Notice
from casework.services import queue_notice
from loanprogram.sweeping import sending_rules
from loanprogram.tasks import sweep_notices
from parties.models import Programme, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "is_quiet"), [("07:59", True), ("08:00", False), ("21:59", False), ("22:00", True)]
)
def test_the_hours_of_contact_are_those_of_the_rules(
    programme: Programme, today: date, moment: str, is_quiet: bool
) -> None:
    rules = sending_rules(today, time.fromisoformat(moment))
    assert ("reminder" in rules.quiet_kinds) == is_quiet


def test_the_sweep_sends_what_is_due(applicant: User, today: date) -> None:
    with transaction.atomic():
        queue_notice(
            key="k",
            kind="receipt",
            channel="sms",
            body="收到",
            on=today,
            recipient=applicant.person,
        )

    sweep_notices()

    assert Notice.objects.get().state == "delivered"


def test_a_time_of_day_that_was_asked_for_is_open_then_only(
    programme: Programme, today: date
) -> None:
    assert sending_rules(today, time(9, 0)).closed_hours == ("afternoon", "evening")
    assert sending_rules(today, time(20, 59)).closed_hours == ("afternoon", "morning")
    assert sending_rules(today, time(7, 59)).attempts_max == 5
