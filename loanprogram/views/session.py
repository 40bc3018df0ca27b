"""The time left of a session, and more of it."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from loanprogram.sessions import seconds_left
from screens.gates import everyone


@everyone
@never_cache
def session_left(request: HttpRequest) -> JsonResponse:
    """Seconds until the session ends; sent as a form it is a sign of life, and starts anew."""
    left = seconds_left(request) if request.user.is_authenticated else 0
    return JsonResponse({"left": left})
