"""`check_books`: the standing proofs over journal, loans, fund, records and audit trail."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from loanprogram.proofs import PROOFS, run_proofs


class Command(BaseCommand):
    """Runs every proof; exit 1 when one is red."""

    help = "Proves that money, fund and record agree."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each proof with its faults."""
        found = run_proofs()
        is_green = not any(found.values())
        if options["json"]:
            self.stdout.write(json.dumps({"ok": is_green, "proofs": found}, ensure_ascii=False))
        else:
            for proof in PROOFS:
                faults = found[proof.code]
                self.stdout.write(f"{'red ' if faults else 'ok  '} {proof.title}")
                self.stdout.writelines(f"     {fault}" for fault in faults)
        if not is_green:
            sys.exit(1)
