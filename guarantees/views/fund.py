"""The guarantee fund: what it holds, promises and can still promise; its movements."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.views.asked import date_of, person_of
from guarantees.forms import MovementForm, WhyForm
from guarantees.models import FundMovement
from guarantees.selectors.fund import (
    FundPosition,
    accounts_of,
    banks_with_account,
    expected_relief,
    fund_explained,
    fund_movements,
    fund_position,
    open_reservations,
)
from guarantees.services.fund import approve_movement, record_movement, reject_movement
from guarantees.views.acts import Act, actions_for, stepped, tried
from parties.models import User
from policy.selectors import programme
from screens.charts import Chart, Item, gauge
from screens.gates import gate
from screens.parts import Fact
from screens.wording import day, yuan

FORECAST_DAYS = (30, 90, 365)


@gate("guarantees.view_fund")
def fund_overview(request: HttpRequest) -> HttpResponse:
    """Cash per bank, capacity, what is bound and free, reservations and movements."""
    user, on = person_of(request), date_of(request)
    now = fund_position(on)
    values: dict[str, Any] = {
        "position": now,
        "gauge": _gauge(now),
        "explained": fund_explained(now),
        "accounts": accounts_of(on),
        "reservations": open_reservations()[:50],
        "forecast": _forecast(now, on),
        "movements": [(each, _steps(each, user)) for each in fund_movements()[:30]],
        "may_record": user.may("guarantees.record_fund"),
    }
    return render(request, "guarantees/fund_overview.html", values)


def _gauge(now: FundPosition) -> Chart:
    bound = now.in_guarantee + now.reserved
    note = _("%(bound)s of %(capacity)s is bound") % {
        "bound": yuan(bound),
        "capacity": yuan(now.capacity),
    }
    return gauge(
        _("How much of the capacity is bound?"),
        [Item(_("In guarantee"), now.in_guarantee), Item(_("Reserved"), now.reserved)],
        limit=Item(_("Capacity"), now.capacity),
        unit=_("yuan"),
        heading=_("Part"),
        note=note,
    )


def _forecast(now: FundPosition, on: date) -> list[dict[str, Any]]:
    """What will be free when instalments are repaid as planned and nothing new is promised."""
    return [
        {
            "until": on + timedelta(days=days),
            "relief": (relief := expected_relief(on, on + timedelta(days=days))),
            "free": now.free + relief,
        }
        for days in FORECAST_DAYS
    ]


def _steps(movement: FundMovement, user: User) -> list[Any]:
    return actions_for(
        movement,
        MOVEMENT_ACTS,
        user=user,
        address=lambda name: reverse("fund_movement_step", args=[movement.pk, name]),
    )


@gate("guarantees.record_fund")
def fund_movement_new(request: HttpRequest) -> HttpResponse:
    """Record a contribution, interest or withdrawal from the bank's advice."""
    on = date_of(request)
    posted = request.POST if request.method == "POST" else None
    form = MovementForm(posted, banks=banks_with_account(), initial={"value_on": on})
    if request.method == "POST" and form.is_valid():
        typed = {"actor": person_of(request), "on": on, **form.cleaned_data}
        if tried(form, lambda: record_movement(programme=programme(), **typed)):
            messages.success(request, _("Recorded. The leader has to approve it now."))
            return redirect("fund_overview")
    return render(request, "guarantees/fund_movement_new.html", {"form": form})


@gate("guarantees.approve_fund")
def fund_movement_step(request: HttpRequest, key: int, act: str) -> HttpResponse:
    """Approve or reject what another person recorded."""
    movement = get_object_or_404(fund_movements(), pk=key)
    return stepped(request, movement, MOVEMENT_ACTS.get(act), back_url=reverse("fund_overview"))


def _movement_facts(movement: FundMovement, on: date) -> list[Fact]:
    return [
        Fact(_("Kind"), movement.get_kind_display()),
        Fact(_("Amount"), yuan(movement.amount), numeric=True),
        Fact(_("Account at"), str(movement.bank)),
        Fact(_("Value date"), day(movement.value_on)),
        Fact(_("Bank reference"), movement.reference),
        Fact(_("Recorded by"), movement.recorded_by.display_name),
        Fact(_("Free capacity now"), yuan(fund_position(on).free), numeric=True),
    ]


def _approve(movement: FundMovement, *, actor: User, on: date) -> Any:
    return approve_movement(movement=movement, actor=actor, on=on)


def _reject(movement: FundMovement, *, reason: str, actor: User, on: date) -> Any:
    return reject_movement(movement=movement, reason=reason, actor=actor, on=on)


MOVEMENT_ACTS = {
    "approve": Act(
        event="approve",
        label=_("Approve and post"),
        question=_("Post this movement?"),
        done=_("Posted in the journal."),
        run=_approve,
        facts=_movement_facts,
        icon="check-lg",
    ),
    "reject": Act(
        event="reject",
        label=_("Reject"),
        question=_("Reject this movement?"),
        done=_("Rejected."),
        run=_reject,
        facts=_movement_facts,
        form=WhyForm,
        icon="x-lg",
        danger=True,
    ),
}
