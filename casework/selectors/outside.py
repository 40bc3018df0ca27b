"""How the lines to the outside stand: their mode, whether one is held open, and the last calls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Avg, QuerySet
from django.utils import timezone

from casework.models import Integration, OutsideCall
from loancore.money import ZERO

CALLS_COUNTED = 100


@dataclass(frozen=True)
class Line:
    """One line to the outside with what is known of it."""

    kind: str
    mode: str
    setting: Integration | None
    is_configured: bool
    has_key: bool
    calls: int
    error_rate: Decimal
    milliseconds: int | None
    last: OutsideCall | None
    held_until: datetime | None

    @property
    def word(self) -> str:
        """What stands at the other end."""
        return str(Integration.Kind(self.kind).label)


def default_mode(kind: str) -> str:
    """Before anybody has chosen: in use where an address is set, else pretended in the demo."""
    if settings.OUTSIDE[kind]["url"]:
        return Integration.Mode.LIVE
    return Integration.Mode.SIMULATION if settings.DEMO else Integration.Mode.OFF


def mode_of(kind: str) -> str:
    """How a line is set now."""
    found = Integration.objects.filter(kind=kind).first()
    return found.mode if found else default_mode(kind)


def held_until(kind: str) -> datetime | None:
    """Until when a line is left alone because it was silent too often in a row; None if not.

    After the pause the next call tries it; when that fails as well, the pause begins anew.
    """
    limits = settings.OUTSIDE_BREAKER
    calls = OutsideCall.objects.filter(kind=kind)
    if setting := Integration.objects.filter(kind=kind).first():
        calls = calls.filter(called_at__gt=setting.changed_at)
    last = list(calls.values_list("outcome", "called_at")[: limits["failures"]])
    if len(last) < limits["failures"] or any(outcome != "down" for outcome, _at in last):
        return None
    newest: datetime = last[0][1]
    until = newest + timedelta(seconds=limits["pause_seconds"])
    return until if until > timezone.now() else None


def line(kind: str) -> Line:
    """One line with its figures over the last calls."""
    setting = Integration.objects.filter(kind=kind).select_related("changed_by__person").first()
    newest = list(calls_on(kind)[:CALLS_COUNTED])
    faults = sum(call.outcome != OutsideCall.Outcome.OK for call in newest)
    taken = OutsideCall.objects.filter(pk__in=[call.pk for call in newest])
    mean = taken.aggregate(mean=Avg("milliseconds"))["mean"]
    return Line(
        kind=kind,
        mode=setting.mode if setting else default_mode(kind),
        setting=setting,
        is_configured=bool(settings.OUTSIDE[kind]["url"]),
        has_key=bool(settings.OUTSIDE[kind]["key"]),
        calls=len(newest),
        error_rate=Decimal(faults) / len(newest) if newest else ZERO,
        milliseconds=None if mean is None else round(mean),
        last=newest[0] if newest else None,
        held_until=held_until(kind),
    )


def lines() -> list[Line]:
    """All lines."""
    return [line(kind) for kind in Integration.Kind.values]


def calls_on(kind: str) -> QuerySet[OutsideCall]:
    """The calls on a line, newest first."""
    return OutsideCall.objects.filter(kind=kind).select_related("actor__person", "notice")
