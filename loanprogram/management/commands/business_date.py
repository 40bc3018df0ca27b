"""`business_date`: show or move the business date, closing each day between."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from loanprogram.closing import move_business_date
from parties.models import User
from policy.selectors import business_date
from screens.errors import RuleViolation


class Command(BaseCommand):
    """show, set DATE or next."""

    help = "Shows or moves the business date, running each day-end between."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and the date for `set`."""
        parser.add_argument("what", nargs="?", default="show", choices=["show", "set", "next"])
        parser.add_argument("date", nargs="?", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the date after the move."""
        today = business_date()
        if options["what"] == "set" and not options["date"]:
            raise CommandError("Say which date: business_date set 2026-03-31")
        if options["what"] != "show":
            to = options["date"] or today + timedelta(days=1)
            try:
                today = move_business_date(to=to, actor=User.objects.system())
            except RuleViolation as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(today.isoformat())
