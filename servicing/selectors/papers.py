"""Papers about loans as PDF and Excel: statement, receipt, certificate."""

from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from policy.selectors import programme_profile
from screens.lists import Column
from screens.paper import render_pdf
from screens.sheets import write_xlsx
from screens.vocabulary import word
from servicing.models import Loan, Repayment
from servicing.selectors.loans import plan_rows
from servicing.selectors.repayments import next_payment, statement_of


def _frame(loan: Loan, on: date) -> dict[str, Any]:
    return {"programme": programme_profile(on), "loan": loan, "on": on}


def statement_pdf(loan: Loan, on: date) -> bytes:
    """The account of a loan: terms, plan, every movement, reversals included."""
    values = {
        "lines": statement_of(loan),
        "rows": plan_rows(loan, on),
        "next": next_payment(loan),
    }
    return render_pdf("servicing/statement_paper.html", {**_frame(loan, on), **values})


def receipt_pdf(repayment: Repayment, on: date) -> bytes:
    """The receipt of one repayment and how it was used."""
    lines = repayment.event.allocations.all() if repayment.event else []
    values = {"repayment": repayment, "lines": lines}
    frame = _frame(repayment.loan, on)
    return render_pdf("servicing/repayment_receipt_paper.html", {**frame, **values})


def certificate_pdf(loan: Loan, on: date) -> bytes:
    """The certificate that a loan is settled."""
    return render_pdf("servicing/settlement_certificate_paper.html", _frame(loan, on))


def statement_xlsx(loan: Loan) -> bytes:
    """The movements of a loan as an Excel sheet."""
    target = BytesIO()
    columns = [
        Column("on", _("Date"), kind="date"),
        Column("kind", _("What")),
        Column("number", _("Paper")),
        Column("amount", _("Amount"), kind="money"),
        Column("principal", _("Principal"), kind="money"),
        Column("interest", _("Interest"), kind="money"),
        Column("penalty", _("Penalty"), kind="money"),
        Column("kept", _("Kept as advance"), kind="money"),
        Column("balance", _("Principal left"), kind="money"),
    ]
    rows = (
        [
            line.on,
            word("loan_event", line.kind),
            line.number,
            line.amount,
            line.principal,
            line.interest,
            line.penalty,
            line.kept,
            line.balance,
        ]
        for line in statement_of(loan)
    )
    write_xlsx(target, title=loan.number, columns=columns, rows=rows)
    return target.getvalue()
