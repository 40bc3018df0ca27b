"""Sending what waits: each message once, whoever dies on the way, and another way when one fails.

A message is locked while it is sent and marked in the same transaction. When the worker dies in
between, the database lets go of the row and the next one sends it again under the same key: the
gateway, which has seen the key, answers with its first reference and delivers nothing.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ExpressionWrapper, Q, Value, fields
from django.db.models.functions import Now

from casework.adapters import Channel, ChannelDown, ChannelRefuses, channels_in_use
from casework.models import Notice
from casework.services.notices import queue_notice

CODE = "one_time_code"
# A code is valid for five minutes (parties.services.codes): later it would only confuse.
CODE_LIFETIME = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
# Where a message goes when its own way has failed for good.
NEXT_WAY = {Notice.Channel.SMS: Notice.Channel.EMAIL, Notice.Channel.EMAIL: Notice.Channel.PAGE}


def send_due_notices(
    *,
    on: date,
    limit: int,
    attempts_max: int,
    quiet_kinds: tuple[str, ...] = (),
    channels: Mapping[str, Channel] | None = None,
) -> Counter[str]:
    """Send what is due, oldest first, and count the outcomes; `quiet_kinds` wait for the morning.

    Safe to run in any number of workers at once, and to be killed at any moment.
    """
    ways = channels or channels_in_use()
    withdraw_stale_codes()
    outcomes: Counter[str] = Counter()
    for _turn in range(limit):
        outcome = _send_next(on, attempts_max, quiet_kinds=quiet_kinds, ways=ways)
        if outcome is None:
            break
        outcomes[outcome] += 1
    return outcomes


def withdraw_stale_codes() -> int:
    """Take back codes that could not be sent while they were valid."""
    late = Notice.objects.queued().filter(kind=CODE, created_at__lt=Now() - Value(CODE_LIFETIME))
    return late.update(state=Notice.State.CANCELLED, body="")


@transaction.atomic
def _send_next(
    on: date, attempts_max: int, *, quiet_kinds: tuple[str, ...], ways: Mapping[str, Channel]
) -> str | None:
    due = Notice.objects.queued().filter(send_on__lte=on).exclude(kind__in=quiet_kinds)
    rested = due.filter(Q(try_after=None) | Q(try_after__lte=Now()))
    notice = rested.select_for_update(skip_locked=True).order_by("pk").first()
    if notice is None:
        return None
    notice.attempts += 1
    way = ways[notice.channel]
    try:
        notice.gateway_reference = way.send(notice)
    except ChannelDown as fault:
        _try_later(notice, str(fault), attempts_max=attempts_max, on=on)
    except ChannelRefuses as fault:
        _give_up(notice, str(fault), on=on)
    else:
        notice.state, notice.error = Notice.State.SENT, ""
        if notice.kind == CODE and not way.keeps_codes:
            notice.body = ""
        notice.save()
        Notice.objects.filter(pk=notice.pk).update(sent_at=Now())
    return str(notice.state)


def _try_later(notice: Notice, fault: str, *, attempts_max: int, on: date) -> None:
    """Wait twice as long as before the last try, or give up after the last one."""
    if notice.attempts >= attempts_max:
        _give_up(notice, fault, on=on)
        return
    notice.error = fault[:200]
    notice.save()
    pause = FIRST_PAUSE * 2 ** (notice.attempts - 1)
    moment = ExpressionWrapper(Now() + Value(pause), output_field=fields.DateTimeField())
    Notice.objects.filter(pk=notice.pk).update(try_after=moment)


def _give_up(notice: Notice, fault: str, *, on: date) -> None:
    """Mark the message as not delivered and send it another way; a code goes no other way."""
    notice.state, notice.error = Notice.State.FAILED, fault[:200]
    if notice.kind == CODE:
        notice.body = ""
    notice.save()
    way = NEXT_WAY.get(Notice.Channel(notice.channel))
    if way and notice.kind != CODE and not _was_told_there(notice, way):
        queue_notice(
            key=f"{notice.idempotency_key}:{way}",
            kind=notice.kind,
            channel=way,
            subject=notice.subject,
            body=notice.body,
            on=on,
            case=notice.case,
            recipient=notice.recipient,
            recipient_user=notice.recipient_user,
        )


def _was_told_there(notice: Notice, way: str) -> bool:
    """Whether the same text goes to the same person that way anyway."""
    same = Notice.objects.filter(channel=way, kind=notice.kind, body=notice.body)
    return same.filter(recipient=notice.recipient, case=notice.case).exists()
