"""Databases that are made and dropped as needed, for tests and for measurements."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.conf import settings
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


def create(name: str) -> None:
    """Makes an empty database."""
    with server() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted(name)}")


def drop(name: str) -> None:
    """Removes a database, whoever is still connected."""
    connections.close_all()
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


def use(name: str) -> None:
    """Points Django at another database of the same server."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def quoted(name: str) -> str:
    """A name as SQL takes it whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
