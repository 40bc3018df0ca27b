"""A database that lives as long as a measurement."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from loanprogram.local.databases import create_migrated, drop, use


@contextmanager
def scratch_database() -> Iterator[str]:
    """An empty, migrated database of our own, used by everything inside, dropped afterwards."""
    usual = str(settings.DATABASES["default"]["NAME"])
    name = f"bench_{usual}_{os.getpid()}"
    create_migrated(name, usual)
    try:
        use(name)
        yield name
    finally:
        use(usual)
        drop(name)
