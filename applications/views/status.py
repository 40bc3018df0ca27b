"""After the hand-in: confirmation, receipt, where the matter stands, giving up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.forms.public import ReceiptForm
from applications.forms.submission import WithdrawForm
from applications.models import Application
from applications.selectors import (
    answer_sections,
    applications_of,
    history_of,
    institution_of,
    receipt_by_number,
    receipts_of,
    stage_nodes,
    state_sentence,
    visible_receipts,
)
from applications.services import withdraw_application
from applications.views.limits import ANONYMOUS_PER_MINUTE, is_over_limit
from casework.models import Receipt
from casework.selectors.cases import own_messages, visible_documents
from casework.services import possible_events
from casework.views.asked import date_of, person_of
from casework.views.papers import paper_answer
from policy.selectors import programme_profile
from screens.answers import confirmation, download
from screens.errors import RuleViolation
from screens.gates import applicant_only, everyone, signed_in
from screens.paper import render_pdf
from screens.parts import Action, Fact

DECIDED = ("approved", "declined", "appealed", "contracting", "contracted")
CONTRACTED = ("contracting", "contracted")


def _asked(request: HttpRequest, number: str) -> Application:
    found: Application = get_object_or_404(applications_of(person_of(request)), case__number=number)
    return found


@applicant_only
def my_applications(request: HttpRequest) -> HttpResponse:
    """All applications of the person, newest first."""
    found = [
        (application, state_sentence(application), institution_of(application.case))
        for application in applications_of(person_of(request))
    ]
    return render(request, "applications/my_applications.html", {"found": found})


@applicant_only
def my_application(request: HttpRequest, number: str) -> HttpResponse:
    """Stage, institution, expected date, what happened, messages, and the way out."""
    application, user = _asked(request, number), person_of(request)
    context = {
        "application": application,
        "nodes": stage_nodes(application),
        "sentence": state_sentence(application),
        "institution": institution_of(application.case),
        "entries": history_of(application),
        "receipts": receipts_of(application),
        "letters": own_messages(user).filter(case=application.case)[:5],
        "has_decision": application.state in DECIDED,
        "has_contract": application.state in CONTRACTED,
        "actions": _actions(application, possible_events(application, actor=user)),
    }
    return render(request, "applications/my_application.html", context)


def _actions(application: Application, events: list[str]) -> list[Action]:
    number = application.case.number
    found = []
    if "submit" in events:
        url = reverse("application_tasks", args=[number])
        found.append(Action(_("Go on filling it in"), url, "arrow-right"))
    if application.submitted_on:
        url = reverse("application_confirmation", args=[number])
        found.append(Action(_("What I handed in"), url, "file-earmark-text"))
    if "withdraw" in events:
        url = reverse("application_withdraw", args=[number])
        found.append(Action(_("Withdraw the application"), url, "x-lg", tone="danger"))
    return found


@applicant_only
def application_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason, then give the application up."""
    application = _asked(request, number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_application(
                application=application,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
            messages.success(request, _("The application is withdrawn."))
            return redirect("my_application", number=number)
        except RuleViolation as error:
            form.add_error(None, str(error))
    return _ask_to_withdraw(request, number, form)


def _ask_to_withdraw(request: HttpRequest, number: str, form: WithdrawForm) -> HttpResponse:
    return confirmation(
        request,
        question=_("Withdraw this application?"),
        act=_("Withdraw the application"),
        back_url=reverse("my_application", args=[number]),
        facts=[Fact(_("Application"), number)],
        warning=_("Bank and center stop working on it. You may apply again at any time."),
        danger=True,
        form=form,
        frame="portal.html",
    )


@applicant_only
def application_confirmation(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt with its number, what happens next, and everything that was handed in."""
    application = _asked(request, number)
    receipt = receipts_of(application).filter(kind="submission").first()
    if receipt is None:
        return redirect("application_tasks", number=number)
    context = {
        "application": application,
        "receipt": receipt,
        "institution": institution_of(application.case),
        "sections": answer_sections(application, on=date_of(request)),
    }
    return render(request, "applications/application_confirmation.html", context)


@signed_in
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The receipt as paper: files with hashes and, for an application, all its answers."""
    receipt = get_object_or_404(visible_receipts(person_of(request)), number=number)
    content = render_pdf("applications/receipt_paper.html", _paper_contents(request, receipt))
    return download(
        content, filename=f"{receipt.number}.pdf", content_type="application/pdf", inline=True
    )


def _paper_contents(request: HttpRequest, receipt: Receipt) -> dict[str, Any]:
    on = date_of(request)
    application = getattr(receipt.case, "application", None)
    is_whole = receipt.kind == "submission"
    return {
        "programme": programme_profile(on),
        "receipt": receipt,
        "application": application,
        "sections": answer_sections(application, on=on) if application and is_whole else [],
        "check_url": request.build_absolute_uri(reverse("receipt_check")),
    }


@applicant_only
def my_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One of the own papers, shown in the browser without being run."""
    document = get_object_or_404(visible_documents(person_of(request)), pk=pk)
    return paper_answer(request, document, inline=True, back=reverse("my_applications"))


@everyone
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Confirm to anybody that a receipt is genuine: time and file count, nothing personal."""
    form = ReceiptForm(request.GET if "number" in request.GET else None)
    receipt, is_asked = None, form.is_bound and form.is_valid()
    if is_asked and is_over_limit(request, "receipt", per_minute=ANONYMOUS_PER_MINUTE):
        form.add_error(None, _("Too many questions from here. Wait a minute and try again."))
        return render(request, "applications/receipt_check.html", {"form": form}, status=429)
    if is_asked:
        receipt = receipt_by_number(form.cleaned_data["number"])
    context = {"form": form, "receipt": receipt, "is_asked": is_asked}
    return render(request, "applications/receipt_check.html", context)
