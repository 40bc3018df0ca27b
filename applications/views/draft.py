"""What all pages of a draft share: who may open them, their frame, their addresses."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from applications.rules import DECLARATIONS, DOCUMENTS, STEPS, Step
from applications.selectors import drafts_open_to
from applications.states import ApplicationState
from casework.views.asked import person_of

# Only who may change answers opens these pages: the applicant, or staff helping at the counter.
WRITERS = ("applications.apply", "applications.assist")


def asked_draft(request: HttpRequest, number: str) -> Application:
    """The application of the address, if this person may work on it."""
    found: Application = get_object_or_404(drafts_open_to(person_of(request)), case__number=number)
    return found


def is_closed(application: Application) -> bool:
    """Whether the application was handed in, so that nothing can be changed here."""
    return bool(application.state != ApplicationState.DRAFT)


def closed(request: HttpRequest, application: Application) -> HttpResponse:
    """After the hand-in nothing here can be changed; says so and leads to the status page."""
    messages.info(
        request, _("This application was handed in. You find it here with everything you sent.")
    )
    return redirect("my_application", number=application.case.number)


def step_url(application: Application, step: Step) -> str:
    """Where a step is answered."""
    number = application.case.number
    if step is DOCUMENTS:
        return reverse("application_documents", args=[number])
    if step is DECLARATIONS:
        return reverse("application_declarations", args=[number])
    return reverse("application_step", args=[number, step.code])


def frame(application: Application, step: Step) -> dict[str, Any]:
    """What every step page shows around its questions."""
    place = STEPS.index(step)
    return {
        "application": application,
        "step": step,
        "place": place + 1,
        "total": len(STEPS),
        "back_url": step_url(application, STEPS[place - 1]) if place else "",
    }
