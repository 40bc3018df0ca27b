"""What a day-end does for plans, classes and risk once every loan has aged."""

from datetime import date

from django.db import transaction as database

from parties.models import User
from servicing.services.classes import keep_classes
from servicing.services.spells import watch_plans


def keep_watch(*, on: date, actor: User) -> int:
    """Keep classes set by hand, judge agreed plans; again changes nothing."""
    with database.atomic(durable=True):
        changed = keep_classes(on=on)
    return changed + watch_plans(on=on, actor=actor)
