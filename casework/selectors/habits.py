"""When and by which way messages are read: what people's behaviour suggests."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from casework.models import ContactPreference, Notice
from parties.models import Person, User

# Fewer messages than this say nothing about a habit.
MESSAGES_MIN = 5
Spans = Mapping[str, Sequence[str]]


def preference_of(person: Person | None) -> ContactPreference | None:
    """What a person chose, if anything."""
    if person is None:
        return None
    return ContactPreference.objects.filter(person=person).select_related("contact").first()


@dataclass(frozen=True)
class Rate:
    """How many messages went out, and how many of them were read."""

    label: str
    sent: int
    read: int

    @property
    def share(self) -> Decimal:
        """The part that was read."""
        return Decimal(self.read) / self.sent if self.sent else Decimal(0)


@dataclass(frozen=True)
class Response:
    """How people answer to messages: by hour of sending, hour of reading, and way."""

    by_hour: list[Rate]
    read_at: list[int]
    by_channel: list[Rate]
    best_hours: str
    best_channel: str


def response_to(notices: QuerySet[Notice], spans: Spans) -> Response:
    """Count what went out and what was read, by the local hour and by the way."""
    sent, read, reading = Counter[int](), Counter[int](), Counter[int]()
    ways, ways_read = Counter[str](), Counter[str]()
    rows = notices.gone_out().exclude(sent_at=None)  # type: ignore[attr-defined]  # own queryset
    for channel, sent_at, read_at in rows.values_list("channel", "sent_at", "read_at"):
        hour = timezone.localtime(sent_at).hour
        sent[hour] += 1
        ways[channel] += 1
        if read_at:
            read[hour] += 1
            ways_read[channel] += 1
            reading[timezone.localtime(read_at).hour] += 1
    by_channel = [Rate(way, ways[way], ways_read[way]) for way in sorted(ways)]
    return Response(
        by_hour=[Rate(f"{hour:02}", sent[hour], read[hour]) for hour in range(24)],
        read_at=[reading[hour] for hour in range(24)],
        by_channel=by_channel,
        best_hours=_best_span(reading, spans),
        best_channel=_best_way(by_channel),
    )


def _best_span(reading: Counter[int], spans: Spans) -> str:
    """The time of day in which most is read."""
    if reading.total() < MESSAGES_MIN:
        return ""
    counts = {
        name: sum(reading[hour] for hour in range(24) if begins <= time(hour).isoformat() < ends)
        for name, (begins, ends) in spans.items()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def _best_way(rates: list[Rate]) -> str:
    """The way with the highest share of messages read."""
    known = [rate for rate in rates if rate.sent >= MESSAGES_MIN and rate.read]
    return max(known, key=lambda rate: rate.share).label if known else ""


def reading_habit(user: User, spans: Spans) -> Response:
    """The habit of one person."""
    return response_to(Notice.objects.filter(recipient=user.person_id), spans)
