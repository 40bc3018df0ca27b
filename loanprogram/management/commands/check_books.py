"""`check_books`: the standing proofs over journal, loans, fund, records and audit trail."""

import json
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from loanprogram.bench.scratch import scratch_database
from loanprogram.proofs import PROOFS, run_proofs
from loanprogram.scenarios.runner import play
from loanprogram.scenarios.stage import guaranteed_loans, seated, taken_loans

START = date(2026, 3, 2)


class Command(BaseCommand):
    """Runs every proof; exit 1 when one is red."""

    help = "Proves that money, fund and record agree."

    def add_arguments(self, parser: CommandParser) -> None:
        """Machine-readable output, or a random life in a database of its own."""
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--scenario", type=int, metavar="SEED", help="play a random life")
        parser.add_argument("--steps", type=int, default=300)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each proof with its faults."""
        if options["scenario"] is not None:
            self._play(options["scenario"], options["steps"])
            return
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

    def _play(self, seed: int, steps: int) -> None:
        """A random life with every invariant after every step; the seed repeats it."""
        with scratch_database():
            cast = seated(START)
            loans = [*taken_loans(START), *guaranteed_loans(cast, START)]
            outcome = play(seed=seed, steps=steps, cast=cast, loans=loans, on=START)
        for name, number in sorted(outcome.done.items()):
            self.stdout.write(f"{name:<32}{number:>6} done {outcome.refused[name]:>6} refused")
        self.stdout.write(f"seed {seed}, {steps} steps: everything proves")
