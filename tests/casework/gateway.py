"""A gateway for short messages on this machine: takes a key once, can hold back its answer."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "shared-secret"


class Gateway:
    """What arrived, what was delivered, and how it answers."""

    def __init__(self) -> None:
        self.url = ""
        self.status = 200
        self.arrived: list[str] = []
        self.delivered: dict[str, str] = {}
        self.reports: dict[str, str] = {}
        self.seen = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._lock = threading.Lock()

    def take(self, headers: Any, body: bytes) -> tuple[int, dict[str, str]]:
        """Check the seal, deliver a key once, and answer with its first reference."""
        sealed = headers["X-Timestamp"].encode() + b"." + body
        seal = hmac.new(KEY.encode(), sealed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(seal, headers["X-Signature"]):
            return 403, {}
        if "Idempotency-Key" not in headers:
            reference = json.loads(body)["reference"]
            return self.status, {"state": self.reports.get(reference, "sent")}
        key = headers["Idempotency-Key"]
        with self._lock:
            self.arrived.append(key)
            if self.status == 200:
                self.delivered.setdefault(key, f"ref-{len(self.delivered) + 1}")
        self.seen.set()
        self.may_answer.wait(20)
        return self.status, {"reference": self.delivered.get(key, "")}


@contextmanager
def running() -> Iterator[Gateway]:
    """The gateway, listening on a free port."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = gateway.take(self.headers, body)
            content = json.dumps(answer).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except BrokenPipeError:  # the worker was killed while it waited
                return

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_port}/sms"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield gateway
    finally:
        gateway.may_answer.set()
        server.shutdown()
        server.server_close()
