"""`audit_verify`: does the audit trail hold from its first entry on?"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from parties.models import AuditEntry
from parties.services.audit import broken_links


class Command(BaseCommand):
    """Verifies every chain; exit 1 when an entry is missing or was altered."""

    help = "Verifies the hash chains of the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the faults, or that there are none."""
        faults = broken_links()
        count = AuditEntry.objects.count()
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not faults, "entries": count, "faults": faults}))
        else:
            self.stdout.write("\n".join(faults) or f"{count} entries, every chain holds.")
        if faults:
            sys.exit(1)
