"""Cases that ask for the repayment plan of a loan."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from loancore.cases import charges
from loancore.cases.prepaid import PlanRow, plan_rows
from loancore.cases.reading import (
    Product,
    amount_text,
    disbursed_on,
    events,
    number,
    params,
    rounding_mode,
    rounding_unit,
    whole,
)
from loancore.cases.termsheet import due_dates_of, require_offered, terms_of
from loancore.money import ZERO, round_money
from loancore.schedule import Instalment, build_schedule


def solve(case: Mapping[str, Any]) -> dict[str, Any]:
    """Rows, totals and key values of a plan."""
    require_offered(case)
    product = case["product"]
    plan = plan_rows(terms_of(case), _prepayments(case))
    dues = due_dates_of(product, len(plan))
    rows = _rows(product, plan, dues)
    charges.add_charges(rows, case)
    charges.add_payments(rows, case)
    return {"rows": rows, "values": _values(product, plan), "totals": charges.totals(rows, product)}


def _prepayments(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [row for row in events(case) if row["type"] == "prepayment"]


def _rows(product: Product, plan: Sequence[PlanRow], dues: Sequence[date]) -> list[dict[str, Any]]:
    start = previous = disbursed_on(product)
    counts_from_start = product.get("convention") == "dsi-schedule"
    rows = []
    for row, due in zip(plan, dues, strict=True):
        parts = {
            "principal": row.principal,
            "interest": row.interest,
            "fees": ZERO,
            "penalty": ZERO,
            "total": row.principal + row.interest,
            "balance": row.balance,
        }
        rows.append(
            {
                "n": row.number,
                "due_date": due.isoformat(),
                "days": (due - (start if counts_from_start else previous)).days,
                **{name: amount_text(amount, product) for name, amount in parts.items()},
            }
        )
        previous = due
    return rows


def _values(product: Product, plan: Sequence[PlanRow]) -> dict[str, str]:
    total_interest = sum((row.interest for row in plan), Decimal(0))
    total_principal = sum((row.principal for row in plan), Decimal(0))
    values = {
        "instalment": plan[0].principal - plan[0].prepaid + plan[0].interest,
        "first_instalment": plan[0].principal + plan[0].interest,
        "last_instalment": plan[-1].principal + plan[-1].interest,
        "total_interest": total_interest,
        "total_paid": total_principal + total_interest,
    }
    first, last = params(product).get("cumulative") or (1, len(plan))
    span = [row for row in plan if whole(first) <= row.number <= whole(last)]
    values["cum_principal"] = sum((row.principal for row in span), Decimal(0))
    values["cum_interest"] = sum((row.interest for row in span), Decimal(0))
    return {name: amount_text(amount, product) for name, amount in values.items()}


def solve_published(case: Mapping[str, Any]) -> dict[str, Any]:
    """Figures as tables and calculators print them: exact inside, rounded when shown.

    With `totals_from: rounded_instalment` the totals multiply the printed instalment.
    """
    require_offered(case)
    product = case["product"]
    exact = build_schedule(terms_of({**case, "product": _unrounded(product)}))
    values = _published_values(product, exact)
    shown = {name: _shown(amount, product) for name, amount in values.items()}
    return {"values": shown, "rows": [_published_row(row, product) for row in exact]}


def _unrounded(product: Product) -> Product:
    return {**product, "rounding": {"decimals": "none", "mode": "NONE"}}


def _shown(amount: Decimal, product: Product) -> str:
    mode = rounding_mode((product.get("rounding") or {}).get("mode"))
    return str(round_money(amount, mode=mode, unit=rounding_unit(product)))


def _published_values(product: Product, rows: Sequence[Instalment]) -> dict[str, Decimal]:
    principal = number(product["principal"])
    paid = sum((row.total for row in rows), Decimal(0))
    if params(product).get("totals_from") == "rounded_instalment":
        paid = round_money(rows[0].total) * len(rows)
    second = rows[1].total if len(rows) > 1 else rows[0].total
    return {
        "instalment": rows[0].total,
        "first_instalment": rows[0].total,
        "second_instalment": second,
        "last_instalment": rows[-1].total,
        "monthly_principal": rows[0].principal,
        "monthly_decrease": rows[0].total - second,
        "total_interest": paid - principal,
        "total_paid": paid,
    }


def _published_row(row: Instalment, product: Product) -> dict[str, Any]:
    return {
        "n": row.number,
        "due_date": row.due_on.isoformat(),
        "interest": _shown(row.interest, product),
        "principal": _shown(row.principal, product),
        "total": _shown(row.total, product),
        "balance": _shown(row.closing_balance, product),
    }
