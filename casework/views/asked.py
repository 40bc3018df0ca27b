"""Who asks, and on which business date: read from a request that passed its gate."""

from datetime import date
from typing import cast

from django.http import HttpRequest

from parties.models import User


def person_of(request: HttpRequest) -> User:
    """The signed-in account; a gate has made sure that there is one."""
    return cast("User", request.user)


def date_of(request: HttpRequest) -> date:
    """The business date the middleware read for this request."""
    return cast("date", request.business_date)  # type: ignore[attr-defined]  # the middleware's
