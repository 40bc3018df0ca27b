"""`seed_demo`: the demo programme with its county, once."""

import gc
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from casework.models import Case
from loanprogram.demo.seed import is_half_built, seed_county
from parties.models import Programme

RARELY = (50_000, 20, 50)  # short-lived objects by the million: looking for cycles costs a tenth


class Command(BaseCommand):
    """Builds the demo county in an empty database; a database in use is left alone."""

    help = "Loads the demo programme with about forty cases and a year of history."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: do nothing where there is something already."""
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, or say why not."""
        if not settings.DEMO:
            raise CommandError("This is not the demo: seed_demo would mix invented people in.")
        if Programme.objects.exists():
            if options["if_empty"] and not is_half_built():
                return
            if is_half_built():
                raise CommandError("The demo was left half built: empty the database first.")
            raise CommandError("The database holds a programme already.")
        self.stdout.write("Building the demo county: about forty cases, a year of history ...")
        gc.set_threshold(*RARELY)
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # an unfinished demo is built anew
        began = time.monotonic()
        seed_county(tell=lambda on: self._tell(on, began))
        self.stdout.write("Done.")

    def _tell(self, on: date, began: float) -> None:
        """A line for every month of the county's life."""
        if on.day == 1:
            seconds, cases = time.monotonic() - began, Case.objects.count()
            self.stdout.write(f"  {on:%Y-%m}: {cases} cases, {seconds:.0f} s so far")
            self.stdout.flush()
