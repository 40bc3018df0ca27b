"""The demo is built once, whole, and never over something else."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from loanprogram.demo.seed import DEMO_DATE, is_half_built
from parties.models import Programme, User
from policy.models import BusinessDay

pytestmark = pytest.mark.django_db


def test_a_stopped_building_is_seen(programme: Programme, cast: dict[str, User]) -> None:
    assert not is_half_built()
    BusinessDay.objects.update(current_on=DEMO_DATE - timedelta(days=90))

    assert is_half_built()
    with pytest.raises(CommandError, match="half built"):
        call_command("seed_demo", if_empty=True)


def test_a_county_somebody_has_used_is_never_taken_for_it(
    programme: Programme, cast: dict[str, User]
) -> None:
    BusinessDay.objects.update(current_on=date(2025, 6, 1))
    User.objects.filter(pk=cast["officer"].pk).update(last_login=timezone.now())

    assert not is_half_built()
    call_command("seed_demo", if_empty=True)


def test_the_demo_is_not_built_over_a_programme(programme: Programme) -> None:
    with pytest.raises(CommandError, match="programme already"):
        call_command("seed_demo")
