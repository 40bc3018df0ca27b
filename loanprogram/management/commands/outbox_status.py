"""`outbox_status`: what waits, what was sent, what failed."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from casework.models import Notice


class Command(BaseCommand):
    """Counts notices by state; exit 1 when one failed for good."""

    help = "Counts outgoing messages by state."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts."""
        rows = Notice.objects.order_by().values_list("state").annotate(number=Count("pk"))
        counts = dict(rows)
        # What failed on one way and went on by another is not lost.
        failed = Notice.objects.filter(state=Notice.State.FAILED, substitute=None).count()
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not failed, "states": counts}))
        else:
            for state, number in sorted(counts.items()):
                self.stdout.write(f"{state}: {number}")
        if failed:
            sys.exit(1)
