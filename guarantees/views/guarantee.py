"""The guarantee of a case: request, review, promise, securities, letter."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.models import Case
from casework.services import possible_events
from casework.views.asked import date_of, person_of
from guarantees.forms import RecommendForm, RequestForm
from guarantees.models import Guarantee
from guarantees.selectors.notices import latest_notice, objections_of
from guarantees.selectors.reviews import (
    fund_effect,
    guarantee_of,
    last_return,
    review_evidence,
)
from guarantees.selectors.securities import covered, needed, uses_of
from guarantees.services.letters import read_letter
from guarantees.services.reviews import open_qualification, recommend, request_guarantee
from guarantees.states import GuaranteeState
from guarantees.views.acts import actions_for, stepped
from guarantees.views.found import case_of, guarantee_or_404
from guarantees.views.guarantee_acts import GUARANTEE_ACTS, guarantee_facts, why_blocked
from parties.models import User
from policy.selectors import is_center_first
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Action
from underwriting.selectors import application_of
from underwriting.selectors.contracts import decision_in_force

TAB = "case_guarantee"


def _back(number: str) -> str:
    return reverse("case_guarantee", args=[number])


@gate("guarantees.view")
def case_guarantee(request: HttpRequest, number: str) -> HttpResponse:
    """Where the guarantee stands, what is secured, and the step that is next."""
    case, user, on = case_of(request, number), person_of(request), date_of(request)
    guarantee = guarantee_of(case)
    values: dict[str, Any] = {
        "case": case,
        "tab": TAB,
        "guarantee": guarantee,
        "actions": _first_actions(case, guarantee, user=user, on=on),
        "is_center": user.is_center_staff or "AUD" in user.roles,
    }
    if guarantee:
        values["actions"] += _step_actions(guarantee, user)
        values |= _standing(guarantee, user, on)
    return render(request, "guarantees/case_guarantee.html", values)


def _first_actions(
    case: Case, guarantee: Guarantee | None, *, user: User, on: date
) -> list[Action]:
    """What begins: the bank's request, or the qualification where the center is first."""
    asks = user.may("guarantees.request") and user.organisation_id == case.bank_id
    state = application_of(case).state
    is_open = guarantee is None or "request_again" in possible_events(guarantee, actor=user)
    if asks and is_open and state == "approved" and decision_in_force(case):
        url = reverse("guarantee_request", args=[case.number])
        return [Action(_("Ask for the guarantee"), url, "send")]
    is_first = is_center_first(on) and state == "submitted"
    waits = guarantee is None or guarantee.state == GuaranteeState.REQUESTED
    if user.may("guarantees.review") and is_first and waits:
        url = reverse("qualification_open", args=[case.number])
        return [Action(_("Take up the qualification"), url, "person-check", method="post")]
    return []


def _step_actions(guarantee: Guarantee, user: User) -> list[Action]:
    number = guarantee.case.number
    found = []
    if guarantee.amount and "recommend" in possible_events(guarantee, actor=user):
        url = reverse("guarantee_recommend", args=[number])
        found.append(Action(_("Give the opinion"), url, "pencil"))
    acts = {name: act for name, act in GUARANTEE_ACTS.items() if _suits(name, guarantee, user)}
    steps = actions_for(
        guarantee,
        acts,
        user=user,
        address=lambda name: reverse("guarantee_step", args=[number, name]),
    )
    return [*found, *(why_blocked(guarantee, step) for step in steps)]


def _suits(name: str, guarantee: Guarantee, user: User) -> bool:
    """The qualification has its own steps: no amount is decided yet."""
    if name == "take_up" and guarantee.amount is None:
        return False
    return {"qualify": guarantee.amount is None, "return": guarantee.amount is not None}.get(
        name, True
    )


def _standing(guarantee: Guarantee, user: User, on: date) -> dict[str, Any]:
    """Everything the page shows of a guarantee that exists."""
    values: dict[str, Any] = {
        "facts": guarantee_facts(guarantee, on),
        "opinions": guarantee.opinions.select_related("author__person"),
        "uses": uses_of(guarantee),
        "covered": covered(guarantee),
        "needed": needed(guarantee),
        "may_register": user.may("guarantees.register_security"),
        "is_securing": guarantee.state == GuaranteeState.COMMITTED,
        "notice": latest_notice(guarantee),
        "objections": objections_of(guarantee),
        "may_review": user.may("guarantees.review"),
        "return_reason": last_return(guarantee),
    }
    if user.may("guarantees.view_fund"):
        undecided = guarantee.state in {"requested", "in_review", "recommended", "qualified"}
        values["effect"] = fund_effect(guarantee, on) if undecided else None
        values["evidence"] = review_evidence(guarantee, on) if undecided else []
    return values


@gate("guarantees.request")
def guarantee_request(request: HttpRequest, number: str) -> HttpResponse:
    """The bank's request with its letter of intention."""
    case = case_of(request, number)
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            request_guarantee(
                case=case, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The file is with the center now."))
            return redirect("case_guarantee", number)
    values = {"case": case, "tab": TAB, "form": form, "decision": decision_in_force(case)}
    return render(request, "guarantees/guarantee_request.html", values)


@gate("guarantees.review")
@require_POST
def qualification_open(request: HttpRequest, number: str) -> HttpResponse:
    """Center first: begin to look at the person's qualification."""
    try:
        open_qualification(
            case=case_of(request, number), actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(request, error)
    return redirect("case_guarantee", number)


@gate("guarantees.review")
def guarantee_recommend(request: HttpRequest, number: str) -> HttpResponse:
    """The reviewer's checks beside what the file says, and the opinion."""
    guarantee, on = guarantee_or_404(request, number), date_of(request)
    form = RecommendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        checks = dict(form.cleaned_data)
        text = checks.pop("text")
        try:
            recommend(
                guarantee=guarantee, checks=checks, text=text, actor=person_of(request), on=on
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The leader is asked now."))
            return redirect("case_guarantee", number)
    evidence = [(each, form[each.code]) for each in review_evidence(guarantee, on)]
    values = {"case": guarantee.case, "tab": TAB, "form": form, "evidence": evidence}
    return render(request, "guarantees/guarantee_recommend.html", values)


@gate("guarantees.review", "guarantees.approve", "guarantees.register_security")
def guarantee_step(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """One step of the guarantee: the question, the facts, the button."""
    guarantee = guarantee_or_404(request, number)
    return stepped(request, guarantee, GUARANTEE_ACTS.get(act), back_url=_back(number))


@gate("guarantees.view")
def guarantee_letter(request: HttpRequest, number: str) -> HttpResponseBase:
    """The letter of guarantee as it was issued, unchanged."""
    guarantee = guarantee_or_404(request, number)
    if not guarantee.letter:
        raise Http404
    try:
        content = read_letter(guarantee, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
        return redirect("case_guarantee", number)
    return download(content, filename=f"{guarantee.number}.pdf", content_type="application/pdf")
