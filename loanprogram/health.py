"""Whether the parts of the system live."""

from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection

from policy.errors import RuleMissing
from policy.selectors import business_date

VERSION = "0.1.0"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _business_date() -> str | None:
    try:
        return business_date().isoformat()
    except RuleMissing:
        return None


def health_report() -> dict[str, Any]:
    """Database, queue, worker and scheduler heartbeat, business date and version."""
    database = _database_answers()
    queue = cache.set("health:queue", "1", 30) is None and cache.get("health:queue") == "1"
    report: dict[str, Any] = {
        "database": database,
        "queue": queue,
        "worker": bool(cache.get("health:worker")),
        "beat": bool(cache.get("health:beat")),
        "business_date": _business_date() if database else None,
        "version": VERSION,
    }
    report["ok"] = database and queue
    return report
