"""Asking a web address with a limit on the whole answer: a slow drip is cut off like silence."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from casework.adapters.faults import OutsideDown, OutsideRefuses

ANSWER_BYTES_MAX = 1_000_000
TOO_MANY = 429


def signed(key: str, body: bytes, *, now: int) -> dict[str, str]:
    """Headers that prove who asks: HMAC-SHA256 of time stamp, dot and body under the shared key."""
    stamp = str(now)
    seal = hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return {"X-Timestamp": stamp, "X-Signature": seal.hexdigest()}


class WebDesk:
    """A service behind a web address that is asked in signed JSON and answers in JSON."""

    def __init__(self, url: str, key: str, *, patience: float) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError("The address of a service must begin with https:// or http://.")
        self.url, self.key, self.patience = url, key, patience

    def ask(self, question: Mapping[str, Any], *, path: str = "", key: str = "") -> dict[str, Any]:
        """Send a question and return the answer; raises when it is down or says no."""
        body = json.dumps(question, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", **signed(self.key, body, now=_now())}
        if key:
            headers["Idempotency-Key"] = key
        status, content = self._talk(self.url + path, body, headers)
        if status >= 400:
            refused = status < 500 and status != TOO_MANY
            raise (OutsideRefuses if refused else OutsideDown)(f"gateway answers {status}")
        try:
            answer = json.loads(content)
        except ValueError as error:
            raise OutsideDown("the answer cannot be read") from error
        if not isinstance(answer, dict):
            raise OutsideDown("the answer cannot be read")
        return answer

    def _talk(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        parts = urlsplit(url)
        make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = make(parts.netloc, timeout=self.patience)
        late = Timer(self.patience, lambda: None)
        try:
            connection.connect()
            late = Timer(self.patience, _cut, [connection.sock])
            late.daemon = True
            late.start()
            target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request("POST", target, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read(ANSWER_BYTES_MAX)
        except (OSError, HTTPException) as error:
            raise OutsideDown(f"no answer in time: {type(error).__name__}") from error
        finally:
            late.cancel()
            connection.close()


def _cut(line: socket.socket) -> None:
    """Close a line whose answer takes too long; who waits for it hears that it is over."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _now() -> int:
    return int(time.time())
