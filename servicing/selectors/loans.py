"""Loans as lists and pages read them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q, QuerySet

from casework.models import Case
from parties.models import User
from servicing.models import Instalment, Loan, SetAside
from servicing.states import LoanState


def loans_for(user: User) -> QuerySet[Loan]:
    """Loans the user may know of, with what lists show."""
    unpaid = Q(instalments__settled_on=None)
    return (
        Loan.objects.visible_to(user)
        .select_related(
            "case__contact__person",
            "case__contact__organisation",
            "borrower",
            "bank",
            "product_version",
            "contract__decision",
        )
        .annotate(next_due_on=Min("instalments__due_on", filter=unpaid))
    )


def loan_of(case: Case, user: User) -> Loan | None:
    """The loan of a case, if it has one and the user may see it."""
    return loans_for(user).filter(case=case).exclude(state=LoanState.CANCELLED).first()


def set_aside_of(loan: Loan) -> SetAside | None:
    """The error for which a day-end left this loan out, if it is still open."""
    return loan.set_aside.filter(resolved_on=None).first()


@dataclass(frozen=True)
class PlanRow:
    """An instalment with the word for how it stands and what is open of it."""

    instalment: Instalment
    state: str
    closing: Decimal

    @property
    def total(self) -> Decimal:
        """Principal and interest of the plan."""
        return self.instalment.principal + self.instalment.interest

    @property
    def paid(self) -> Decimal:
        """All that was paid on it."""
        row = self.instalment
        return row.paid_principal + row.paid_interest + row.paid_penalty


def plan_rows(loan: Loan, on: date) -> list[PlanRow]:
    """The plan with states and the planned balance after each row."""
    rows, balance = [], loan.principal
    for each in loan.instalments.order_by("number"):
        balance -= each.principal
        rows.append(PlanRow(each, _state(each, on), balance))
    return rows


def _state(row: Instalment, on: date) -> str:
    if row.settled_on:
        return "paid" if row.principal + row.interest + row.penalty else "moved"
    if row.due_on < on:
        return "late"
    return "due" if row.due_on == on else "planned"
