"""The draft on the screen: choose a product, task list, steps, papers, declarations, hand-in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.errors import AnswersRefused
from applications.forms.steps import DeclarationForm, StepForm
from applications.forms.submission import PaperForm, ProductForm, SubmitForm
from applications.models import Application
from applications.rules import DECLARATIONS, DOCUMENTS, STEP_BY_CODE, STEPS, Step
from applications.selectors import (
    answer_sections,
    consent_texts,
    consents_in_force,
    drafts_open_to,
    paper_of,
    papers_needed,
    steps_left,
    task_groups,
    terms_of,
)
from applications.services import (
    add_paper,
    give_declarations,
    save_step,
    save_unfinished_step,
    start_application,
    start_from_self_check,
    submit_application,
    take_back_paper,
)
from applications.states import ApplicationState
from applications.views.limits import address_of
from casework.selectors.photos import photo_remarks
from casework.views.asked import date_of, person_of
from policy.selectors import products_on_offer
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import applicant_only, gate
from screens.parts import Text

# Only who may change answers opens these pages: the applicant, or staff helping at the counter.
WRITERS = ("applications.apply", "applications.assist")


def asked_draft(request: HttpRequest, number: str) -> Application:
    """The application of the address, if this person may work on it."""
    found: Application = get_object_or_404(drafts_open_to(person_of(request)), case__number=number)
    return found


def _is_closed(application: Application) -> bool:
    return bool(application.state != ApplicationState.DRAFT)


def _closed(request: HttpRequest, application: Application) -> HttpResponse:
    """After the hand-in nothing here can be changed; says so and leads to the status page."""
    messages.info(
        request, _("This application was handed in. You find it here with everything you sent.")
    )
    return redirect("my_application", number=application.case.number)


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
    if _is_closed(application):
        return _closed(request, application)
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


def step_url(application: Application, step: Step) -> str:
    """Where a step is answered."""
    number = application.case.number
    if step is DOCUMENTS:
        return reverse("application_documents", args=[number])
    if step is DECLARATIONS:
        return reverse("application_declarations", args=[number])
    return reverse("application_step", args=[number, step.code])


def _after(request: HttpRequest, application: Application, step: Step) -> HttpResponse:
    """The next page: back to the check page if one came from there, else the next step."""
    if request.GET.get("from") == "check":
        return redirect("application_check_answers", number=application.case.number)
    place = STEPS.index(step) + 1
    if place == len(STEPS):
        return redirect("application_check_answers", number=application.case.number)
    return redirect(step_url(application, STEPS[place]))


def _frame(application: Application, step: Step) -> dict[str, Any]:
    """What every step page shows around its questions."""
    place = STEPS.index(step)
    return {
        "application": application,
        "step": step,
        "place": place + 1,
        "total": len(STEPS),
        "back_url": step_url(application, STEPS[place - 1]) if place else "",
    }


@gate(*WRITERS)
def application_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One theme, one page: answer, save and go on, or save and come back later."""
    application, theme = asked_draft(request, number), STEP_BY_CODE.get(step)
    if _is_closed(application):
        return _closed(request, application)
    if theme is None or not theme.questions:
        return redirect("application_tasks", number=number)
    form = StepForm(theme, application, on=date_of(request), data=request.POST or None)
    if request.method == "POST":
        answer = _step_saved(request, form)
        if answer:
            return answer
    context = {"form": form, "formset": form.debts, **_frame(application, theme)}
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
def application_documents(request: HttpRequest, number: str) -> HttpResponse:
    """Every paper with what it needs, why, and a place to hand it in."""
    application = asked_draft(request, number)
    if _is_closed(application):
        return _closed(request, application)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _paper_added(request, application, form):
        return redirect(f"{request.get_full_path()}#{form.cleaned_data['type']}")
    needs = papers_needed(application, on=date_of(request))
    context = {
        "form": form,
        "needs": needs,
        "faulty": request.POST.get("type", ""),
        **_frame(application, DOCUMENTS),
    }
    return render(request, "applications/application_documents.html", context)


def _paper_added(request: HttpRequest, application: Application, form: PaperForm) -> bool:
    needs = {need.type.code: need for need in papers_needed(application, on=date_of(request))}
    need = needs.get(form.cleaned_data["type"])
    if need is None:
        return False
    replaces = paper_of(application, form.cleaned_data["replaces"])
    try:
        document = add_paper(
            application=application,
            type=need.type,
            upload=form.cleaned_data["file"],
            actor=person_of(request),
            on=date_of(request),
            replaces=replaces,
        )
    except RuleViolation as error:
        form.add_error("file", str(error))
        return False
    messages.success(request, _("“%(name)s” is stored.") % {"name": document.name})
    for remark in photo_remarks(document):
        messages.warning(request, remark)
    return True


@gate(*WRITERS)
@require_POST
def application_document_remove(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """Take a paper out of the draft again."""
    application = asked_draft(request, number)
    document = paper_of(application, pk)
    if document:
        try:
            take_back_paper(
                application=application,
                document=document,
                actor=person_of(request),
                on=date_of(request),
            )
        except RuleViolation as error:
            refused(request, error)
    return redirect("application_documents", number=number)


@gate(*WRITERS)
def application_declarations(request: HttpRequest, number: str) -> HttpResponse:
    """The declaration of truth and each consent apart, with its full text."""
    application, on = asked_draft(request, number), date_of(request)
    if _is_closed(application):
        return _closed(request, application)
    given = consents_in_force(application)
    initial = {kind: True for kind in given} | {
        "truth": DECLARATIONS.code in application.steps_done
    }
    form = DeclarationForm(consent_texts(on), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _declared(request, application, form):
        return _after(request, application, DECLARATIONS)
    context = {"form": form, **_frame(application, DECLARATIONS)}
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
    if _is_closed(application) and application.submitted_on:
        return redirect("application_confirmation", number=number)
    if _is_closed(application):
        return _closed(request, application)
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
