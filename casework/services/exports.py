"""What left the house in a file: who took how much of what."""

from datetime import date

from django.db import transaction

from parties.models import User
from parties.services.audit import record_act


@transaction.atomic
def record_export(act: str, *, actor: User, on: date, count: int, query: str) -> None:
    """Put an export on record: how many rows, by which filters."""
    record_act(act, actor=actor, on=on, facts={"rows": count, "query": query})
