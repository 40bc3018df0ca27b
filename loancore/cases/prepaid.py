"""Plans in which the borrower repays more than an instalment on a due date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from loancore.cases.reading import NotOffered, day, number, whole
from loancore.money import ZERO
from loancore.schedule import build_schedule
from loancore.terms import Instalment, LoanTerms, Method


@dataclass(frozen=True)
class PlanRow:
    """An instalment together with what was prepaid with it."""

    number: int
    principal: Decimal
    interest: Decimal
    balance: Decimal
    prepaid: Decimal = ZERO


def plan_rows(terms: LoanTerms, prepayments: Sequence[Mapping[str, Any]]) -> list[PlanRow]:
    """The rows of a plan; after each prepayment the term or the instalment gets smaller."""
    rows: list[PlanRow] = []
    plan = build_schedule(terms)
    numbered = [(_period(event, plan), event) for event in prepayments]
    for period, event in sorted(numbered, key=lambda pair: pair[0]):
        position = period - len(rows)
        if not 1 <= position <= len(plan):
            raise NotOffered("A prepayment must come with an instalment that is still open.")
        kept, row = plan[: position - 1], plan[position - 1]
        amount = min(number(event["amount"]), row.closing_balance)
        rows += [_row(item, len(rows) + index) for index, item in enumerate(kept, start=1)]
        rows.append(_prepaid(row, amount, len(rows) + 1))
        later = tuple(item.due_on for item in plan[position:])
        kept_amount = row.principal if terms.method == Method.EQUAL_PRINCIPAL else row.total
        left = replace(
            terms, principal=rows[-1].balance, disbursed_on=row.due_on, agreed_due_dates=later
        )
        plan = _replanned(left, kept_amount, event["strategy"])
    return rows + [_row(item, len(rows) + index) for index, item in enumerate(plan, start=1)]


def _row(item: Instalment, index: int) -> PlanRow:
    return PlanRow(index, item.principal, item.interest, item.closing_balance)


def _prepaid(item: Instalment, amount: Decimal, index: int) -> PlanRow:
    balance = item.closing_balance - amount
    return PlanRow(index, item.principal + amount, item.interest, balance, amount)


def _period(event: Mapping[str, Any], plan: Sequence[Instalment]) -> int:
    """The instalment with which money is prepaid, by its number or its due date."""
    if "with_period" in event:
        return whole(event["with_period"])
    dues = [row.due_on for row in plan]
    if day(event["date"]) not in dues:
        raise NotOffered("A plan shows prepayments on due dates; others need the loan's events.")
    return dues.index(day(event["date"])) + 1


def _replanned(left: LoanTerms, payment: Decimal, strategy: str) -> list[Instalment]:
    """The same payment for a shorter time, or a smaller payment for the same time."""
    if left.principal <= 0:
        return []
    if strategy == "reduce_term":
        return build_schedule(replace(left, level_amount=payment))
    if strategy == "reduce_instalment":
        return build_schedule(left)
    raise NotOffered(f"The program has no prepayment strategy {strategy!r}.")
