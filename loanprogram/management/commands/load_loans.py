"""`load_loans`: takes the loans of an older system into the books, from a CSV file."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from loanprogram.demo.many import invented_loans
from parties.models import User
from policy.selectors import business_date
from servicing.rules.old_loans import OldLoan
from servicing.services.taking_in import take_in


class Command(BaseCommand):
    """The columns are the fields of `OldLoan`; receipts are written `2026-01-05 1000.00; ...`."""

    help = "Takes loans of an older system in; --invent makes up that many instead (demo only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """A file, or a number of loans to invent."""
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--invent", type=int, metavar="N")
        parser.add_argument("--rebuild-indexes", action="store_true", help="for very many loans")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many."""
        on = business_date()
        if options["invent"]:
            if not settings.DEMO:
                raise CommandError("This is not the demo: no loans are invented here.")
            loans, source = invented_loans(options["invent"], on=on), "invented"
        elif options["file"]:
            loans, source = read_loans(options["file"]), options["file"].name
        else:
            raise CommandError("Name a CSV file.")
        actor = User.objects.system()
        number = take_in(
            loans, source=source, actor=actor, on=on, is_vast=options["rebuild_indexes"]
        )
        self.stdout.write(f"{number} loans taken in as of {on}.")


def read_loans(path: Path) -> Iterator[OldLoan]:
    """The loans of a CSV file; a line that cannot be read stops the load with its number."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                yield _loan(row)
            except (KeyError, ValueError, InvalidOperation) as error:
                raise CommandError(f"{path.name}, line {line}: {error!r}") from error


def _loan(row: dict[str, str]) -> OldLoan:
    plain = {
        name: row[name]
        for name in (
            *("number", "bank", "name", "id_number", "phone", "product", "method"),
            "guarantee_number",
        )
    }
    receipts = (each.split() for each in row.get("receipts", "").split(";") if each.strip())
    return OldLoan(
        **plain,
        amount=Decimal(row["amount"]),
        rate=Decimal(row["rate"]),
        term_months=int(row["term_months"]),
        disbursed_on=date.fromisoformat(row["disbursed_on"]),
        receipts=tuple((date.fromisoformat(on), Decimal(amount)) for on, amount in receipts),
    )
