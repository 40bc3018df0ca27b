"""What a loan costs: schedule, chart, paper and spreadsheet; the address is the calculation."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.forms.public import CalculatorForm
from applications.selectors import costs_chart, costs_of, usual_subsidy
from applications.selectors.public import Costs
from applications.views.limits import ANONYMOUS_PER_MINUTE, is_over_limit
from casework.views.asked import date_of
from policy.selectors import products_on_offer, programme_profile
from screens.answers import download
from screens.gates import everyone
from screens.lists import Column
from screens.paper import render_pdf
from screens.sheets import XLSX, file_name, write_xlsx

HUNDRED = Decimal(100)


def _filled_in(request: HttpRequest) -> CalculatorForm:
    """The form with what the address says; without that, with the first loan of the catalogue."""
    if "amount" in request.GET:
        return CalculatorForm(request.GET)
    offered = products_on_offer(date_of(request))
    if not offered:
        return CalculatorForm()
    terms = offered[0]
    return CalculatorForm(
        initial={
            "amount": terms.amount_max,
            "months": terms.term_months_max,
            "rate": f"{terms.interest_rate * HUNDRED:.2f}",
            "method": terms.repayment_methods[0],
            "subsidy": f"{usual_subsidy(terms) * HUNDRED:.0f}",
        }
    )


def _costs(form: CalculatorForm, request: HttpRequest) -> Costs | None:
    if not form.is_bound or not form.is_valid():
        return None
    given = form.cleaned_data
    return costs_of(
        amount=given["amount"],
        months=given["months"],
        rate=given["rate"] / HUNDRED,
        method=given["method"],
        subsidy=given["subsidy"] / HUNDRED,
        on=date_of(request),
    )


@everyone
def calculator(request: HttpRequest) -> HttpResponse:
    """Inputs, first and last payment, sums, chart and schedule; no account needed."""
    form = _filled_in(request)
    costs = _costs(form, request)
    context = {
        "form": form,
        "costs": costs,
        "chart": costs_chart(costs) if costs else None,
        "query": request.GET.urlencode(),
        "link": request.build_absolute_uri(),
    }
    return render(request, "applications/calculator.html", context)


@everyone
def calculator_sheet(request: HttpRequest) -> HttpResponseBase:
    """The schedule as a spreadsheet."""
    costs = _costs(_filled_in(request), request)
    if costs is None or is_over_limit(request, "calculator", per_minute=ANONYMOUS_PER_MINUTE):
        return redirect("calculator")
    target = BytesIO()
    title = _("Repayment schedule")
    write_xlsx(target, title=title, columns=_headings(), rows=_lines(costs))
    name = file_name(title, date_of(request), "xlsx")
    return download(target.getvalue(), filename=name, content_type=XLSX)


def _headings() -> list[Column]:
    return [
        Column("number", _("Row"), kind="number"),
        Column("due_on", _("Due date"), kind="date"),
        Column("principal", _("Principal"), kind="money"),
        Column("interest", _("Interest"), kind="money"),
        Column("total", _("Payment of the month"), kind="money"),
        Column("subsidy", _("of it subsidised"), kind="money"),
        Column("balance", _("Left after it"), kind="money"),
    ]


def _lines(costs: Costs) -> list[list[Any]]:
    rows = [(row.instalment, row.subsidy) for row in costs.rows]
    return [
        [r.number, r.due_on, r.principal, r.interest, r.total, subsidy, r.closing_balance]
        for r, subsidy in rows
    ]


@everyone
def calculator_paper(request: HttpRequest) -> HttpResponseBase:
    """The calculation on paper."""
    form = _filled_in(request)
    costs = _costs(form, request)
    if costs is None or is_over_limit(request, "calculator", per_minute=ANONYMOUS_PER_MINUTE):
        return redirect("calculator")
    method = dict(form.fields["method"].choices)[form.cleaned_data["method"]]  # type: ignore[attr-defined]  # a choice field
    context = {
        "programme": programme_profile(date_of(request)),
        "costs": costs,
        "given": form.cleaned_data,
        "method": method,
        "on": date_of(request),
    }
    content = render_pdf("applications/calculator_paper.html", context)
    return download(
        content, filename="calculation.pdf", content_type="application/pdf", inline=True
    )
