"""Tags of the case file: `{% load casework %}` gives the tabs and the head of a case."""

from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Case, Task
from casework.rules import TABS
from casework.selectors import deadline_state, next_task, task_address, task_word
from parties.models import User
from screens.parts import Action, Tab

register = template.Library()

TAB_LABELS = {
    "case_overview": pgettext_lazy("case tab", "Overview"),
    "case_application": pgettext_lazy("case tab", "Application"),
    "case_documents": pgettext_lazy("case tab", "Papers"),
    "case_evaluation": pgettext_lazy("case tab", "Evaluation"),
    "case_committee": pgettext_lazy("case tab", "Decision"),
    "case_guarantee": pgettext_lazy("case tab", "Guarantee"),
    "case_contract": pgettext_lazy("case tab", "Contract"),
    "case_disbursement": pgettext_lazy("case tab", "Disbursement"),
    "case_repayments": pgettext_lazy("case tab", "Repayments"),
    "case_changes": pgettext_lazy("case tab", "Plan changes"),
    "case_collection": pgettext_lazy("case tab", "Collection"),
    "case_risk": pgettext_lazy("case tab", "Risk"),
    "case_followup": pgettext_lazy("case tab", "After the payout"),
    "case_claims": pgettext_lazy("case tab", "Claims"),
    "case_messages": pgettext_lazy("case tab", "Messages and notes"),
    "case_history": pgettext_lazy("case tab", "History"),
}


@register.inclusion_tag("components/tabs.html", takes_context=True)
def case_tabs(context: Context, case: Case, tab: str) -> dict[str, Any]:
    """The tabs of a case this user may open; those of pages that do not exist are left out."""
    user = context["request"].user
    items = [
        Tab(TAB_LABELS[name], url, active=name == tab)
        for name, permission in TABS
        if user.may(permission) and (url := _address(name, case))
    ]
    return {"items": items, "label": _("Parts of the case")}


@register.inclusion_tag("casework/case_header.html", takes_context=True)
def case_header(context: Context, case: Case) -> dict[str, Any]:
    """Who, how much, where it stands, until when, who holds the ball, and my next step."""
    request = context["request"]
    user: User = request.user
    on: date = request.business_date
    is_paused = case.waits_for_applicant or Task.objects.paused().filter(case=case).exists()
    task = next_task(user, case)
    url = task_address(task) if task else ""
    return {
        "case": case,
        "deadline": deadline_state(case.stage_due_on, on=on, is_paused=is_paused),
        "action": Action(task_word(task.kind), url) if task and url != request.path else None,
        "task": task,
    }


register.filter("task_word", task_word)


@register.filter
def tab_label(tab: str) -> Any:
    """The word for a tab, for the title of its page."""
    return TAB_LABELS[tab]


def _address(name: str, case: Case) -> str:
    try:
        return reverse(name, args=[case.number])
    except NoReverseMatch:
        return ""
