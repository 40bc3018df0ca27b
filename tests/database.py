"""Test databases: copies of a migrated template, and a quick sweep."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import connection

from loanprogram.local.databases import create_migrated, drop, quoted, use


def copy_of_template(worker: str) -> str:
    """Makes an empty, migrated database, points Django at it and returns its name."""
    base = str(settings.DATABASES["default"]["NAME"])
    name = f"test_{base}{'_' + worker if worker else ''}"
    drop(name)
    create_migrated(name, base)
    use(name)
    return name


class Sweep:
    """Empties what tests filled, in milliseconds: triggers and references rest while it works.

    Django's own `flush` truncates every table, which append-only tables refuse. Tables that are
    filled by the migrations themselves keep their rows.
    """

    again: ClassVar["Sweep"]

    def __init__(self) -> None:
        tables = connection.introspection.table_names()
        Sweep.again = self
        with connection.cursor() as cursor:
            self.tables = [table for table in tables if not _has_rows(cursor, table)]

    def __call__(self) -> None:
        """Deletes all rows of all swept tables."""
        statements = " ".join(f"DELETE FROM {quoted(table)};" for table in self.tables)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET session_replication_role = replica; {statements}"
                " SET session_replication_role = DEFAULT;"
            )


def _has_rows(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table)})")
    return bool(cursor.fetchone()[0])
