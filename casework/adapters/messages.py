"""The ways out for messages: page, short message, e-mail; each takes a key and sends it once."""

import hashlib
from smtplib import SMTPException
from typing import Protocol

from django.core.mail import EmailMessage, get_connection

from casework.adapters.faults import OutsideDown, OutsideRefuses
from casework.adapters.web import WebDesk
from casework.models import Notice


class Channel(Protocol):
    """One way out; `keeps_codes` says whether the text of a code may stay readable afterwards."""

    keeps_codes: bool
    reports: bool

    def send(self, notice: Notice) -> str:
        """Send a message under its key and return the other side's reference."""

    def delivered(self, reference: str) -> bool | None:
        """Whether a message arrived; None while the other side does not know."""

    def test(self) -> str:
        """Find out whether the line works; returns what the other side says."""


class PageChannel:
    """The message is shown on the person's own page: nothing leaves the house."""

    keeps_codes = False
    reports = False

    def send(self, notice: Notice) -> str:
        """It is there as soon as it counts as sent."""
        return ""

    def delivered(self, reference: str) -> bool | None:
        """Reading it is the only news."""
        return None

    def test(self) -> str:
        """Always works."""
        return ""


class Simulated:
    """The demo's gateway: nothing leaves the machine, the outbox shows the text."""

    keeps_codes = True
    reports = True

    def send(self, notice: Notice) -> str:
        """A reference made from the key, as a gateway would give one; without address refused."""
        if notice.channel == Notice.Channel.EMAIL:
            _mail_address(notice)
        return f"demo-{hashlib.sha256(notice.idempotency_key.encode()).hexdigest()[:12]}"

    def delivered(self, reference: str) -> bool | None:
        """A simulated message always arrives."""
        return True

    def test(self) -> str:
        """Says that nothing left."""
        return "simulation"


class HttpSmsGateway:
    """A real gateway: a signed request per message; the key makes a repetition harmless there.

    The body is JSON with `key`, `to` and `text`; the header `X-Signature` is the HMAC-SHA256 of
    time stamp, dot and body under the shared key. The answer is JSON with `reference`. Under
    `/report` it is asked with a `reference` and answers with `state`: delivered, failed or sent.
    """

    keeps_codes = False
    reports = True

    def __init__(self, url: str, key: str, *, patience: float = 10) -> None:
        self.desk = WebDesk(url, key, patience=patience)

    def send(self, notice: Notice) -> str:
        """Hand the message to the gateway; raises when it is down or says no."""
        if not notice.phone:
            raise OutsideRefuses("no phone number")
        message = {
            "key": notice.idempotency_key,
            "to": notice.phone,
            "text": notice.body,
        }
        reference = self.desk.ask(message, key=notice.idempotency_key).get("reference")
        if not reference:
            raise OutsideDown("the answer names no reference")
        return str(reference)[:80]

    def delivered(self, reference: str) -> bool | None:
        """What the gateway knows of a message it took."""
        state = self.desk.ask({"reference": reference}, path="/report").get("state")
        return {"delivered": True, "failed": False}.get(str(state))

    def test(self) -> str:
        """Ask about a message that does not exist: an answer shows address and key are right."""
        return str(self.desk.ask({"reference": "test"}, path="/report").get("state", "ok"))


class EmailChannel:
    """E-mail; the Message-ID comes from the key, so that mail servers recognise a repetition."""

    keeps_codes = False
    reports = False

    def __init__(self, *, patience: float = 10) -> None:
        self.patience = patience

    def send(self, notice: Notice) -> str:
        """Hand the message to the mail server."""
        address = _mail_address(notice)
        place = hashlib.sha256(notice.idempotency_key.encode()).hexdigest()[:32]
        reference = f"<{place}@loanprogram>"
        mail = EmailMessage(
            subject=notice.subject,
            body=notice.body,
            to=[address],
            headers={"Message-ID": reference},
            connection=get_connection(timeout=self.patience),
        )
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            raise OutsideDown(f"mail server: {type(error).__name__}") from error
        return reference

    def delivered(self, reference: str) -> bool | None:
        """Mail servers do not tell."""
        return None

    def test(self) -> str:
        """Greet the mail server without sending anything."""
        try:
            connection = get_connection(timeout=self.patience)
            connection.open()
            connection.close()
        except (SMTPException, OSError) as error:
            raise OutsideDown(f"mail server: {type(error).__name__}") from error
        return "220"


def _mail_address(notice: Notice) -> str:
    if notice.recipient is None or not notice.recipient.email:
        raise OutsideRefuses("no e-mail address")
    return notice.recipient.email
