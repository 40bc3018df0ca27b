"""How long a session lasts: a while without a sign of life, and a day's work at the most."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from parties.models import User

NOTED_EVERY = 30  # seconds; not every request writes the session


def seconds_left(request: HttpRequest) -> int:
    """How long the session lasts if nothing more is done; 0 when it is over."""
    idle, whole = settings.SESSION_LIMITS[_kind(request)]
    now, session = time.time(), request.session
    quiet_until = session.get("seen_at", now) + idle
    return max(0, int(min(quiet_until, session.get("began_at", now) + whole) - now))


def note_activity(request: HttpRequest) -> None:
    """Something was done: the quiet time starts anew."""
    now = int(time.time())
    request.session.setdefault("began_at", now)
    if now - request.session.get("seen_at", 0) >= NOTED_EVERY:
        request.session["seen_at"] = now


def _kind(request: HttpRequest) -> str:
    user = request.user
    is_applicant = isinstance(user, User) and user.kind == User.Kind.APPLICANT
    return "applicant" if is_applicant else "staff"


class SessionLimitsMiddleware:
    """Ends sessions at their limits and leads back to the same page after the next sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let pass, count as activity unless it only asks for the time left, or end."""
        asks_only = request.path_info == reverse("session_left") and request.method == "GET"
        if not request.user.is_authenticated:
            return self.get_response(request)
        if not seconds_left(request):
            return self._ended(request)
        if not asks_only:
            note_activity(request)
        return self.get_response(request)

    def _ended(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        messages.info(request, _("You were signed out for your safety. Sign in to go on here."))
        page = request.get_full_path()
        if request.method != "GET":  # what was sent is not done; its form is the place to go on
            page = urlsplit(request.headers.get("Referer", "")).path or reverse("home")
        answer = redirect_to_login(page)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=200, headers={"HX-Redirect": answer.url})
        return answer
