"""A database that lives as long as a measurement."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command

from loanprogram.local.databases import create, drop, use
from loanprogram.local.history import plain_states_in_history


@contextmanager
def scratch_database() -> Iterator[str]:
    """An empty, migrated database of our own, used by everything inside, dropped afterwards."""
    usual = str(settings.DATABASES["default"]["NAME"])
    name = f"bench_{usual}_{os.getpid()}"
    create(name)
    try:
        use(name)
        with plain_states_in_history():
            call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        use(usual)
        drop(name)
