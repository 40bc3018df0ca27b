"""Cases that ask for interest, penalty or days over given spans."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from loancore.arrears import bucket, class_floor, days_past_due, penalty_rate
from loancore.cases.reading import (
    Product,
    amount_text,
    day,
    day_count,
    disbursed_on,
    number,
    params,
    percent,
    rounding_mode,
    whole,
)
from loancore.daycount import year_fraction
from loancore.interest import Segment, accruals, interest_by_balance_days, interest_over
from loancore.money import round_money, round_places


def _mode(product: Product) -> str:
    return rounding_mode((product.get("rounding") or {}).get("mode"))


def _segments(product: Product) -> list[Segment]:
    rate = product.get("annual_rate_percent")
    return [
        Segment(
            number(row.get("balance", product["principal"])),
            percent(row.get("annual_rate_percent", row.get("rate_percent", rate))),
            day(row["from"]),
            day(row["to"]),
        )
        for row in params(product)["segments"]
    ]


def solve_segments(case: Mapping[str, Any]) -> dict[str, Any]:
    """Interest over spans of constant balance and rate."""
    product = case["product"]
    parts, count, mode = _segments(product), day_count(product), _mode(product)
    if params(product).get("round_each"):
        amounts = [round_money(interest_over([part], count), mode=mode) for part in parts]
        amount = sum(amounts, Decimal(0))
    else:
        amount = round_money(interest_over(parts, count), mode=mode)
    fraction = sum((year_fraction(part.start, part.end, count) for part in parts), Decimal(0))
    return {
        "values": {
            "interest": amount_text(amount, product),
            "year_fraction": str(round_places(fraction, 12)),
        }
    }


def solve_accruals(case: Mapping[str, Any]) -> dict[str, Any]:
    """Interest posted on given days as differences of rounded running totals."""
    product = case["product"]
    options = params(product)
    days = [day(text) for text in options["accrual_dates"]]
    if "segments" in options:
        parts = _segments(product)
    else:
        principal, rate = number(product["principal"]), percent(product["annual_rate_percent"])
        parts = [Segment(principal, rate, disbursed_on(product), max(days))]
    postings = accruals(parts, days, day_count(product), mode=_mode(product))
    rows = [
        {"n": index, "due_date": posted_on.isoformat(), "interest": amount_text(amount, product)}
        for index, (posted_on, amount) in enumerate(zip(days, postings, strict=True), start=1)
    ]
    total = sum(postings, Decimal(0))
    return {"rows": rows, "totals": {"interest": amount_text(total, product)}}


def solve_balance_days(case: Mapping[str, Any]) -> dict[str, Any]:
    """积数计息: balance times days at the day rate, after a whole term if one is given."""
    product = case["product"]
    options = params(product)
    rows: Sequence[Mapping[str, Any]] = options["segments"]
    term = Decimal(0)
    if "whole_term_rate_percent" in options:
        years = number(options.get("whole_term_years", 1))
        term = number(product["principal"]) * percent(options["whole_term_rate_percent"]) * years
    year_days = whole(options.get("year_days") or 360)
    product_days = sum((_balance_days(row) for row in rows), Decimal(0))
    amount = term + sum((_span_interest(row, product, year_days) for row in rows), Decimal(0))
    interest = round_money(amount, mode=_mode(product))
    return {
        "values": {
            "interest": amount_text(interest, product),
            "balance_days": amount_text(product_days, product),
        }
    }


def _balance_days(row: Mapping[str, Any]) -> Decimal:
    days = number(row["days"]) if "days" in row else (day(row["to"]) - day(row["from"])).days
    return number(row["balance"]) * days


def _span_interest(row: Mapping[str, Any], product: Product, year_days: int) -> Decimal:
    rate = row.get("rate_percent", row.get("annual_rate_percent", product["annual_rate_percent"]))
    return interest_by_balance_days(_balance_days(row), percent(rate), year_days)


def solve_penalty(case: Mapping[str, Any]) -> dict[str, Any]:
    """Penalty interest on a base for a number of days."""
    product = case["product"]
    options = params(product)
    rate = _penalty_rate(product)
    days = number(options["days"]) if "days" in options else _late_days(options)
    base = number(options.get("base", product["principal"]))
    year_days = whole(options.get("year_days") or 360)
    amount = interest_by_balance_days(base * days, rate, year_days)
    text = amount_text(round_money(amount, mode=_mode(product)), product)
    return {"values": {"penalty": text, "penalty_rate_percent": str((rate * 100).normalize())}}


def _late_days(options: Mapping[str, Any]) -> Decimal:
    return Decimal((day(options["to"]) - day(options["from"])).days)


def _penalty_rate(product: Product) -> Decimal:
    options = params(product)
    if "penalty_rate_percent" in options:
        return percent(options["penalty_rate_percent"])
    uplift = 1 + percent(options.get("uplift_percent", 50))
    return penalty_rate(percent(product["annual_rate_percent"]), uplift=uplift)


def solve_late_payment(case: Mapping[str, Any]) -> dict[str, Any]:
    """A single payment made late: contract interest to the due date, then penalty by the day."""
    product = case["product"]
    options = params(product)
    principal = number(product["principal"])
    contract = percent(options["daily_rate_percent"]) * whole(options["interest_days"])
    late = percent(options.get("penalty_daily_rate_percent", 0)) * whole(
        options.get("late_days", 0)
    )
    interest, penalty = round_money(principal * contract), round_money(principal * late)
    amounts = {"interest": interest, "penalty": penalty, "payoff": principal + interest + penalty}
    return {"values": {name: amount_text(amount, product) for name, amount in amounts.items()}}


def solve_days_past_due(case: Mapping[str, Any]) -> dict[str, Any]:
    """Days since the oldest unpaid due date, with range and class."""
    options = params(case["product"])
    days = days_past_due([day(options["oldest_unpaid_due_date"])], day(options["as_of"]))
    return {
        "values": {"days_past_due": str(days), "bucket": bucket(days), "class": class_floor(days)}
    }
