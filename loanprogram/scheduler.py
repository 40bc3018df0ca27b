"""The scheduler, which says that it lives each time it looks what is due."""

from typing import Any

from django_celery_beat.schedulers import DatabaseScheduler

from loanprogram.health import say_alive
from policy.models import BusinessDay

LOOK_AGAIN = 5.0


class LivingScheduler(DatabaseScheduler):
    """The schedule of the database, with a sign of life."""

    has_programme = False

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Start what is due; returns the seconds until the next look.

        Before the first programme nothing is due: no job has a date to work for.
        """
        say_alive("beat")
        self.has_programme = self.has_programme or BusinessDay.objects.exists()
        return super().tick(*args, **kwargs) if self.has_programme else LOOK_AGAIN
