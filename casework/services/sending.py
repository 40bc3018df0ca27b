"""Sending what waits: each message once, whoever dies on the way, and another way when one fails.

A message is locked while it is sent and marked in the same transaction. When the worker dies in
between, the database lets go of the row and the next one sends it again under the same key: the
gateway, which has seen the key, answers with its first reference and delivers nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ExpressionWrapper, Q, QuerySet, Value, fields
from django.db.models.functions import Now
from django.utils import timezone

from casework.adapters import Channel, OutsideDown, OutsideRefuses, channels_in_use
from casework.models import Integration, Notice
from casework.selectors.outside import held_until, mode_of
from casework.services.notices import queue_notice
from casework.services.outside import observed

CODE = "one_time_code"
# A code is valid for five minutes (parties.services.codes): later it would only confuse.
CODE_LIFETIME = timedelta(minutes=5)
# Where a message goes when its own way has failed for good.
NEXT_WAY = {Notice.Channel.SMS: Notice.Channel.EMAIL, Notice.Channel.EMAIL: Notice.Channel.PAGE}
LINES = {Notice.Channel.SMS: Integration.Kind.SMS, Notice.Channel.EMAIL: Integration.Kind.EMAIL}


@dataclass(frozen=True)
class SendingRules:
    """How messages are sent now: pauses between tries, and what waits for another time of day."""

    pauses: tuple[timedelta, ...]
    report_pauses: tuple[timedelta, ...]
    quiet_kinds: tuple[str, ...] = ()
    closed_hours: tuple[str, ...] = ()

    @property
    def attempts_max(self) -> int:
        """The first try and one after every pause."""
        return len(self.pauses) + 1


def send_due_notices(
    *,
    on: date,
    limit: int,
    rules: SendingRules,
    channels: Mapping[str, Channel] | None = None,
) -> Counter[str]:
    """Send what is due, oldest first, and count the outcomes.

    Safe to run in any number of workers at once, and to be killed at any moment.
    """
    ways = channels or channels_in_use()
    withdraw_stale_codes()
    outcomes: Counter[str] = Counter()
    for _turn in range(limit):
        outcome = _send_next(on, rules, ways)
        if outcome is None:
            break
        outcomes[outcome] += 1
    return outcomes


def withdraw_stale_codes() -> int:
    """Take back codes that could not be sent while they were valid."""
    late = Notice.objects.queued().filter(kind=CODE, created_at__lt=Now() - Value(CODE_LIFETIME))
    return late.update(state=Notice.State.CANCELLED, body="")


def waiting(on: date, rules: SendingRules) -> QuerySet[Notice]:
    """What may be sent now: due, rested, at its time of day, on a line that is not left alone."""
    due = Notice.objects.queued().filter(send_on__lte=on).exclude(kind__in=rules.quiet_kinds)
    rested = due.filter(Q(try_after=None) | Q(try_after__lte=Now()))
    held = [channel for channel, kind in LINES.items() if held_until(kind)]
    return rested.exclude(hours__in=rules.closed_hours).exclude(channel__in=held)


@transaction.atomic
def _send_next(on: date, rules: SendingRules, ways: Mapping[str, Channel]) -> str | None:
    due = waiting(on, rules)
    notice = due.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if notice is None:
        return None
    notice.attempts += 1
    way = ways[notice.channel]
    try:
        notice.gateway_reference = _hand_over(notice, way)
    except OutsideDown as fault:
        _try_later(notice, str(fault), rules=rules, on=on)
    except OutsideRefuses as fault:
        _give_up(notice, str(fault), on=on)
    else:
        notice.state, notice.error = Notice.State.SENT, ""
        if notice.kind == CODE and not way.keeps_codes:
            notice.body = ""
        notice.save()
        asked = Now() if way.reports else None
        Notice.objects.filter(pk=notice.pk).update(sent_at=Now(), ask_after=asked)
    return str(notice.state)


def _hand_over(notice: Notice, way: Channel) -> str:
    """Send it; on a line to the outside each try is on record."""
    kind = LINES.get(Notice.Channel(notice.channel))
    if kind is None:
        return way.send(notice)
    return observed(kind, mode_of(kind), way, act=lambda line: line.send(notice), notice=notice)


def _try_later(notice: Notice, fault: str, *, rules: SendingRules, on: date) -> None:
    """Wait for the next pause of the rules, or give up after the last one."""
    if notice.attempts >= rules.attempts_max:
        _give_up(notice, fault, on=on)
        return
    notice.error = fault[:200]
    notice.save()
    _after(notice, "try_after", rules.pauses[notice.attempts - 1])


def _after(notice: Notice, field: str, pause: timedelta) -> None:
    moment = ExpressionWrapper(Now() + Value(pause), output_field=fields.DateTimeField())
    Notice.objects.filter(pk=notice.pk).update(**{field: moment})


def _give_up(notice: Notice, fault: str, *, on: date) -> None:
    """Mark the message as not delivered and send it another way; a code goes no other way."""
    notice.state, notice.error = Notice.State.FAILED, fault[:200]
    if notice.kind == CODE:
        notice.body = ""
    notice.save()
    way = NEXT_WAY.get(Notice.Channel(notice.channel))
    if way and notice.kind != CODE and not _was_told_there(notice, way):
        substitute = queue_notice(
            key=f"{notice.idempotency_key}:{way}",
            kind=notice.kind,
            channel=way,
            subject=notice.subject,
            body=notice.body,
            on=on,
            case=notice.case,
            recipient=notice.recipient,
            recipient_user=notice.recipient_user,
            hours=notice.hours,
        )
        substitute.instead_of = notice
        substitute.save(update_fields=["instead_of"])


def _was_told_there(notice: Notice, way: str) -> bool:
    """Whether the same text goes to the same person that way anyway."""
    same = Notice.objects.filter(channel=way, kind=notice.kind, body=notice.body)
    return same.filter(recipient=notice.recipient, case=notice.case).exists()


def ask_for_deliveries(
    *,
    on: date,
    limit: int,
    rules: SendingRules,
    channels: Mapping[str, Channel] | None = None,
) -> Counter[str]:
    """Ask the gateways what became of the messages they took; what failed goes another way."""
    ways = channels or channels_in_use()
    outcomes: Counter[str] = Counter()
    for _turn in range(limit):
        outcome = _ask_next(on, rules, ways)
        if outcome is None:
            break
        outcomes[outcome] += 1
    return outcomes


@transaction.atomic
def _ask_next(on: date, rules: SendingRules, ways: Mapping[str, Channel]) -> str | None:
    unknown = Notice.objects.filter(state=Notice.State.SENT, ask_after__lte=Now())
    notice = unknown.select_for_update(skip_locked=True, of=("self",)).order_by("pk").first()
    if notice is None:
        return None
    try:
        arrived = ways[notice.channel].delivered(notice.gateway_reference)
    except OutsideDown:
        arrived = None
    except OutsideRefuses:
        notice.ask_after = None
        notice.save(update_fields=["ask_after"])
        return "unknown"
    if arrived is None:
        _ask_later(notice, rules)
        return "unknown"
    if arrived:
        facts = {"state": Notice.State.DELIVERED, "delivered_at": Now(), "ask_after": None}
        Notice.objects.filter(pk=notice.pk).update(**facts)
        return "delivered"
    notice.ask_after = None
    _give_up(notice, "the gateway could not deliver it", on=on)
    return "failed"


def _ask_later(notice: Notice, rules: SendingRules) -> None:
    """Ask again after the next pause; after the last one nobody will know."""
    sent_at, now = notice.sent_at, timezone.now()
    assert sent_at is not None
    moments = (sent_at + pause for pause in rules.report_pauses)
    notice.ask_after = next((moment for moment in moments if moment > now), None)
    notice.save(update_fields=["ask_after"])
