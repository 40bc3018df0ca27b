"""`seed_demo`: the demo programme with its county, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from loanprogram.demo.seed import seed_county
from parties.models import Programme


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
            if options["if_empty"]:
                return
            raise CommandError("The database holds a programme already.")
        self.stdout.write("Building the demo county: about forty cases, a year of history ...")
        seed_county()
        self.stdout.write("Done.")
