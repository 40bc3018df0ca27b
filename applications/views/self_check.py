"""Am I eligible: eight questions without an account, and an answer with reasons."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from applications.forms.public import SelfCheckForm
from applications.selectors import assessment_of, self_check_by_token, self_check_choices
from applications.services import keep_self_check
from casework.views.asked import date_of
from screens.gates import everyone


@everyone
def self_check(request: HttpRequest) -> HttpResponse:
    """Ask the eight questions; `?lead=` keeps the talk a person comes from."""
    on = date_of(request)
    form = SelfCheckForm(self_check_choices(on), request.POST or None)
    if request.method == "POST" and form.is_valid():
        lead = request.GET.get("lead", "")[:30]
        kept = keep_self_check(answers=form.cleaned_data, on=on, lead_reference=lead)
        return redirect("self_check_result", token=kept.token)
    return render(request, "applications/self_check.html", {"form": form})


@everyone
def self_check_result(request: HttpRequest, token: UUID) -> HttpResponse:
    """Eligible, maybe or not; why, which loan, which papers, and what to do next."""
    check = self_check_by_token(token)
    if check is None:
        return redirect("self_check")
    context = {"check": check, "found": assessment_of(check, date_of(request))}
    return render(request, "applications/self_check_result.html", context)


@everyone
@require_POST
def self_check_start(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take the answers along into an application, through the sign-in if needed."""
    if self_check_by_token(token):
        request.session["self_check"] = str(token)
    return redirect("application_start")
