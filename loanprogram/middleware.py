"""Once per request: the business date, the person's language, the staff's second factor."""

from collections.abc import Callable
from datetime import date
from typing import cast

from allauth.mfa.utils import is_mfa_enabled
from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse

from parties.models import User
from policy.errors import RuleMissing
from policy.selectors import business_date
from screens.views import no_programme

Handler = Callable[[HttpRequest], HttpResponse]


class DatedRequest(HttpRequest):
    """A request that carries the business date, read once."""

    business_date: date


class BusinessDateMiddleware:
    """Reads the business date once and hands it down with the request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.business_date`; before the first programme one page stands for all."""
        try:
            cast("DatedRequest", request).business_date = business_date()
        except (RuleMissing, ProgrammingError):
            if request.path_info != reverse("set_language"):
                return no_programme(request)
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Sends staff without a second factor to its activation, whatever page they want."""

    open_names = frozenset({"account_logout", "set_language", "sign_out", "healthz"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let pass who has a second factor, who needs none, and what activates it."""
        user = request.user
        if isinstance(user, User) and user.kind == User.Kind.STAFF and not is_mfa_enabled(user):
            name = resolve(request.path_info).url_name or ""
            if not name.startswith("mfa_") and name not in self.open_names:
                return redirect("mfa_activate_totp")
        return self.get_response(request)
