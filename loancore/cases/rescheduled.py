"""Cases of interest-free loans whose remaining instalments are moved or multiplied."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from loancore.cases.reading import (
    NotOffered,
    Product,
    amount_text,
    day,
    disbursed_on,
    events,
    instalment_count,
    next_due,
    number,
    params,
    percent,
    rounding_mode,
    rounding_unit,
    whole,
)
from loancore.cases.termsheet import due_dates_of
from loancore.money import ZERO, round_money


@dataclass(frozen=True)
class _Part:
    """Principal due on a day."""

    due_on: date
    principal: Decimal


def solve(case: Mapping[str, Any]) -> dict[str, Any]:
    """The plan after all reschedulings, in the order they were agreed."""
    product = case["product"]
    if number(product.get("annual_rate_percent") or 0) != 0:
        raise NotOffered("Rescheduling with interest follows the loan's own terms.")
    parts = _parts(product)
    for event in events(case):
        if event["type"] != "reschedule":
            raise NotOffered(f"Rescheduling has no event {event['type']!r}.")
        parts = _rescheduled(parts, event, product)
    rows = _rows(_down_payment(product), parts, product)
    total = str(round_money(sum((number(row["principal"]) for row in rows), ZERO)))
    zero = {"interest": "0.00", "fees": "0.00", "penalty": "0.00"}
    return {"rows": rows, "totals": {"principal": total, **zero, "total": total}}


def _down_payment(product: Product) -> Decimal:
    share = percent(params(product).get("down_payment_percent") or 0)
    return _rounded(number(product["principal"]) * share, product)


def _rounded(amount: Decimal, product: Product) -> Decimal:
    mode = rounding_mode((product.get("rounding") or {}).get("mode"))
    multiple = product.get("instalment_multiple")
    unit = number(multiple) if multiple else rounding_unit(product)
    return round_money(amount, mode=mode, unit=unit)


def _parts(product: Product) -> list[_Part]:
    count = instalment_count(product)
    amount = number(product["principal"]) - _down_payment(product)
    return _spread(amount, due_dates_of(product, count), product)


def _spread(amount: Decimal, dues: list[date], product: Product) -> list[_Part]:
    """Equal parts in whole steps; the last takes the rest."""
    part = _rounded(amount / len(dues), product)
    parts = []
    for due in dues[:-1]:
        parts.append(_Part(due, min(part, amount)))
        amount -= parts[-1].principal
    return [*parts, _Part(dues[-1], amount)]


def _rescheduled(parts: list[_Part], event: Mapping[str, Any], product: Product) -> list[_Part]:
    from_due = day(event["from_due_date"])
    kept = [part for part in parts if part.due_on < from_due]
    moved = [part for part in parts if part.due_on >= from_due]
    if not moved:
        raise NotOffered("There is no instalment left to move.")
    first = day(event["new_due_date"]) if event.get("new_due_date") else moved[0].due_on
    extra = whole(event.get("extra_terms") or 0)
    dues = [next_due(first, product, step) for step in range(len(moved) + extra)]
    if not extra:
        pairs = zip(dues, moved, strict=True)
        return kept + [_Part(due, part.principal) for due, part in pairs]
    return kept + _spread(sum((part.principal for part in moved), Decimal(0)), dues, product)


def _rows(down_payment: Decimal, parts: list[_Part], product: Product) -> list[dict[str, Any]]:
    start = previous = disbursed_on(product)
    balance = number(product["principal"])
    first = 0 if down_payment else 1
    listed = [_Part(start, down_payment), *parts] if down_payment else parts
    rows = []
    for index, part in enumerate(listed, start=first):
        balance -= part.principal
        amount = amount_text(part.principal, product)
        rows.append(
            {
                "n": index,
                "due_date": part.due_on.isoformat(),
                "days": (part.due_on - previous).days,
                "principal": amount,
                "interest": "0.00",
                "fees": "0.00",
                "penalty": "0.00",
                "total": amount,
                "balance": amount_text(balance, product),
            }
        )
        previous = part.due_on
    return rows
