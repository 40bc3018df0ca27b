"""Databases that are made and dropped as needed, for tests and for measurements."""

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections


@contextmanager
def server() -> Iterator[Any]:
    """A cursor on the server itself, outside every database of ours and every transaction."""
    entry = settings.DATABASES["default"]
    session = psycopg2.connect(
        dbname="postgres",
        user=entry["USER"],
        password=entry["PASSWORD"],
        host=entry["HOST"],
        port=entry["PORT"] or None,
    )
    session.autocommit = True
    try:
        with session.cursor() as cursor:
            yield cursor
    finally:
        session.close()


def create_migrated(name: str, base: str) -> None:
    """Makes a migrated database by copying the template of its family, which is made once."""
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [zlib.crc32(base.encode())])
        template = _template(cursor, base)
        cursor.execute(
            f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(template)} STRATEGY file_copy"
        )


def drop(name: str) -> None:
    """Removes a database, whoever is still connected."""
    connections.close_all()
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


def remake(name: str) -> None:
    """Puts an empty database in the place of one whose content nobody wants."""
    drop(name)
    with server() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(name)}")


def use(name: str) -> None:
    """Points Django at another database of the same server."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def quoted(name: str) -> str:
    """A name as SQL takes it whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _template(cursor: Any, base: str) -> str:
    """The template of a family for the present migration files; older ones are dropped."""
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
