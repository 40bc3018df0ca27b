"""The weeks and months a report speaks of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WEEKLY = "weekly"
MONTHLY = "monthly"
KINDS = (WEEKLY, MONTHLY)


@dataclass(frozen=True)
class Period:
    """A week from Monday to Sunday, or a calendar month."""

    kind: str
    starts_on: date
    ends_on: date

    @property
    def key(self) -> str:
        """The period as one word, for addresses and keys."""
        return f"{self.kind}:{self.starts_on.isoformat()}"


def period_of(kind: str, day: date) -> Period:
    """The period a day lies in."""
    if kind == WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    first = day.replace(day=1)
    next_first = (first + timedelta(days=31)).replace(day=1)
    return Period(kind, first, next_first - ONE_DAY)


def last_complete(kind: str, on: date) -> Period:
    """The newest period that is over on the morning of a day."""
    current = period_of(kind, on)
    return period_of(kind, current.starts_on - ONE_DAY)


def periods_from(first: Period, last: Period) -> Iterator[Period]:
    """The periods from one to another, both included."""
    period = first
    while period.starts_on <= last.starts_on:
        yield period
        period = period_of(period.kind, period.ends_on + ONE_DAY)


def newest(kind: str, on: date, count: int) -> list[Period]:
    """The last complete periods, newest first."""
    found = [last_complete(kind, on)]
    while len(found) < count:
        found.append(period_of(kind, found[-1].starts_on - ONE_DAY))
    return found
