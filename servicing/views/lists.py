"""All loans a person may know of."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from screens.answers import download
from screens.filters import ChoiceFilter, DateRangeFilter, MoneyRangeFilter, state_choices
from screens.gates import gate
from screens.lists import BoundList, Column, ListDefinition
from screens.sheets import XLSX, file_name, write_xlsx
from servicing.selectors.ageing import BANDS, late_in
from servicing.selectors.loans import loans_for
from servicing.views.asked import date_of, person_of


@dataclass(frozen=True)
class AgeingFilter(ChoiceFilter):
    """Overdue loans of one band of days past due."""

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The loans of the band."""
        return rows.filter(late_in(self.value)) if self.given else rows


LOANS = ListDefinition(
    name="loans",
    title=_("Loans"),
    columns=[
        Column(
            "number",
            _("Loan"),
            order="number",
            link=lambda loan: reverse("case_repayments", args=[loan.case.number]),
        ),
        Column("borrower__name", _("Borrower"), order="borrower__sort_key"),
        Column("bank", _("Bank"), order="bank__name"),
        Column("principal", _("Amount"), kind="money", order="principal"),
        Column("outstanding", _("Principal left"), kind="money", order="outstanding"),
        Column("next_due_on", _("Next due"), kind="date", order="next_due_on"),
        Column("days_past_due", _("Days past due"), kind="number", order="days_past_due"),
        Column("asset_class", _("Class"), kind="state", states="asset_class"),
        Column("state", _("State"), kind="state", states="loan", order="state"),
        Column("maturity_on", _("Matures on"), kind="date", order="maturity_on"),
    ],
    filters=[
        ChoiceFilter("state", _("State"), choices=state_choices("loan")),
        ChoiceFilter("class", _("Class"), "asset_class", choices=state_choices("asset_class")),
        AgeingFilter("ageing", _("Days past due"), choices=[(b.code, b.code) for b in BANDS]),
        DateRangeFilter("maturity", _("Matures on"), "maturity_on"),
        MoneyRangeFilter("amount", _("Amount"), "principal"),
    ],
    default_order=("-days_past_due", "pk"),
    search=("number", "borrower__name", "borrower__sort_key", "case__number"),
    search_label=_("Number or name"),
)


def _bound(request: HttpRequest) -> BoundList:
    return LOANS.bind(loans_for(person_of(request)), request.GET, path=reverse("loan_list"))


@gate("servicing.view_loan")
def loan_list(request: HttpRequest) -> HttpResponse:
    """The loans this person may know of, filtered by the address."""
    bound = _bound(request)
    export = f"{reverse('loan_list_export')}?{bound.saved_query}"
    return render(request, "servicing/loan_list.html", {"list": bound, "export_url": export})


@gate("servicing.view_loan")
def loan_list_export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the rows and columns of the current view, as an Excel file."""
    bound = _bound(request)
    target = BytesIO()
    write_xlsx(target, title=str(_("Loans")), columns=bound.to_headings(), rows=bound.to_rows())
    name = file_name(str(_("Loans")), date_of(request), "xlsx")
    return download(target.getvalue(), filename=name, content_type=XLSX)


@gate("servicing.view_loan")
def loan(request: HttpRequest, number: str) -> HttpResponse:
    """A loan by its own number: leads to its account."""
    found = get_object_or_404(loans_for(person_of(request)), number=number)
    return redirect("case_repayments", found.case.number)
