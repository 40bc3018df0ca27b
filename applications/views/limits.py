"""How often an address may ask public pages that could be used to guess (security note 9)."""

from django.core.cache import cache
from django.http import HttpRequest

MINUTE = 60
ANONYMOUS_PER_MINUTE = 30
CODES_PER_MINUTE = 10


def address_of(request: HttpRequest) -> str:
    """The address of who asks, as the web server in front hands it on."""
    return str(request.META.get("REMOTE_ADDR", ""))


def is_over_limit(request: HttpRequest, act: str, *, per_minute: int) -> bool:
    """Count one try of an act from this address; true when there were too many in a minute."""
    key = f"limit:{act}:{address_of(request)}"
    cache.add(key, 0, MINUTE)
    try:
        return int(cache.incr(key)) > per_minute
    except ValueError:  # the minute ended between the two calls
        return False
