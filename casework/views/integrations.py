"""The lines to the outside: how each is used, whether it works, and what was asked on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.forms import LineForm
from casework.models import Integration
from casework.selectors.outside import Line, calls_on, line, lines
from casework.services.outside import switch_line, try_line
from casework.views.asked import date_of, person_of
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from screens.wording import percent

CALLS_SHOWN = 30


def _found(kind: str) -> Line:
    if kind not in Integration.Kind.values:
        raise Http404
    return line(kind)


@gate("casework.manage_integrations")
def integration_list(request: HttpRequest) -> HttpResponse:
    """Every line to the outside with its mode and its figures."""
    return render(request, "casework/integration_list.html", {"lines": lines()})


@gate("casework.manage_integrations")
def integration(request: HttpRequest, kind: str) -> HttpResponse:
    """One line: its mode, its last calls, its errors."""
    found = _found(kind)
    form = LineForm(request.POST or None, initial={"mode": found.mode})
    if request.method == "POST" and form.is_valid():
        try:
            mode = form.cleaned_data["mode"]
            switch_line(kind=kind, mode=mode, actor=person_of(request), on=date_of(request))
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Changed. It holds from the next call."))
            return redirect("integration", kind)
    calls = calls_on(kind)[:CALLS_SHOWN]
    values = {"line": found, "form": form, "calls": calls, "facts": _facts(found)}
    return render(request, "casework/integration.html", values)


def _facts(found: Line) -> list[Fact]:
    known, unknown = _("set"), _("not set")
    return [
        Fact(_("Address in the environment"), known if found.is_configured else unknown),
        Fact(_("Key in the environment"), known if found.has_key else unknown),
        Fact(_("Calls counted"), found.calls, numeric=True),
        Fact(_("Error rate"), percent(found.error_rate) if found.calls else "–", numeric=True),
        Fact(_("Mean time"), "–" if found.milliseconds is None else f"{found.milliseconds} ms"),
    ]


@gate("casework.manage_integrations")
@require_POST
def integration_test(request: HttpRequest, kind: str) -> HttpResponse:
    """Find out whether a line works, and say it in words."""
    found = _found(kind)
    call = try_line(kind=kind, actor=person_of(request))
    facts = {"line": found.word, "ms": call.milliseconds, "error": call.error}
    if call.outcome == "ok":
        messages.success(request, _("%(line)s works: answered in %(ms)s ms.") % facts)
    else:
        messages.error(request, _("%(line)s does not work: %(error)s.") % facts)
    return redirect("integration", kind)
