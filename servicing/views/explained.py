"""Pages that say where the figures of a loan come from."""

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from screens.gates import gate
from servicing.selectors.explained import quote_figures, repayment_figures, row_figures
from servicing.views.asked import date_of, loan_or_404


@gate("servicing.view_loan")
def instalment_explained(request: HttpRequest, number: str, row: int) -> HttpResponse:
    """Where the figures of one instalment come from."""
    loan = loan_or_404(request, number)
    found = row_figures(loan, row)
    if found is None:
        raise Http404
    values = {"case": loan.case, "tab": "case_repayments", "loan": loan, "row": found.row}
    values["figures"] = found.figures
    return render(request, "servicing/instalment_explained.html", values)


@gate("servicing.view_loan")
def quote_explained(request: HttpRequest, number: str) -> HttpResponse:
    """Where the amount that closes the loan today comes from."""
    loan = loan_or_404(request, number)
    if not loan.is_running:
        raise Http404
    on = date_of(request)
    figures = quote_figures(loan, on)
    total = sum((figure.amount for figure in figures), Decimal(0))
    values = {"case": loan.case, "tab": "case_repayments", "loan": loan, "on": on}
    return render(
        request, "servicing/quote_explained.html", values | {"figures": figures, "total": total}
    )


@gate("servicing.view_loan")
def repayment_explained(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Why a receipt was used as it was."""
    loan = loan_or_404(request, number)
    repayment = get_object_or_404(loan.repayments.select_related("event", "loan"), pk=pk)
    found = repayment_figures(repayment)
    if found is None:
        raise Http404
    values = {"case": loan.case, "tab": "case_repayments", "loan": loan, "repayment": repayment}
    return render(request, "servicing/repayment_explained.html", values | {"found": found})
