"""Queues of the center: guarantees with their deadline, claims with their rates."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.selectors import deadline_state
from casework.views.asked import date_of, person_of
from guarantees.models import Claim, Guarantee
from guarantees.selectors.claims import claim_rates, claims_seen_by
from guarantees.selectors.reviews import guarantees_seen_by
from guarantees.states import ClaimState, GuaranteeState
from screens.filters import (
    ChoiceFilter,
    ConditionFilter,
    DateRangeFilter,
    MoneyRangeFilter,
    state_choices,
)
from screens.gates import gate
from screens.lists import Column, ListDefinition
from screens.parts import Tile
from screens.wording import percent, yuan

AT_THE_CENTER = (
    GuaranteeState.REQUESTED,
    GuaranteeState.IN_REVIEW,
    GuaranteeState.RECOMMENDED,
    GuaranteeState.COMMITTED,
)
CLAIM_OPEN = (ClaimState.FILED, ClaimState.CHECKED, ClaimState.APPROVED, ClaimState.PAYING)


def _guarantee_address(row: Guarantee) -> str:
    return reverse("case_guarantee", args=[row.case.number])


def _claim_address(row: Claim) -> str:
    return reverse("case_claims", args=[row.case.number])


def guarantee_definition(on: date) -> ListDefinition:
    """The list of guarantees; the deadline is that of the case while the center holds it."""

    def deadline(row: Guarantee) -> str:
        waits = row.state in AT_THE_CENTER
        return deadline_state(row.case.stage_due_on if waits else None, on=on)

    return ListDefinition(
        name="guarantees",
        title=_("Guarantees"),
        columns=[
            Column("case__number", _("Case"), order="case__number", link=_guarantee_address),
            Column("case__borrower", _("Borrower"), order="case__borrower__sort_key"),
            Column("case__bank", _("Bank"), order="case__bank__name"),
            Column("amount", _("Amount"), kind="money", order="amount"),
            Column("state", _("State"), kind="state", states="guarantee", order="state"),
            Column("requested_on", _("Requested on"), kind="date", order="requested_on"),
            Column("case__stage_due_on", _("Due on"), kind="date", order="case__stage_due_on"),
            Column("deadline", _("Deadline"), "state", deadline, states="deadline"),
            Column("number", _("Guarantee letter"), order="number"),
        ],
        filters=[
            ChoiceFilter("state", _("State"), choices=state_choices("guarantee")),
            ConditionFilter(
                "queue", _("Waiting at the center"), condition=lambda: Q(state__in=AT_THE_CENTER)
            ),
            ConditionFilter(
                "late",
                _("Overdue"),
                condition=lambda: Q(state__in=AT_THE_CENTER, case__stage_due_on__lt=on),
            ),
            DateRangeFilter("requested", _("Requested on"), "requested_on"),
            MoneyRangeFilter("amount", _("Amount"), "amount"),
        ],
        default_order=("case__stage_due_on", "pk"),
        search=("number", "case__number", "case__borrower__name", "case__borrower__sort_key"),
    )


CLAIMS = ListDefinition(
    name="claims",
    title=_("Claims"),
    columns=[
        Column("number", _("Claim"), order="number", link=_claim_address),
        Column("case__borrower", _("Borrower"), order="case__borrower__sort_key"),
        Column("case__bank", _("Bank"), order="case__bank__name"),
        Column("filed_on", _("Filed on"), kind="date", order="filed_on"),
        Column("days_past_due", _("Days past due"), kind="number", order="days_past_due"),
        Column("fund_amount", _("Paid by the fund"), kind="money", order="fund_amount"),
        Column("bank_amount", _("Borne by the bank"), kind="money", order="bank_amount"),
        Column("state", _("State"), kind="state", states="claim", order="state"),
        Column("paid_on", _("Paid on"), kind="date", order="paid_on"),
    ],
    filters=[
        ChoiceFilter("state", _("State"), choices=state_choices("claim")),
        ConditionFilter("open", _("Under way"), condition=lambda: Q(state__in=CLAIM_OPEN)),
        DateRangeFilter("filed", _("Filed on"), "filed_on"),
        MoneyRangeFilter("amount", _("Paid by the fund"), "fund_amount"),
    ],
    default_order=("-filed_on", "-pk"),
    search=("number", "case__number", "case__borrower__name", "case__borrower__sort_key"),
)


@gate("guarantees.view")
def guarantee_list(request: HttpRequest) -> HttpResponse:
    """Guarantees this person may know of, the most urgent first."""
    rows, on = guarantees_seen_by(person_of(request)), date_of(request)
    definition = guarantee_definition(on)
    values = {
        "list": definition.bind(rows, request.GET, path=request.path),
        "tiles": [
            _tile(definition, rows, label=_("Waiting at the center"), query={"queue": "1"}),
            _tile(definition, rows, label=_("Overdue"), query={"late": "1"}),
            _tile(definition, rows, label=_("In force"), query={"state": "in_force"}),
        ],
    }
    return render(request, "guarantees/guarantee_list.html", values)


def _tile(definition: ListDefinition, rows: Any, *, label: Any, query: dict[str, str]) -> Tile:
    """A number that leads to exactly what it counts."""
    bound = definition.bind(rows, query, path=reverse("guarantee_list"))
    name, value = next(iter(query.items()))
    return Tile(label, bound.count, url=f"{reverse('guarantee_list')}?{name}={value}")


@gate("guarantees.view_claims")
def claim_list(request: HttpRequest) -> HttpResponse:
    """Claims this person may know of, with claim rate and recovery rate."""
    user, on = person_of(request), date_of(request)
    rates = claim_rates(user, on)
    values = {
        "list": CLAIMS.bind(claims_seen_by(user), request.GET, path=request.path),
        "rates": rates,
        "tiles": [
            Tile(_("Claim rate, 12 months"), percent(rates.claim_rate)),
            Tile(_("Recovery rate"), percent(rates.recovery_rate)),
            Tile(_("Recovered for the fund"), yuan(rates.recovered)),
        ],
    }
    return render(request, "guarantees/claim_list.html", values)
