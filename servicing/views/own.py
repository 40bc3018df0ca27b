"""The borrower's own loans."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from screens.answers import download
from screens.charts import Chart, Series, columns
from screens.gates import applicant_only
from screens.parts import Fact
from screens.sheets import file_name
from screens.wording import day, percent, yuan
from servicing.forms import QuoteForm
from servicing.models import CareKind, Loan, LoanChange
from servicing.selectors.books import payoff_quote
from servicing.selectors.care import next_step
from servicing.selectors.changes import Comparison, compared
from servicing.selectors.disbursements import disbursement_of
from servicing.selectors.loans import PlanRow, loans_for, plan_rows
from servicing.selectors.papers import certificate_pdf, receipt_pdf, statement_pdf
from servicing.selectors.repayments import next_payment, statement_of
from servicing.selectors.subsidy import subsidy_outlook
from servicing.selectors.team import contact_on
from servicing.states import LoanState
from servicing.views.asked import date_of, person_of
from servicing.views.papers import PDF


@applicant_only
def my_loans(request: HttpRequest) -> HttpResponse:
    """The borrower's loans, each with what is to be paid next."""
    loans = loans_for(person_of(request)).exclude(state=LoanState.CANCELLED)
    values = {"loans": [(loan, next_payment(loan)) for loan in loans]}
    return render(request, "servicing/my_loans.html", values)


@applicant_only
def my_loan(request: HttpRequest, number: str) -> HttpResponse:
    """One loan: next payment, what is left, plan, history, papers, early repayment."""
    loan, on = own_loan(request, number), date_of(request)
    rows = plan_rows(loan, on)
    last = max(loan.maturity_on or on, on)
    form = QuoteForm(request.GET if "on" in request.GET else None, first=on, last=last)
    values = {
        "loan": loan,
        "next": next_payment(loan),
        "contact": contact_on(loan.case, on),
        "update": next_step(loan, CareKind.UPDATE),
        "facts": _facts(loan),
        "rows": rows,
        "lines": statement_of(loan),
        "receipts": loan.repayments.filter(state="posted"),
        "contract_papers": loan.contract.files.all(),
        "subsidy": subsidy_outlook(loan),
        "chart": _chart(rows) if rows else None,
        "quote_form": form,
        "quote": _quote(loan, form, on=on),
        "changes": _changes(loan),
    }
    return render(request, "servicing/my_loan.html", values)


def _quote(loan: Loan, form: QuoteForm, *, on: date) -> object:
    if not loan.is_running:
        return None
    wanted = form.cleaned_data["on"] if form.is_bound and form.is_valid() else on
    return payoff_quote(loan, wanted)


def _changes(loan: Loan) -> list[tuple[LoanChange, Comparison | None]]:
    rows = loan.changes.prefetch_related("consents")
    return [(each, compared(each)) for each in rows]


def _facts(loan: Loan) -> list[Fact]:
    payout = disbursement_of(loan)
    tail = f" · *{payout.account_tail}" if payout and payout.state == "approved" else ""
    return [
        Fact(_("Loan number"), loan.number),
        Fact(_("Bank"), loan.bank),
        Fact(_("Paid out"), f"{yuan(loan.principal)} · {day(loan.disbursed_on)}{tail}"),
        Fact(_("Principal left"), yuan(loan.outstanding), numeric=True),
        Fact(_("Kept as advance"), yuan(loan.advance), numeric=True),
        Fact(_("Annual rate"), percent(loan.interest_rate)),
        Fact(_("Repayment method"), loan.get_repayment_method_display()),
        Fact(_("Matures on"), day(loan.maturity_on)),
    ]


def _chart(rows: list[PlanRow]) -> Chart:
    return columns(
        _("How each payment is made up"),
        [f"{row.instalment.due_on:%Y-%m}" for row in rows],
        [
            Series(_("Principal"), [row.instalment.principal for row in rows]),
            Series(_("Interest"), [row.instalment.interest for row in rows]),
        ],
        unit=_("yuan"),
        heading=_("Due on"),
    )


@applicant_only
def my_loan_statement(request: HttpRequest, number: str) -> HttpResponseBase:
    """The statement of one's own loan as PDF."""
    loan, on = own_loan(request, number), date_of(request)
    name = file_name(loan.number, on, "pdf")
    return download(statement_pdf(loan, on), filename=name, content_type=PDF)


@applicant_only
def my_loan_receipt(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """The receipt of one's own payment as PDF."""
    repayment = get_object_or_404(own_loan(request, number).repayments.exclude(event=None), pk=pk)
    content = receipt_pdf(repayment, date_of(request))
    return download(content, filename=f"{repayment.number}.pdf", content_type=PDF)


@applicant_only
def my_loan_certificate(request: HttpRequest, number: str) -> HttpResponseBase:
    """The certificate that one's own loan is settled."""
    loan, on = own_loan(request, number), date_of(request)
    if loan.state != LoanState.SETTLED:
        raise Http404
    name = file_name(f"{loan.number}-settled", on, "pdf")
    return download(certificate_pdf(loan, on), filename=name, content_type=PDF)


def own_loan(request: HttpRequest, number: str) -> Loan:
    """The borrower's own loan of the address."""
    loans = loans_for(person_of(request)).exclude(state=LoanState.CANCELLED)
    found: Loan = get_object_or_404(loans, number=number)
    return found
