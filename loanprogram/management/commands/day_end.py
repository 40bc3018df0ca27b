"""`day_end`: close every open day up to a date, in order."""

import sys
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loanprogram.closing import close_days_now
from parties.models import User
from policy.selectors import business_date
from screens.errors import RuleViolation
from servicing.models import SetAside


class Command(BaseCommand):
    """Runs the day-end whatever the switch says; running again changes nothing."""

    help = "Closes every open day up to a date; by default up to yesterday's business date."

    def add_arguments(self, parser: CommandParser) -> None:
        """The last day to close."""
        parser.add_argument("--date", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per day; exit 1 when loans were set aside."""
        to = options["date"] or business_date() - timedelta(days=1)
        if to >= business_date():
            raise CommandError("Only days before the business date can be closed.")
        try:
            runs = close_days_now(to=to, actor=User.objects.system())
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        for run in runs:
            self.stdout.write(f"{run.business_on} {run.counts}")
        if SetAside.objects.filter(resolved_on=None).exists():
            self.stderr.write("some loans were set aside: see the jobs page")
            sys.exit(1)
