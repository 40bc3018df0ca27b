"""Whether the parts of the system live."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from redis.exceptions import RedisError

from policy.errors import RuleMissing
from policy.selectors import business_date

VERSION = "0.1.0"
ADDRESS = "/healthz"
# The worker and the scheduler speak every few seconds; after this silence they count as dead.
SILENCE_MAX = 30


def say_alive(part: str) -> None:
    """Leave a sign of life of the worker or the scheduler."""
    cache.set(f"health:{part}", "1", SILENCE_MAX)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _queue_answers() -> bool:
    try:
        cache.set("health:queue", "1", SILENCE_MAX)
        return bool(cache.get("health:queue"))
    except (RedisError, OSError):
        return False


def _business_date() -> str | None:
    try:
        return business_date().isoformat()
    except (RuleMissing, DatabaseError):
        return None


def health_report() -> dict[str, Any]:
    """Database, queue, worker and scheduler heartbeat, business date and version."""
    database, queue = _database_answers(), _queue_answers()
    return {
        "database": database,
        "queue": queue,
        "worker": queue and bool(cache.get("health:worker")),
        "beat": queue and bool(cache.get("health:beat")),
        "business_date": _business_date() if database else None,
        "version": VERSION,
        "ok": database and queue,
    }


def health_answer() -> JsonResponse:
    """200 while database and queue answer, else 503."""
    report = health_report()
    return JsonResponse(report, status=200 if report["ok"] else 503)


class HealthFirst:
    """Answers the question for health before anything that needs database, queue or TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or hand on."""
        return health_answer() if request.path_info == ADDRESS else self.get_response(request)
