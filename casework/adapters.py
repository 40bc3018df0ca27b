"""The ways out of the house: page, short message, e-mail; each takes a key and sends it once."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage

from casework.models import Notice

GATEWAY_PATIENCE_SECONDS = 10


class ChannelDown(Exception):
    """The way does not work now; trying again later can help."""


class ChannelRefuses(Exception):
    """The way will never take this message: no address, or the gateway says no."""


class Channel(Protocol):
    """One way out; `keeps_codes` says whether the text of a code may stay readable afterwards."""

    keeps_codes: bool

    def send(self, notice: Notice) -> str:
        """Send a message under its key and return the other side's reference."""


class PageChannel:
    """The message is shown on the person's own page: nothing leaves the house."""

    keeps_codes = False

    def send(self, notice: Notice) -> str:
        """It is there as soon as it counts as sent."""
        return ""


class SimulatedSms:
    """The demo's gateway: nothing leaves the machine, the outbox shows the text."""

    keeps_codes = True

    def send(self, notice: Notice) -> str:
        """A reference made from the key, as a gateway would give one."""
        return f"demo-{hashlib.sha256(notice.idempotency_key.encode()).hexdigest()[:12]}"


class MissingSms:
    """No gateway is set up: messages go another way, and the outbox says why."""

    keeps_codes = False

    def send(self, notice: Notice) -> str:
        """Refuse every message."""
        raise ChannelRefuses("no SMS gateway is set up")


class HttpSmsGateway:
    """A real gateway: a signed request per message; the key makes a repetition harmless there.

    The body is JSON with `key`, `to` and `text`; the header `X-Signature` is the HMAC-SHA256 of
    time stamp, dot and body under the shared key. The answer is JSON with `reference`.
    """

    keeps_codes = False

    def __init__(self, url: str, key: str) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError("The address of the SMS gateway must begin with https:// or http://.")
        self.url, self.key = url, key

    def send(self, notice: Notice) -> str:
        """Hand the message to the gateway; raises when it is down or says no."""
        if notice.recipient is None or not notice.recipient.phone:
            raise ChannelRefuses("no phone number")
        message = {
            "key": notice.idempotency_key,
            "to": notice.recipient.phone,
            "text": notice.body,
        }
        try:
            with urlopen(self._request(message), timeout=GATEWAY_PATIENCE_SECONDS) as answer:  # noqa: S310 - the scheme was checked
                return str(json.loads(answer.read())["reference"])[:80]
        except HTTPError as error:
            kind = ChannelRefuses if 400 <= error.code < 500 and error.code != 429 else ChannelDown
            raise kind(f"gateway answers {error.code}") from error
        except (URLError, OSError, ValueError, KeyError) as error:
            raise ChannelDown(f"gateway unreachable: {type(error).__name__}") from error

    def _request(self, message: Mapping[str, str]) -> Request:
        body = json.dumps(message, ensure_ascii=False).encode()
        stamp = str(int(time.time()))
        seal = hmac.new(self.key.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message["key"],
            "X-Timestamp": stamp,
            "X-Signature": seal.hexdigest(),
        }
        return Request(self.url, data=body, headers=headers, method="POST")  # noqa: S310 - checked


class EmailChannel:
    """E-mail; the Message-ID comes from the key, so that mail servers recognise a repetition."""

    keeps_codes = False

    def send(self, notice: Notice) -> str:
        """Hand the message to the mail server."""
        if notice.recipient is None or not notice.recipient.email:
            raise ChannelRefuses("no e-mail address")
        place = hashlib.sha256(notice.idempotency_key.encode()).hexdigest()[:32]
        reference = f"<{place}@loanprogram>"
        mail = EmailMessage(
            subject=notice.subject,
            body=notice.body,
            to=[notice.recipient.email],
            headers={"Message-ID": reference},
        )
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            raise ChannelDown(f"mail server: {type(error).__name__}") from error
        return reference


def channels_in_use() -> dict[str, Channel]:
    """The ways this installation has."""
    return {
        Notice.Channel.PAGE: PageChannel(),
        Notice.Channel.SMS: _sms(),
        Notice.Channel.EMAIL: EmailChannel(),
    }


def _sms() -> Channel:
    """The real gateway where its address is set; the demo only pretends."""
    gateway = settings.SMS_GATEWAY
    if gateway["url"]:
        return HttpSmsGateway(gateway["url"], gateway["key"])
    return SimulatedSms() if settings.DEMO else MissingSms()
