"""`bench`: measure workloads beside their floors, one JSON line each."""

import json
import multiprocessing
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from loanprogram.bench.frame import Workload, measure
from loanprogram.bench.scratch import scratch_database
from loanprogram.bench.workloads import workloads


class Command(BaseCommand):
    """Each workload runs in a process of its own, so that its memory is its own."""

    help = "Measures workloads beside their floors and prints one JSON line for each."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Which workloads, at which size."""
        parser.add_argument("workload", nargs="*", help="names; all of them by default")
        parser.add_argument("--n", type=int, help="size; each workload's usual one by default")
        parser.add_argument("--rounds", type=int, help="how often; medians are printed")
        parser.add_argument("--list", action="store_true", help="names, sizes and floors only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure the chosen workloads; exit 1 when one fails."""
        chosen = self._chosen(options["workload"])
        if options["list"]:
            for each in chosen:
                self.stdout.write(f"{each.name:<24}n={each.n:<10}floor: {each.floor}")
            return
        with scratch_database() if any(each.needs_database for each in chosen) else nullcontext():
            failed = [each.name for each in chosen if not self._measured(each, options)]
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")

    def _chosen(self, names: list[str]) -> list[Workload]:
        known = workloads()
        if unknown := [name for name in names if name not in known]:
            raise CommandError(f"No workload {', '.join(unknown)}; there are: {', '.join(known)}")
        return [known[name] for name in names or known]

    def _measured(self, workload: Workload, options: dict[str, Any]) -> bool:
        connections.close_all()
        child = multiprocessing.get_context("fork").Process(
            target=self._print, args=(workload, options)
        )
        child.start()
        child.join()
        return child.exitcode == 0

    def _print(self, workload: Workload, options: dict[str, Any]) -> None:
        n, rounds = options["n"] or workload.n, options["rounds"] or workload.rounds
        figures = measure(workload, n, rounds)
        self.stdout.write(json.dumps(figures.line(), ensure_ascii=False))
        self.stdout.flush()
