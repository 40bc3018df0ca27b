"""Claims of a case: computation, the steps to payment, recoveries, write-off."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.views.asked import date_of, person_of
from guarantees.forms import ClaimForm, MeasureForm, RecoveryForm, WriteOffForm
from guarantees.models import Claim, Guarantee
from guarantees.selectors.claims import (
    claim_explained,
    claim_figures,
    claim_wait,
    claims_seen_by,
    debt_after_claim,
    live_claim,
    recovery_split,
)
from guarantees.selectors.reviews import guarantee_of
from guarantees.services.claims import file_claim
from guarantees.services.recoveries import propose_write_off, record_measure, record_recovery
from guarantees.states import ClaimState, GuaranteeState
from guarantees.views.acts import actions_for, stepped, tried
from guarantees.views.claim_acts import CLAIM_ACTS, RECOVERY_ACTS, WRITE_OFF_ACTS, claim_facts
from guarantees.views.found import case_of, claim_or_404, guarantee_or_404
from parties.models import User
from screens.gates import gate

TAB = "case_claims"


def _back(number: str) -> str:
    return reverse("case_claims", args=[number])


@gate("guarantees.view_claims")
def case_claims(request: HttpRequest, number: str) -> HttpResponse:
    """What the fund would pay today, claims with their steps, and what came back."""
    case, user, on = case_of(request, number), person_of(request), date_of(request)
    guarantee = guarantee_of(case)
    claims = list(claims_seen_by(user).filter(case=case))
    values: dict[str, Any] = {
        "case": case,
        "tab": TAB,
        "guarantee": guarantee,
        "claims": [_claim_lines(claim, user, on) for claim in claims],
        "paid": None,
    }
    if guarantee and guarantee.loan and guarantee.loan.is_paid_out:
        values |= _today(guarantee, user, on)
    paid = next((claim for claim in claims if claim.state == ClaimState.PAID), None)
    if paid:
        values |= _after_payment(paid, user, on)
    return render(request, "guarantees/case_claims.html", values)


def _claim_lines(claim: Claim, user: User, on: date) -> dict[str, Any]:
    number = claim.case.number
    return {
        "claim": claim,
        "facts": claim_facts(claim, on),
        "explained": claim_explained(claim),
        "actions": actions_for(
            claim,
            CLAIM_ACTS,
            user=user,
            address=lambda name: reverse("claim_step", args=[number, claim.pk, name]),
        ),
    }


def _today(guarantee: Guarantee, user: User, on: date) -> dict[str, Any]:
    """The computation of today while no claim is under way."""
    assert guarantee.loan
    if guarantee.state != GuaranteeState.IN_FORCE or live_claim(guarantee.loan):
        return {}
    return {
        "figures": claim_figures(guarantee, on),
        "wait": claim_wait(guarantee, on),
        "may_file": user.may("guarantees.file_claim"),
    }


def _step_address(view: str, number: str, pk: int) -> Callable[[str], str]:
    return lambda name: reverse(view, args=[number, pk, name])


def _after_payment(claim: Claim, user: User, on: date) -> dict[str, Any]:
    number = claim.case.number
    recoveries = claim.recoveries.select_related("recorded_by__person", "case__bank")
    write_offs = claim.write_offs.select_related("proposed_by__person", "case__borrower")
    return {
        "paid": claim,
        "debt": debt_after_claim(claim, on),
        "measures": claim.measures.select_related("taken_by__person"),
        "recoveries": [
            (
                each,
                actions_for(
                    each,
                    RECOVERY_ACTS,
                    user=user,
                    address=_step_address("recovery_step", number, each.pk),
                ),
            )
            for each in recoveries
        ],
        "write_offs": [
            (
                each,
                actions_for(
                    each,
                    WRITE_OFF_ACTS,
                    user=user,
                    address=_step_address("write_off_step", number, each.pk),
                ),
            )
            for each in write_offs
        ],
        "may_recover": user.may("guarantees.record_recovery"),
        "may_propose": user.may("guarantees.propose_write_off") and not write_offs,
    }


@gate("guarantees.file_claim")
def claim_new(request: HttpRequest, number: str) -> HttpResponse:
    """The bank's claim: the computation above, the statement below."""
    guarantee, on = guarantee_or_404(request, number), date_of(request)
    loan = guarantee.loan
    if loan is None or not loan.is_paid_out:
        raise Http404
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = {"loan": loan, "actor": person_of(request), "on": on, **form.cleaned_data}
        if tried(form, lambda: file_claim(**typed)):
            messages.success(request, _("Filed. The center checks it now."))
            return redirect("case_claims", number)
    values = {
        "case": guarantee.case,
        "tab": TAB,
        "form": form,
        "figures": claim_figures(guarantee, on),
        "wait": claim_wait(guarantee, on),
        "guarantee": guarantee,
    }
    return render(request, "guarantees/claim_new.html", values)


@gate("guarantees.view_claims")
def claim_step(request: HttpRequest, number: str, *, key: int, act: str) -> HttpResponse:
    """One step of a claim: the question, the facts, the button."""
    claim = claim_or_404(request, number, key)
    return stepped(request, claim, CLAIM_ACTS.get(act), back_url=_back(number))


def _paid_claim(request: HttpRequest, number: str) -> Claim:
    case = case_of(request, number)
    claims = claims_seen_by(person_of(request)).filter(case=case, state=ClaimState.PAID)
    return get_object_or_404(claims)


@gate("guarantees.record_recovery")
def measure_new(request: HttpRequest, number: str) -> HttpResponse:
    """What was done to get the money back."""
    claim = _paid_claim(request, number)
    form = MeasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = {"actor": person_of(request), "on": date_of(request), **form.cleaned_data}
        if tried(form, lambda: record_measure(claim=claim, **typed)):
            messages.success(request, _("On record."))
            return redirect("case_claims", number)
    values = {"case": claim.case, "tab": TAB, "form": form}
    return render(request, "guarantees/measure_new.html", values)


@gate("guarantees.record_recovery")
def recovery_new(request: HttpRequest, number: str) -> HttpResponse:
    """Money that came back: first its parts are shown, then it is saved."""
    claim, on = _paid_claim(request, number), date_of(request)
    posted = request.POST if request.method == "POST" else None
    form = RecoveryForm(posted, initial={"received_on": on})
    values: dict[str, Any] = {"case": claim.case, "tab": TAB, "form": form}
    values["debt"] = debt_after_claim(claim, on)
    if posted is not None and form.is_valid():
        typed = {"claim": claim, "actor": person_of(request), "on": on, **form.cleaned_data}
        if "save" not in posted:
            values["split"] = _preview(claim, form)
        elif tried(form, lambda: record_recovery(**typed)):
            messages.success(request, _("Recorded. Another person has to approve it now."))
            return redirect("case_claims", number)
    return render(request, "guarantees/recovery_new.html", values)


def _preview(claim: Claim, form: RecoveryForm) -> Any:
    """The parts of the typed receipt; what cannot be split is said in the form."""
    typed = form.cleaned_data
    gross, costs, on = typed["gross"], typed["costs"], typed["received_on"]
    if gross <= costs:
        form.add_error("costs", _("The costs must be lower than what was received."))
        return None
    return recovery_split(claim, gross=gross, costs=costs, on=on)


@gate("guarantees.approve_recovery")
def recovery_step(request: HttpRequest, number: str, *, key: int, act: str) -> HttpResponse:
    """Approve or reject a receipt that another person recorded."""
    recoveries = _paid_claim(request, number).recoveries
    found = get_object_or_404(recoveries.select_related("recorded_by__person"), pk=key)
    return stepped(request, found, RECOVERY_ACTS.get(act), back_url=_back(number))


@gate("guarantees.propose_write_off")
def write_off_new(request: HttpRequest, number: str) -> HttpResponse:
    """Propose to give up what cannot be recovered."""
    claim, on = _paid_claim(request, number), date_of(request)
    form = WriteOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = {"claim": claim, "actor": person_of(request), "on": on, **form.cleaned_data}
        if tried(form, lambda: propose_write_off(**typed)):
            messages.success(request, _("Proposed. The leader decides first."))
            return redirect("case_claims", number)
    values = {"case": claim.case, "tab": TAB, "form": form, "debt": debt_after_claim(claim, on)}
    return render(request, "guarantees/write_off_new.html", values)


@gate("guarantees.approve_write_off", "guarantees.confirm_write_off")
def write_off_step(request: HttpRequest, number: str, *, key: int, act: str) -> HttpResponse:
    """One level of a write-off."""
    write_offs = _paid_claim(request, number).write_offs
    found = get_object_or_404(write_offs.select_related("proposed_by__person"), pk=key)
    return stepped(request, found, WRITE_OFF_ACTS.get(act), back_url=_back(number))
