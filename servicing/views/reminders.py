"""Who is reminded today, by which rules; the rules themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from policy.models import ReminderRule
from policy.services.rules import publish_rule
from screens.answers import refused
from screens.charts import Series, columns
from screens.errors import RuleViolation
from screens.gates import gate
from servicing.forms import ReminderRuleForm
from servicing.selectors.days import REMINDERS, is_switched_on
from servicing.selectors.reminders import all_rules, reminder_habit, reminders_for, with_state
from servicing.services import propose_reminder_rule, send_test_reminder, switch_reminder_rule
from servicing.views.asked import date_of, person_of


@gate("servicing.manage_reminders", "policy.publish_rules", "policy.draft_rules")
def reminder_preview(request: HttpRequest) -> HttpResponse:
    """Today's reminders and the rules behind them."""
    return _page(request, None)


def _page(request: HttpRequest, form: ReminderRuleForm | None) -> HttpResponse:
    user, on = person_of(request), date_of(request)
    values = {
        "reminders": with_state(reminders_for(on, user)),
        "rules": [(rule, "publish" in possible_events(rule, actor=user)) for rule in all_rules(on)],
        "may_manage": user.may("servicing.manage_reminders"),
        "form": form or ReminderRuleForm(initial={"from_on": on}),
        "may_draft": user.may("policy.draft_rules"),
        "is_on": is_switched_on(REMINDERS),
    }
    return render(request, "servicing/reminder_preview.html", values)


@gate("servicing.manage_reminders")
def reminder_response(request: HttpRequest) -> HttpResponse:
    """When reminders are read, and by which way: what people's habit suggests."""
    found = reminder_habit(person_of(request), date_of(request))
    hours = [rate.label for rate in found.by_hour]
    chart = columns(
        _("Reminders by the hour in which they went out"),
        hours,
        [
            Series(_("read"), [rate.read for rate in found.by_hour]),
            Series(_("not read"), [rate.sent - rate.read for rate in found.by_hour]),
        ],
        heading=_("Hour"),
    )
    reading = columns(
        _("Hour in which reminders are read"),
        hours,
        [Series(_("read"), found.read_at)],
        heading=_("Hour"),
    )
    values = {"habit": found, "chart": chart, "reading": reading}
    return render(request, "servicing/reminder_response.html", values)


@gate("policy.draft_rules")
@require_POST
def reminder_rule_propose(request: HttpRequest) -> HttpResponse:
    """Lay a new rule before those who publish rules."""
    form = ReminderRuleForm(request.POST)
    if form.is_valid():
        try:
            propose_reminder_rule(
                actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Proposed. Another person has to publish it now."))
            return redirect("reminder_preview")
    return _page(request, form)


@gate("policy.publish_rules")
@require_POST
def reminder_rule_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a proposed rule come into force."""
    try:
        publish_rule(rule=_rule(request, pk), actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    return redirect("reminder_preview")


@gate("servicing.manage_reminders")
@require_POST
def reminder_rule_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a rule off or on."""
    try:
        switch_reminder_rule(
            rule=_rule(request, pk),
            is_active=request.POST.get("to") == "on",
            actor=person_of(request),
            on=date_of(request),
        )
    except RuleViolation as error:
        refused(request, error)
    return redirect("reminder_preview")


@gate("servicing.manage_reminders")
@require_POST
def reminder_test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send oneself what a borrower would get by a rule."""
    try:
        notice = send_test_reminder(
            rule=_rule(request, pk), actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, notice.body)
    return redirect("reminder_preview")


def _rule(request: HttpRequest, pk: int) -> ReminderRule:
    rules = {rule.pk: rule for rule in all_rules(date_of(request))}
    if pk not in rules:
        return get_object_or_404(ReminderRule, pk=pk, state="none")
    return rules[pk]
