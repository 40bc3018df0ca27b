"""`first_programme`: the county's programme and its first staff, into an empty database."""

import csv
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from parties.models import Organisation, Programme, User
from parties.roles import Role
from parties.services.staff import FirstSeat, seat_first_staff
from policy.services import load_programme
from screens.errors import RuleViolation

COLUMNS = ["login", "name", "phone", "organisation", "roles"]


class Command(BaseCommand):
    """Loads organisations, rules and texts, and makes the accounts of a table; all or nothing."""

    help = "Loads the first programme and its first staff into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        """The table of staff, and the day the programme begins."""
        parser.add_argument(
            "--staff",
            required=True,
            metavar="FILE",
            help=f"CSV with the columns {','.join(COLUMNS)}; - reads it from standard input",
        )
        parser.add_argument(
            "--on", type=date.fromisoformat, help="first business date (default: today)"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Load, seat, and print each start password once."""
        if Programme.objects.exists():
            raise CommandError("The database holds a programme already.")
        on = options["on"] or timezone.localdate()
        load_programme(on=on, from_on=on)
        try:
            passwords = seat_first_staff(
                _seats(_lines(options["staff"])),
                granted_by=User.objects.system(),
                approved_by=User.objects.get(username="founding-approver"),
                on=on,
            )
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The programme is loaded; its first business date is {on}.")
        for login, password in passwords.items():
            self.stdout.write(f"{login:20} start password {password}")
        self.stdout.write("Shown once. Everybody sets a second factor and a new password first.")


def _lines(name: str) -> list[str]:
    if name == "-":
        return sys.stdin.read().splitlines()
    try:
        return Path(name).read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error


def _seats(lines: Iterable[str]) -> list[FirstSeat]:
    """The rows of the table; a wrong one is named with its number."""
    table = csv.DictReader(lines)
    if table.fieldnames is None or [name.strip() for name in table.fieldnames] != COLUMNS:
        raise CommandError(f"The first line must read: {','.join(COLUMNS)}")
    organisations = set(Organisation.objects.values_list("code", flat=True))
    seats = []
    for number, row in enumerate(table, start=2):
        values = {key: (row[key] or "").strip() for key in COLUMNS}
        wrong = set(values["roles"].split()) - set(Role) or {values["organisation"]} - organisations
        if wrong or not values["login"] or not values["roles"]:
            known = f"roles {' '.join(Role)}; organisations {' '.join(sorted(organisations))}"
            raise CommandError(
                f"Line {number} is not understood: {wrong or 'empty'}. Known: {known}"
            )
        roles = tuple(Role(role) for role in values.pop("roles").split())
        seats.append(FirstSeat(**values, roles=roles))
    return seats
