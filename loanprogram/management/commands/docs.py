"""`docs`: writes the documents that are drawn from the code."""

from typing import Any

from django.core.management.base import BaseCommand

from loanprogram import drawing
from loanprogram.local.places import ROOT
from loanprogram.local.rows import coverage_by_row


class Command(BaseCommand):
    """Writes lifecycles, rights, schedule and rows under docs/; the same code, the same text."""

    help = "Writes docs/states.md, access.md, schedule.md and rows.md anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each and say so."""
        written = {
            "states.md": drawing.states_document(),
            "access.md": drawing.access_document(),
            "schedule.md": drawing.schedule_document(),
            "rows.md": drawing.rows_document(coverage_by_row(ROOT / "tests")),
        }
        for name, text in written.items():
            (ROOT / "docs" / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/{name}")
