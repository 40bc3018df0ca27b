"""The scheduler, which says that it lives each time it looks what is due."""

from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler

from loanprogram.health import say_alive


class LivingScheduler(DatabaseScheduler):
    """The schedule of the database, with a sign of life."""

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Start what is due; returns the seconds until the next look."""
        say_alive("beat")
        return super().tick(*args, **kwargs)
