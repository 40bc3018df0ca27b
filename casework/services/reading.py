"""Messages that were read."""

from django.db.models.functions import Now

from casework.selectors import own_messages
from parties.models import User


def mark_read(user: User) -> int:
    """Note that a person has opened the list of messages; the first time counts."""
    return own_messages(user).filter(read_at=None).update(read_at=Now())
