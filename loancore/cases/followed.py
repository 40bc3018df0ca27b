"""Cases of plans whose interest follows what was truly paid."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from loancore.cases.charges import totals
from loancore.cases.reading import (
    NotOffered,
    Product,
    amount_text,
    day,
    day_count,
    disbursed_on,
    events,
    has_equal_periods,
    instalment_count,
    number,
    params,
    percent,
    periods_per_year,
)
from loancore.cases.termsheet import due_dates_of, require_offered, terms_of
from loancore.daycount import year_fraction
from loancore.following import Booked, FollowedRow, FollowRule, Period, Receipt, follow
from loancore.money import ZERO
from loancore.schedule import build_schedule
from loancore.terms import LoanTerms, Method

_PAYMENTS = ("repayment", "payment")
_EARLY = {None: "next_instalments", "next_instalment": "next_instalments"}


def follows_payments(case: Mapping[str, Any]) -> bool:
    """Whether a case asks for a plan as it stands on a day, or after payments."""
    paid = any(event["type"] in _PAYMENTS for event in events(case))
    options = params(case["product"])
    return bool(options.get("rest")) and (paid or bool(options.get("as_of")))


def solve(case: Mapping[str, Any]) -> dict[str, Any]:
    """The rows as they stand, their sums, and how every payment was split."""
    require_offered(case)
    product = case["product"]
    others = {event["type"] for event in events(case)} - {*_PAYMENTS, "disbursement"}
    if others or sum(event["type"] == "disbursement" for event in events(case)) > 1:
        raise NotOffered("A plan that follows payments takes one payout and payments only.")
    terms = terms_of(case)
    receipts = [
        Receipt(day(event["date"]), number(event["amount"]))
        for event in events(case)
        if event["type"] in _PAYMENTS
    ]
    rows, booked = follow(
        terms.principal,
        _periods(product, terms),
        receipts,
        as_of=_as_of(product, receipts),
        rule=_rule(product, terms),
    )
    rows = _without_empty_end(rows)
    shown = [_shown(row, product) for row in rows]
    payments = [_payment(each, product) for each in booked]
    return {"rows": shown, "totals": totals(shown, product), "transactions": payments}


def _as_of(product: Product, receipts: Sequence[Receipt]) -> date:
    named = params(product).get("as_of")
    return day(named) if named else max(receipt.on for receipt in receipts)


def _rule(product: Product, terms: LoanTerms) -> FollowRule:
    options = params(product)
    strategy = options.get("strategy")
    return FollowRule(
        annual_rate=percent(product["annual_rate_percent"]),
        rest=str(options.get("rest") or "daily"),
        early=_EARLY.get(strategy) or str(strategy),
        order=tuple(options.get("allocation") or ("interest", "principal")),
        is_level_principal=terms.method == Method.EQUAL_PRINCIPAL,
        level_of_first=terms.level_periods == "first",
        rounding_mode=terms.rounding_mode,
        rounding_unit=terms.rounding_unit,
        level_unit=terms.instalment_multiple or terms.rounding_unit,
    )


def _periods(product: Product, terms: LoanTerms) -> list[Period]:
    """The periods with the amounts of the plan as agreed."""
    dues = due_dates_of(product, instalment_count(product))
    plan = build_schedule(replace(terms, tranches=()))
    by_principal = terms.method == Method.EQUAL_PRINCIPAL
    level = plan[-2] if len(plan) > 1 else plan[-1]
    agreed = [*plan[:-1], level]
    starts = [disbursed_on(product), *dues[:-1]]
    return [
        Period(
            start,
            due,
            _year_part(product, start, due),
            row.principal if by_principal else row.total,
        )
        for start, due, row in zip(starts, dues, agreed, strict=True)
    ]


def _year_part(product: Product, start: date, due: date) -> Decimal:
    if has_equal_periods(product):
        return 1 / periods_per_year(product)
    return year_fraction(start, due, day_count(product))


def _without_empty_end(rows: list[FollowedRow]) -> list[FollowedRow]:
    last = max((row.number for row in rows if row.total), default=0)
    return rows[:last]


def _shown(row: FollowedRow, product: Product) -> dict[str, Any]:
    amounts = {
        "principal": row.principal,
        "interest": row.interest,
        "fees": ZERO,
        "penalty": ZERO,
        "total": row.total,
        "balance": row.balance,
        "paid": sum(row.paid.values(), ZERO),
        "in_advance": row.in_advance,
        "late": row.late,
        "outstanding": row.outstanding,
    }
    texts = {name: amount_text(amount, product) for name, amount in amounts.items()}
    days = (row.due_on - row.start).days
    return {"n": row.number, "due_date": row.due_on.isoformat(), "days": days, **texts}


def _payment(booked: Booked, product: Product) -> dict[str, Any]:
    amounts = {
        "amount": booked.receipt.amount,
        "principal": booked.principal,
        "interest": booked.interest,
        "fees": ZERO,
        "penalty": ZERO,
        "balance": booked.balance,
        "overpayment": booked.rest,
    }
    texts = {name: amount_text(amount, product) for name, amount in amounts.items()}
    return {"date": booked.receipt.on.isoformat(), "type": "Repayment", **texts}
