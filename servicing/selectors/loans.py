"""Loans as lists and pages read them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q, QuerySet

from casework.models import Case
from loancore.explain import Explained, explain_interest, explain_penalty
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


@dataclass(frozen=True)
class RowFigures:
    """Where the figures of one instalment come from."""

    row: Instalment
    opening: Decimal
    interest: Explained
    penalty: Explained | None


def row_figures(loan: Loan, number: int) -> RowFigures | None:
    """The computation behind interest and penalty of one instalment; nothing if there is none."""
    row = loan.instalments.filter(number=number).first()
    if row is None or loan.as_of_on is None:
        return None
    before = loan.instalments.filter(number__lt=number)
    opening = loan.principal - sum((each.principal for each in before), Decimal(0))
    computed = explain_interest(
        opening, loan.interest_rate, row.starts_on, row.due_on, loan.day_count
    )
    penalty = None
    if row.penalty_base and row.penalty_from_on:
        penalty = explain_penalty(
            row.penalty_base,
            loan.interest_rate,
            due_on=row.penalty_from_on,
            until=max(loan.as_of_on, row.penalty_from_on),
            uplift=loan.penalty_factor,
        )
    return RowFigures(row, opening, computed, penalty)
