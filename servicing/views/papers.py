"""Papers of a loan for those who work on it."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from screens.answers import download
from screens.gates import gate
from screens.sheets import XLSX, file_name
from servicing.selectors.papers import receipt_pdf, statement_pdf, statement_xlsx
from servicing.views.asked import date_of, loan_or_404

PDF = "application/pdf"


@gate("servicing.view_loan")
def loan_statement(request: HttpRequest, number: str) -> HttpResponseBase:
    """The statement of a loan as PDF."""
    loan, on = loan_or_404(request, number), date_of(request)
    name = file_name(loan.number, on, "pdf")
    return download(statement_pdf(loan, on), filename=name, content_type=PDF)


@gate("servicing.view_loan")
def loan_statement_sheet(request: HttpRequest, number: str) -> HttpResponseBase:
    """The statement of a loan as an Excel file."""
    loan = loan_or_404(request, number)
    name = file_name(loan.number, date_of(request), "xlsx")
    return download(statement_xlsx(loan), filename=name, content_type=XLSX)


@gate("servicing.view_loan")
def repayment_receipt(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """The receipt of one repayment as PDF."""
    loan = loan_or_404(request, number)
    repayment = get_object_or_404(loan.repayments.exclude(event=None), pk=pk)
    content = receipt_pdf(repayment, date_of(request))
    return download(content, filename=f"{repayment.number}.pdf", content_type=PDF)
