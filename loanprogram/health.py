"""Whether the parts of the system live."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from redis.exceptions import RedisError

from policy.errors import RuleMissing
from policy.selectors import business_date

VERSION = "0.1.0"
ADDRESS = "/healthz"
# The worker and the scheduler speak every few seconds; after this silence they count as dead.
SILENCE_MAX = 30
NO_PROGRAMME = "no programme yet: manage.py first_programme loads it"
NOT_MIGRATED = "the tables are missing: manage.py migrate makes them"


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


def _business_date() -> tuple[str | None, str]:
    """The business date, or in words why there is none."""
    try:
        return business_date().isoformat(), ""
    except RuleMissing:
        return None, NO_PROGRAMME
    except ProgrammingError:
        return None, NOT_MIGRATED
    except DatabaseError:
        return None, ""


def health_report() -> dict[str, Any]:
    """Database, queue, worker and scheduler heartbeat, business date and version."""
    database, queue = _database_answers(), _queue_answers()
    on, says = _business_date() if database else (None, "")
    return {
        "database": database,
        "queue": queue,
        "worker": queue and bool(cache.get("health:worker")),
        "beat": queue and bool(cache.get("health:beat")),
        "business_date": on,
        "says": says,
        "version": VERSION,
        "ok": database and queue and says != NOT_MIGRATED,
    }


def health_answer() -> JsonResponse:
    """200 while database and queue answer, also before the first programme; else 503."""
    report = health_report()
    return JsonResponse(report, status=200 if report["ok"] else 503)


class HealthFirst:
    """Answers the question for health before anything that needs database, queue or TLS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or hand on."""
        return health_answer() if request.path_info == ADDRESS else self.get_response(request)
