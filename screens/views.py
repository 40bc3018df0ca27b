"""The style guide, and the pages for when something is refused, missing or broken."""

import logging
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from screens import styleguide as samples
from screens.gates import everyone

logger = logging.getLogger(__name__)


@everyone
def styleguide(request: HttpRequest) -> HttpResponse:
    """All parts of the design system on one page; part of the demo only."""
    if not settings.DEMO:
        raise Http404
    frame = "portal.html" if request.GET.get("frame") == "portal" else "staff.html"
    return render(
        request, "screens/styleguide.html", {"frame": frame, **samples.everything(request)}
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The browser sent something that cannot be understood."""
    return _problem(request, 400, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The account may not do this."""
    return _problem(request, 403, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing here, or nothing the account may see."""
    return _problem(request, 404, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    return _problem(request, 403, reason, template="403_csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke; the page asks neither the database nor the session."""
    reference = new_reference()
    logger.error("reference %s: %s %s", reference, request.method, request.path)
    return HttpResponse(render_to_string("500.html", {"reference": reference}), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The service is being worked on."""
    answer = HttpResponse(render_to_string("503.html", {"reference": new_reference()}), status=503)
    answer.headers["Retry-After"] = "300"
    return answer


def no_programme(request: HttpRequest) -> HttpResponse:
    """The database is empty: what the administrator does next."""
    page = render_to_string("no_programme.html", request=request)
    return HttpResponse(page, status=503, headers={"Retry-After": "300"})


def new_reference() -> str:
    """A short number to give on the phone; the log holds it too."""
    return secrets.token_hex(4).upper()


def _problem(
    request: HttpRequest, status: int, cause: object, *, template: str = ""
) -> HttpResponse:
    reference = new_reference()
    logger.warning(
        "reference %s: %s %s %s (%s)", reference, status, request.method, request.path, cause
    )
    return render(request, template or f"{status}.html", {"reference": reference}, status=status)
