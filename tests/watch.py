"""Notices what a test would overlook: server errors, undefined template variables, shared cache."""

import traceback
from typing import Any
from uuid import uuid4

from django.core.handlers.base import BaseHandler
from django.core.signals import got_request_exception

COMPLAINTS: list[str] = []
_RUN = uuid4().hex
_scope = _RUN


def start(scope: str) -> None:
    """Begins to watch one test; its cache keys are its own."""
    global _scope  # noqa: PLW0603 - one test at a time, seen by the threads of its server
    _scope = f"{_RUN}:{scope}"
    COMPLAINTS.clear()


def finish() -> list[str]:
    """What was noticed since the start."""
    found = list(dict.fromkeys(COMPLAINTS))
    COMPLAINTS.clear()
    return found


def complain(sentence: str) -> None:
    """Notes a failure that nobody may have looked at."""
    COMPLAINTS.append(sentence)


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Keys of one test never meet those of another."""
    return f"{_scope}:{key_prefix}:{version}:{key}"


def _note_exception(sender: Any, request: Any, **kwargs: Any) -> None:
    complain(f"error in {request.method} {request.path}:\n{traceback.format_exc()}")


def _note_undefined(request: Any, response: Any) -> None:
    match = getattr(request, "resolver_match", None)
    if response.streaming or "html" not in response.get("Content-Type", ""):
        return
    if match and "admin" in match.app_names:  # Django's own pages use undefined variables freely
        return
    text = response.content.decode(response.charset, "replace")
    for part in text.split("UNDEFINED(")[1:]:
        complain(f"undefined in the template of {request.path}: {part.split(')')[0]}")


def install() -> None:
    """Looks at every answer of every request, of the test client and of the live server alike."""
    got_request_exception.connect(_note_exception, dispatch_uid="tests.watch")
    plain = BaseHandler.get_response

    def watched(self: BaseHandler, request: Any) -> Any:
        response = plain(self, request)
        _note_undefined(request, response)
        return response

    BaseHandler.get_response = watched  # type: ignore[method-assign]
