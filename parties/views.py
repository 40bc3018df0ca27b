"""Pages about accounts and the audit trail."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from parties.models import User
from parties.selectors import audit_entries
from parties.services.audit import broken_links
from screens.filters import DateRangeFilter
from screens.gates import everyone, gate
from screens.lists import Column, ListDefinition

AUDIT = ListDefinition(
    name="audit",
    title=gettext_lazy("Audit trail"),
    columns=[
        Column("recorded_at", gettext_lazy("Recorded"), kind="moment"),
        Column("business_on", gettext_lazy("Business date"), kind="date"),
        Column("actor", gettext_lazy("Person"), value=lambda entry: entry.actor.display_name),
        Column("organisation", gettext_lazy("Organisation"), value=lambda e: e.actor.organisation),
        Column("act", gettext_lazy("Act")),
        Column("case_number", gettext_lazy("Case")),
        Column("facts", pgettext_lazy("of an act", "Facts"), value=lambda e: _written(e.facts)),
        Column("own_hash", gettext_lazy("Seal"), value=lambda entry: entry.own_hash[:12]),
    ],
    filters=[
        DateRangeFilter("on", gettext_lazy("Business date"), "business_on"),
    ],
    default_order=("-pk",),
    search=("case_number", "act", "actor__username", "actor__person__name"),
)


def _written(facts: dict[str, object]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in facts.items() if value)


@gate("parties.view_audit")
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who did what, on which case, when; sealed by a chain of hashes."""
    entries = audit_entries(cast("User", request.user))
    bound = AUDIT.bind(entries, request.GET, path=request.path)
    return render(request, "parties/audit_trail.html", {"bound": bound})


@gate("parties.view_audit")
@require_POST
def audit_check(request: HttpRequest) -> HttpResponse:
    """Verify every chain now and say what was found."""
    faults = broken_links()
    for fault in faults[:20]:
        messages.error(request, fault)
    if faults:
        text = ngettext("%(n)s fault was found.", "%(n)s faults were found.", len(faults))
        messages.error(request, text % {"n": len(faults)})
    else:
        messages.success(request, _("Every chain holds from its first entry to the last."))
    return redirect("audit_trail")


@everyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("home")
