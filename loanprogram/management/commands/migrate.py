"""`migrate`: Django's own, in a fraction of its time."""

from typing import Any

from django.core.management.commands import migrate

from loanprogram.history import light_history


class Command(migrate.Command):
    """Brings the database to the present state."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate with a light history."""
        with light_history():
            super().handle(*args, **options)
