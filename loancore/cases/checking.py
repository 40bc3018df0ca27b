"""Looks at a case before it is solved: what is missing, unknown or of the wrong kind, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_CASE = {"id", "kind", "product", "events", "family", "strictness", "notes", "format"}
_ABOUT_CASE = ("source", "expected")  # where a case comes from and what it asserts: not our matter
_PRODUCT = {
    "principal",
    "annual_rate_percent",
    "n_periods",
    "period_unit",
    "period_every",
    "disbursement_date",
    "first_due_date",
    "method",
    "day_count",
    "rounding",
    "instalment_multiple",
    "convention",
    "params",
}
_ROUNDING = {"decimals", "mode"}
_PARAMS = {
    "accrual_dates",
    "advance_order",
    "advances",
    "allocation",
    "anchor_day",
    "as_of",
    "base",
    "charges",
    "cumulative",
    "daily_rate_percent",
    "days",
    "days_in_month",
    "days_in_year",
    "down_payment_percent",
    "due_order",
    "emi_quantum",
    "emi_rounding",
    "fixed_instalment",
    "flows",
    "from",
    "future_rule",
    "instalments",
    "interest_basis",
    "interest_days",
    "interest_free",
    "interest_grace",
    "interest_rounding",
    "late_charges",
    "late_days",
    "level",
    "oldest_unpaid_due_date",
    "payments",
    "penalty_daily_rate_percent",
    "penalty_rate_percent",
    "periods_per_year",
    "principal_grace",
    "principal_rounding",
    "processing",
    "rate_decimals",
    "reinstate_term_prepayments",
    "rest",
    "round_each",
    "schedule_start",
    "segments",
    "strategy",
    "time",
    "to",
    "totals_from",
    "unit",
    "unit_every",
    "unit_periods_per_year",
    "uplift_percent",
    "whole_term_rate_percent",
    "whole_term_years",
    "year_days",
}


class UnreadableCase(ValueError):
    """A case that cannot be read; the message says what is wrong with it."""


def require_readable(case: Any) -> None:
    """Refuse a case that is no case, with all reasons at once."""
    if reasons := list(_reasons(case)):
        raise UnreadableCase(" ".join(reasons))


def unknown_params(case: Mapping[str, Any]) -> list[str]:
    """Special parameters that nothing here takes notice of, so that nobody trusts in them."""
    return sorted(set(case["product"].get("params") or {}) - _PARAMS)


def _reasons(case: Any) -> Iterator[str]:
    if not isinstance(case, Mapping):
        yield "A case is an object with id, kind, product and events."
        return
    asked = [name for name in case if not name.startswith(_ABOUT_CASE)]
    yield from _unknown("case", asked, _CASE)
    product = case.get("product")
    if not isinstance(product, Mapping):
        yield "The product is missing." if product is None else "The product must be an object."
    else:
        yield from _product_reasons(product)
    yield from _event_reasons(case.get("events"))


def _product_reasons(product: Mapping[str, Any]) -> Iterator[str]:
    yield from _unknown("product", product, _PRODUCT)
    for name, known in (("rounding", _ROUNDING), ("params", None)):
        part = product.get(name)
        if part is not None and not isinstance(part, Mapping):
            yield f"The product's {name} must be an object."
        elif part and known:
            yield from _unknown(name, part, known)


def _event_reasons(events: Any) -> Iterator[str]:
    if events is None:
        return
    if not isinstance(events, list):
        yield "The events must be a list."
        return
    for index, event in enumerate(events, start=1):
        if not isinstance(event, Mapping):
            yield f"Event {index} must be an object."
        elif not isinstance(event.get("type"), str):
            yield f"Event {index} has no type."


def _unknown(where: str, names: Iterable[str], known: set[str]) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"The {where} has an unknown key {name!r}."
