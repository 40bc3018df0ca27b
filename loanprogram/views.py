"""Home, health and the pages that speak of all apps."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from loanprogram.health import health_report


def home(request: HttpRequest) -> HttpResponse:
    """What the program gives, who can apply, how long it takes; one start button."""
    return render(request, "loanprogram/home.html")


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether database, queue, worker and scheduler live; 200 or 503."""
    report = health_report()
    return JsonResponse(report, status=200 if report["ok"] else 503)
