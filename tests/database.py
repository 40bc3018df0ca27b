"""Test databases: a template per set of migration files, copies of it, and a quick sweep."""

import hashlib
import zlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from loanprogram.local.databases import drop, quoted, server, use
from loanprogram.local.history import plain_states_in_history


def copy_of_template(worker: str) -> str:
    """Makes an empty, migrated database, points Django at it and returns its name."""
    base = str(settings.DATABASES["default"]["NAME"])
    name = f"test_{base}{'_' + worker if worker else ''}"
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [zlib.crc32(base.encode())])
        template = _template(cursor, base)
        drop(name)
        cursor.execute(
            f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)} STRATEGY file_copy"
        )
    use(name)
    return name


class Sweep:
    """Empties what tests filled, in milliseconds: triggers and references rest while it works.

    Django's own `flush` truncates every table, which append-only tables refuse. Tables that are
    filled by the migrations themselves keep their rows.
    """

    def __init__(self) -> None:
        tables = connection.introspection.table_names()
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


def _template(cursor: Any, base: str) -> str:
    prefix = f"tpl_{base}_"
    name = prefix + _migrations_hash()
    cursor.execute("SELECT datname FROM pg_database")
    present = [row[0] for row in cursor.fetchall()]
    if name in present:
        return name
    for old in (each for each in present if each.startswith(prefix)):
        cursor.execute(f"DROP DATABASE {quoted(old)} WITH (FORCE)")
    unfinished = f"{name}_b"
    cursor.execute(f"CREATE DATABASE {quoted(unfinished)}")
    use(unfinished)
    with plain_states_in_history():
        call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()
    cursor.execute(f"ALTER DATABASE {quoted(unfinished)} RENAME TO {quoted(name)}")
    return name


def _migrations_hash() -> str:
    digest = hashlib.sha256()
    lock = settings.BASE_DIR / "requirements.lock"  # the packages bring migrations of their own
    for path in [lock, *sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]
