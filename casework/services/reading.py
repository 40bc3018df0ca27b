"""Messages that were read."""

from django.db.models import QuerySet
from django.db.models.functions import Now

from casework.models import Notice
from casework.selectors import own_messages
from parties.models import User


def mark_read(user: User) -> int:
    """Note that a person has opened the list of messages; the first time counts."""
    return note_as_read(own_messages(user))


def note_as_read(notices: QuerySet[Notice]) -> int:
    """Note that these messages were read; the first time counts, and only what went out."""
    unread = notices.filter(read_at=None, state__in=[Notice.State.SENT, Notice.State.DELIVERED])
    return unread.update(read_at=Now(), state=Notice.State.READ, ask_after=None)
