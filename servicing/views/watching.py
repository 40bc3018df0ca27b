"""Watching repayment: odd payments, the yearly review, results of collection, its stages."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from loancore.dates import add_months
from policy.selectors import parameter
from screens.answers import refused
from screens.charts import Chart, Item, bars
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from screens.vocabulary import word
from screens.wording import day, yuan
from servicing.forms.watching import HandledForm, ReviewForm, SpanForm, StagesForm
from servicing.models import Channel, PaymentException
from servicing.selectors.exceptions import exceptions_for
from servicing.selectors.results import (
    KINDS,
    STAGES,
    Outcome,
    collection_results,
    promise_rate,
    stage_versions,
)
from servicing.selectors.reviews import campaigns_for, progress_by_officer, steps_of
from servicing.services.exceptions import handle_exception
from servicing.services.reviews import start_review
from servicing.services.strategy import propose_stages
from servicing.views.asked import date_of, person_of


@gate("servicing.view_loan")
def payment_exception(request: HttpRequest, pk: int) -> HttpResponse:
    """An odd payment with borrower and payment facts, and what was done about it."""
    user, on = person_of(request), date_of(request)
    found: PaymentException = get_object_or_404(exceptions_for(user), pk=pk)
    form = HandledForm(request.POST or None)
    may = user.may("servicing.follow_up") and found.state == "open"
    if request.method == "POST" and may and form.is_valid():
        try:
            handle_exception(exception=found, actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("It is on record what was done."))
            return redirect("payment_exception", pk)
    values = {"case": found.loan.case, "tab": "case_repayments", "found": found}
    values |= {"form": form if may else None, "facts": _facts(found)}
    return render(request, "servicing/payment_exception.html", values)


def _facts(found: PaymentException) -> list[Fact]:
    facts, paid = found.facts, found.repayment
    return [
        Fact(_("Borrower"), found.loan.borrower.name),
        Fact(_("Loan"), found.loan.number),
        Fact(_("Receipt"), paid.number),
        Fact(_("Amount"), yuan(paid.amount), numeric=True),
        Fact(_("Received on"), day(paid.received_on)),
        Fact(_("Channel"), Channel(paid.channel).label),
        Fact(_("Paid by"), facts.get("payer") or found.loan.borrower.name),
        Fact(_("Open then"), yuan(Decimal(facts["open"])), numeric=True),
        Fact(_("Days past due then"), facts["days_past_due"]),
        Fact(_("Late times so far"), facts["times_late"]),
    ]


@gate("servicing.view_reviews")
def review_list(request: HttpRequest) -> HttpResponse:
    """The yearly reviews of the bank, and starting the one of this year."""
    user, on = person_of(request), date_of(request)
    may = user.may("servicing.start_review")
    form = ReviewForm(request.POST or None, initial={"due_on": on + timedelta(days=60)})
    if request.method == "POST" and may and form.is_valid():
        try:
            campaign = start_review(actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The yearly review has begun."))
            return redirect("review", campaign.pk)
    month = next(rule["month"] for rule in parameter("postloan.plan", on) if "month" in rule)
    values = {"campaigns": campaigns_for(user), "form": form if may else None, "month": month}
    return render(request, "servicing/review_list.html", values)


@gate("servicing.view_reviews")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One yearly review: progress by officer, what is overdue, every loan."""
    user, on = person_of(request), date_of(request)
    campaign = get_object_or_404(campaigns_for(user), pk=pk)
    steps = list(steps_of(campaign))
    values = {
        "campaign": campaign,
        "progress": progress_by_officer(campaign, on),
        "steps": steps,
        "overdue": [step for step in steps if step.state == "open" and step.due_on < on],
    }
    return render(request, "servicing/review.html", values)


@gate("servicing.view_reports")
def collection_result(request: HttpRequest) -> HttpResponse:
    """What collecting achieved in a span, told apart by method, person or stage."""
    user, on = person_of(request), date_of(request)
    form = SpanForm(request.GET or None)
    span, by = _asked(form, on)
    found = collection_results(user, span, by)
    kept, judged = promise_rate(user, span)
    values = {
        "form": SpanForm(initial={"start": span[0], "end": span[1], "by": by}),
        "chart": _recovery_chart(found) if found else None,
        "lines": found,
        "kept": kept,
        "judged": judged,
        "may_change": user.may("servicing.propose_stages"),
    }
    return render(request, "servicing/collection_result.html", values)


def _asked(form: SpanForm, on: date) -> tuple[tuple[date, date], str]:
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    end = data.get("end") or on
    start = data.get("start") or add_months(end, -12)
    by = data.get("by")
    return (min(start, end), end), by if by in KINDS else "way"


def _recovery_chart(found: list[Outcome]) -> Chart:
    items = [Item(line.label, line.recovered) for line in found]
    title = _("What brings the money in?")
    return bars(title, items, unit=_("yuan"), heading=_("Recovered after"))


@gate("servicing.view_reports")
def stage_plan(request: HttpRequest) -> HttpResponse:
    """The stages of collection in force, every earlier version, and proposing the next one."""
    user, on = person_of(request), date_of(request)
    stages = parameter(STAGES, on)
    may = user.may("servicing.propose_stages")
    form = StagesForm(request.POST or None, stages=stages, initial={"from_on": on})
    if request.method == "POST" and may and form.is_valid():
        data = form.cleaned_data
        try:
            propose_stages(
                days=form.days, from_on=data["from_on"], reason=data["reason"], actor=user, on=on
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The new plan waits for the center's leader."))
            return redirect("stage_plan")
    named = [(word("collection_stage", stage["code"]), stage) for stage in stages]
    values = {"stages": named, "versions": stage_versions(), "form": form if may else None}
    return render(request, "servicing/stage_plan.html", values)
