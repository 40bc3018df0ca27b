"""Adds charges and payments that keep to the plan to the rows of a case."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from loancore.cases.reading import NotOffered, Product, day, events, number, params
from loancore.money import ZERO, round_money, round_places

_COLUMNS = {"fee": "fees", "penalty": "penalty"}
_PAYMENTS = ("repayment", "payment")
_SUMMED = ("principal", "interest", "fees", "penalty", "total")
_PAID = ("paid", "in_advance", "late", "outstanding")


def add_charges(rows: list[dict[str, Any]], case: Mapping[str, Any]) -> None:
    """A charge belongs to the instalment in whose period it falls due, the end included."""
    for event in events(case):
        if event["type"] == "charge":
            due = day(event["due_date"])
            row = next((row for row in rows if due <= day(row["due_date"])), rows[-1])
            for column in (_COLUMNS[event["kind"]], "total"):
                row[column] = str(number(row[column]) + round_money(number(event["amount"])))


def add_payments(rows: list[dict[str, Any]], case: Mapping[str, Any]) -> None:
    """Marks instalments paid on their day; a loan off its plan is left to the replay of events."""
    paid = [row for row in events(case) if row["type"] in _PAYMENTS]
    as_of = params(case["product"]).get("as_of")
    if not paid and not as_of:
        return
    by_day: dict[date, Decimal] = {}
    for event in paid:
        by_day[day(event["date"])] = by_day.get(day(event["date"]), ZERO) + number(event["amount"])
    for row in rows:
        _mark(row, by_day.pop(day(row["due_date"]), ZERO), as_of)
    if by_day:
        raise NotOffered(_OFF_PLAN)


_OFF_PLAN = (
    "Late principal bears penalty interest and early money shortens the term or the instalment "
    "by the borrower's choice; the program does not recompute contract interest silently."
)


def _mark(row: dict[str, Any], amount: Decimal, as_of: str | None) -> None:
    total = number(row["total"])
    overdue = as_of is not None and row["due_date"] < as_of and amount < total
    if overdue or amount not in (ZERO, total):
        raise NotOffered(_OFF_PLAN)
    amounts = {"paid": amount, "in_advance": ZERO, "late": ZERO, "outstanding": total - amount}
    row.update({name: str(round_money(value)) for name, value in amounts.items()})


def totals(rows: list[dict[str, Any]], product: Product) -> dict[str, str]:
    """The sums of all columns."""
    names = [name for name in (*_SUMMED, *_PAID) if name in rows[0]]
    sums = {name: sum((number(row[name]) for row in rows), Decimal(0)) for name in names}
    return {name: str(round_places(amount, 2)) for name, amount in sums.items()}
