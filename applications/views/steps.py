"""The draft on the screen: choose a product, task list, steps, declarations, hand-in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.errors import AnswersRefused
from applications.forms.steps import DeclarationForm, StepForm
from applications.forms.submission import ProductForm, SubmitForm
from applications.models import Application
from applications.rules import DECLARATIONS, STEP_BY_CODE, STEPS, Step
from applications.selectors import (
    answer_sections,
    consent_texts,
    consents_in_force,
    papers_needed,
    steps_left,
    task_groups,
    terms_of,
)
from applications.services import (
    give_declarations,
    save_step,
    save_unfinished_step,
    start_application,
    start_from_self_check,
    submit_application,
)
from applications.views.draft import (
    WRITERS,
    asked_draft,
    closed,
    frame,
    is_closed,
    step_url,
)
from applications.views.limits import address_of
from casework.views.asked import date_of, person_of
from policy.selectors import products_on_offer
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import applicant_only, gate
from screens.parts import Text


@applicant_only
def application_start(request: HttpRequest) -> HttpResponse:
    """Choose the loan and open the draft; answers of a self-check come along."""
    user, on = person_of(request), date_of(request)
    if not user.person or not user.person.id_number:
        return redirect(f"{reverse('real_name')}?next={reverse('application_start')}")
    token = request.session.pop("self_check", None) if request.method == "GET" else None
    offered = products_on_offer(on)
    form = ProductForm([(v.product.code, str(v)) for v in offered], request.POST or None)
    try:
        if token:
            application = start_from_self_check(token=token, user=user, on=on)
            return redirect("application_tasks", number=application.case.number)
        if request.method == "POST" and form.is_valid():
            return redirect("application_tasks", number=_started(request, form).case.number)
    except RuleViolation as error:
        refused(form if form.is_bound else request, error)
    return render(
        request, "applications/application_start.html", {"form": form, "offered": offered}
    )


def _started(request: HttpRequest, form: ProductForm) -> Application:
    user = person_of(request)
    assert user.person
    return start_application(
        phone=user.person.phone,
        name=user.person.name,
        product_code=form.cleaned_data["product"],
        source="online",
        lead_reference="",
        actor=user,
        on=date_of(request),
    )


@gate(*WRITERS)
def application_tasks(request: HttpRequest, number: str) -> HttpResponse:
    """What is done and what is left; the way back after every break."""
    application = asked_draft(request, number)
    if is_closed(application):
        return closed(request, application)
    left = steps_left(application, on=date_of(request))
    context = {
        "application": application,
        "terms": terms_of(application, date_of(request)),
        "groups": task_groups(application, on=date_of(request)),
        "done": len(STEPS) - len(left),
        "total": len(STEPS),
        "next_url": step_url(application, left[0]) if left else "",
    }
    return render(request, "applications/application_tasks.html", context)


def _after(request: HttpRequest, application: Application, step: Step) -> HttpResponse:
    """The next page: back to the check page if one came from there, else the next step."""
    if request.GET.get("from") == "check":
        return redirect("application_check_answers", number=application.case.number)
    place = STEPS.index(step) + 1
    if place == len(STEPS):
        return redirect("application_check_answers", number=application.case.number)
    return redirect(step_url(application, STEPS[place]))


@gate(*WRITERS)
def application_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One theme, one page: answer, save and go on, or save and come back later."""
    application, theme = asked_draft(request, number), STEP_BY_CODE.get(step)
    if is_closed(application):
        return closed(request, application)
    if theme is None or not theme.questions:
        return redirect("application_tasks", number=number)
    form = StepForm(theme, application, on=date_of(request), data=request.POST or None)
    if request.method == "POST":
        answer = _step_saved(request, form)
        if answer:
            return answer
    context = {"form": form, "formset": form.debts, **frame(application, theme)}
    return render(request, "applications/application_step.html", context)


def _step_saved(request: HttpRequest, form: StepForm) -> HttpResponse | None:
    """Save what was posted; without an answer the page is shown again with its sentences."""
    is_readable = form.is_readable()
    facts: dict[str, Any] = {
        "application": form.application,
        "step": form.step.code,
        "answers": form.answers(),
        "actor": person_of(request),
        "on": date_of(request),
    }
    if "later" in request.POST:
        save_unfinished_step(**facts)
        messages.success(request, _("Saved. You can come back at any time, on any device."))
        return redirect("application_tasks", number=form.application.case.number)
    if "more" in request.POST:
        save_unfinished_step(**facts)
        return redirect(f"{request.get_full_path()}#debts")
    if not is_readable:
        return None
    try:
        save_step(**facts)
    except AnswersRefused as refusal:
        form.show_faults(refusal)
        return None
    return _after(request, form.application, form.step)


@gate(*WRITERS)
def application_declarations(request: HttpRequest, number: str) -> HttpResponse:
    """The declaration of truth and each consent apart, with its full text."""
    application, on = asked_draft(request, number), date_of(request)
    if is_closed(application):
        return closed(request, application)
    given = consents_in_force(application)
    initial = {kind: True for kind in given} | {
        "truth": DECLARATIONS.code in application.steps_done
    }
    form = DeclarationForm(consent_texts(on), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _declared(request, application, form):
        return _after(request, application, DECLARATIONS)
    context = {"form": form, **frame(application, DECLARATIONS)}
    return render(request, "applications/application_declarations.html", context)


def _declared(request: HttpRequest, application: Application, form: DeclarationForm) -> bool:
    user = person_of(request)
    try:
        give_declarations(
            application=application,
            is_true=form.cleaned_data["truth"],
            consents=form.consents(),
            actor=user,
            on=date_of(request),
            address=address_of(request) or None,
            method="online" if user.person_id == application.applicant_id else "counter",
        )
    except AnswersRefused as refusal:
        form.show_faults(refusal)
        return False
    return True


@gate(*WRITERS)
def application_check_answers(request: HttpRequest, number: str) -> HttpResponse:
    """All answers on one page with links to change them, and the button that hands in."""
    application, on = asked_draft(request, number), date_of(request)
    if is_closed(application) and application.submitted_on:
        return redirect("application_confirmation", number=number)
    if is_closed(application):
        return closed(request, application)
    form = SubmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _hand_in(request, application, form.cleaned_data["idempotency_key"])
            return redirect("application_confirmation", number=number)
        except RuleViolation as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "application": application,
        "sections": answer_sections(application, on=on),
        "papers": papers_needed(application, on=on),
        "left": _open_parts(application, steps_left(application, on=on)),
    }
    return render(request, "applications/application_check_answers.html", context)


def _hand_in(request: HttpRequest, application: Application, key: str) -> None:
    submit_application(
        application=application,
        actor=person_of(request),
        on=date_of(request),
        idempotency_key=key,
        address=address_of(request) or None,
    )


def _open_parts(application: Application, steps: list[Step]) -> list[tuple[Text, str]]:
    return [(step.title, step_url(application, step)) for step in steps]
