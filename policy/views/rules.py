"""Rules that wait for a second person: look at them, publish them or send them back."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from parties.models import User
from policy.forms import ReasonForm
from policy.selectors import RULES, rules_of, rules_published, rules_waiting
from policy.services import publish_rule, send_back_rule, submit_rule, withdraw_rule
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate

HIDDEN = {"id", "state", "author", "approver", "created_at"}
STEPS = {"submit": submit_rule, "publish": publish_rule}
STEPS_WITH_REASON = {"send_back": send_back_rule, "withdraw": withdraw_rule}


def _found(kind: str, pk: int) -> Any:
    if kind not in RULES:
        raise Http404
    return get_object_or_404(rules_of(kind), pk=pk)


@gate("policy.view_rules")
def rule_list(request: HttpRequest) -> HttpResponse:
    """Drafts and rules that wait, of every kind; what was published last."""
    context = {"waiting": rules_waiting(), "counts": rules_published()}
    return render(request, "policy/rule_list.html", context)


@gate("policy.view_rules")
def rule(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One rule with its values, beside the one in force, and the next step."""
    found = _found(kind, pk)
    shown = [field for field in found._meta.fields if field.name not in HIDDEN]
    values = [(field.verbose_name, field.value_from_object(found)) for field in shown]
    context = {
        "rule": found,
        "kind": kind,
        "values": values,
        "events": possible_events(found, actor=cast("User", request.user)),
        "reason_form": ReasonForm(),
    }
    return render(request, "policy/rule.html", context)


@gate("policy.draft_rules", "policy.publish_rules")
@require_POST
def rule_step(request: HttpRequest, *, kind: str, pk: int, event: str) -> HttpResponse:
    """Submit, publish, send back or withdraw a rule."""
    found = _found(kind, pk)
    facts: dict[str, Any] = {
        "rule": found,
        "actor": request.user,
        "on": request.business_date,  # type: ignore[attr-defined]  # set by the middleware
    }
    try:
        if event in STEPS:
            STEPS[event](**facts)
        else:
            STEPS_WITH_REASON[event](**facts, reason=request.POST.get("reason", ""))
    except RuleViolation as refusal:
        refused(request, refusal)
    else:
        messages.success(request, _("Done. The step is on record."))
    back = "product_version" if kind == "product" else "rule_list"
    return redirect(back, *([pk] if kind == "product" else []))
