"""The regular report of the business: on the own page, or typed in by staff."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from screens.answers import refused
from screens.charts import Chart, Series, line
from screens.errors import RuleViolation
from screens.gates import applicant_only, gate
from servicing.forms.reports import ReportForm
from servicing.models import CareKind, Loan
from servicing.selectors.care import next_step
from servicing.services.reports import hand_in_report
from servicing.views.asked import date_of, loan_or_404, person_of
from servicing.views.own import own_loan


def report_chart(loan: Loan) -> Chart | None:
    """Turnover, costs and cash from report to report."""
    reports = list(loan.business_reports.all())
    if not reports:
        return None
    series = [
        Series(_("Turnover"), [each.turnover for each in reports]),
        Series(pgettext_lazy("firm", "Costs"), [each.costs for each in reports]),
        Series(pgettext_lazy("firm", "Cash"), [each.cash for each in reports]),
    ]
    labels = [f"{each.period_until_on:%Y-%m}" for each in reports]
    title = _("How is the business doing?")
    return line(title, labels, series, unit=_("yuan"), heading=_("Period until"))


def _is_handed_in(request: HttpRequest, loan: Loan, form: ReportForm) -> bool:
    try:
        hand_in_report(
            loan=loan, figures=form.figures, actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(form, error)
        return False
    messages.success(request, _("The report has arrived. Thank you."))
    return True


@applicant_only
def my_report(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in the figures of the period that is due, and see the earlier ones."""
    loan = own_loan(request, number)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_handed_in(request, loan, form):
        return redirect("my_report", number)
    values = {"loan": loan, "form": form, "chart": report_chart(loan)}
    values |= _due(loan, request)
    return render(request, "servicing/my_report.html", values)


def _due(loan: Loan, request: HttpRequest) -> dict[str, object]:
    step = next_step(loan, CareKind.REPORT)
    return {"step": step, "is_open": step is not None and step.opens_on <= date_of(request)}


@gate("servicing.follow_up")
def report_enter(request: HttpRequest, number: str) -> HttpResponse:
    """Type in a report the borrower gave on paper or by phone."""
    loan = loan_or_404(request, number)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_handed_in(request, loan, form):
        return redirect("case_followup", number)
    values = {"case": loan.case, "tab": "case_followup", "form": form, **_due(loan, request)}
    return render(request, "servicing/report_enter.html", values)
