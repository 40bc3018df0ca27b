"""Notices are rows first: queued in the act's transaction, sent once by a sweeper."""

from datetime import date
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework.models import Case, Notice
from parties.errors import CodeLocked
from parties.models import Person, User
from parties.services.codes import check_code, issue_code, newest_code


def queue_notice(
    *,
    key: str,
    kind: str,
    channel: str,
    body: str,
    on: date,
    subject: str = "",
    case: Case | None = None,
    recipient: Person | None = None,
    recipient_user: User | None = None,
    hours: str = "",
) -> Notice:
    """Write a message to be sent; a repeated key returns the first row."""
    assert connection.in_atomic_block
    earlier = Notice.objects.filter(idempotency_key=key).first()
    if earlier:
        return earlier
    return Notice.objects.create(
        idempotency_key=key,
        kind=kind,
        channel=channel,
        subject=subject,
        body=body,
        send_on=on,
        case=case,
        recipient=recipient,
        recipient_user=recipient_user,
        hours=hours,
        destination_tail=destination_tail(channel, recipient),
    )


def destination_tail(channel: str, recipient: Person | None) -> str:
    """As much of a phone number or address as may be shown."""
    if recipient is None:
        return ""
    if channel == Notice.Channel.SMS:
        return f"*{recipient.phone_tail}"
    return recipient.email[-12:] if channel == Notice.Channel.EMAIL else ""


def cancel_notices(*, kind: str, key_prefix: str) -> int:
    """Take back queued messages whose reason has gone, such as a reminder after payment."""
    queued = Notice.objects.queued().filter(kind=kind, idempotency_key__startswith=key_prefix)
    return queued.update(state=Notice.State.CANCELLED)


def has_queued(*, kind: str, key_prefix: str) -> bool:
    """Whether messages with such a key wait to be sent."""
    queued = Notice.objects.queued().filter(kind=kind, idempotency_key__startswith=key_prefix)
    return queued.exists()


def send_code(*, person: Person, purpose: str, on: date, phone: str = "") -> None:
    """Send a one-time code for one purpose to a person's phone, or to another that is proved."""
    code = issue_code(phone=phone or person.phone, purpose=purpose)
    notice = queue_notice(
        key=f"code:{uuid4()}",
        kind="one_time_code",
        channel=Notice.Channel.SMS,
        recipient=person,
        body=_("Your code is %(code)s, valid for 5 minutes. Tell it to nobody.") % {"code": code},
        on=on,
    )
    if phone:
        send_elsewhere(notice, phone=phone)


def send_elsewhere(notice: Notice, *, phone: str) -> None:
    """Let a queued short message go to another number than the recipient's own."""
    notice.destination, notice.destination_tail = phone, f"*{phone[-4:]}"
    notice.save(update_fields=["destination", "destination_tail"])


def prove_code(*, person: Person, purpose: str, code: str, on: date) -> None:
    """Use up the newest code of a purpose; when wrong tries lock it, its owner is told.

    Call it outside the transaction of the act it protects.
    """
    try:
        check_code(phone=person.phone, purpose=purpose, code=code)
    except CodeLocked:
        _tell_of_lock(person, purpose, on)
        raise


@transaction.atomic
def _tell_of_lock(person: Person, purpose: str, on: date) -> None:
    newest = newest_code(phone=person.phone, purpose=purpose)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"code_locked:{newest.pk if newest else person.pk}:{channel}",
            kind="code_locked",
            channel=channel,
            recipient=person,
            subject=_("Wrong codes"),
            body=_(
                "Five wrong codes were typed for your account. It is locked for a quarter of an "
                "hour. If it was not you, call the center."
            ),
            on=on,
        )
