"""Turns the product of a case into loan terms, and refuses what the program does not offer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from loancore.cases.reading import (
    NOMINAL_START,
    NotOffered,
    Product,
    day,
    day_count,
    days_apart,
    disbursed_on,
    events,
    has_equal_periods,
    instalment_count,
    months_apart,
    next_due,
    number,
    params,
    percent,
    periods_per_year,
    rounding_mode,
    rounding_unit,
    whole,
)
from loancore.dates import add_months, due_dates
from loancore.terms import LoanTerms, Method, RateChange, Tranche

_METHODS = {
    "equal_instalment": Method.EQUAL_INSTALMENT,
    "equal_principal": Method.EQUAL_PRINCIPAL,
    "interest_only": Method.INTEREST_ONLY,
    "interest_only_monthly": Method.INTEREST_ONLY,
    "interest_only_quarterly": Method.INTEREST_ONLY,
    "single_payment": Method.SINGLE_PAYMENT,
    "bullet": Method.SINGLE_PAYMENT,
}
_CHANGES = ("disbursement", "rate_change")
_EVENTS = {"disbursement", "repayment", "payment", "prepayment", "charge", "rate_change"}
_REFUSED_PARAMS = {
    "down_payment_percent": "a down payment is not part of a start-up loan",
    "reinstate_term_prepayments": "a new instalment is computed from the true balance, "
    "earlier prepayments are not added back to it",
    "interest_grace": "interest of a grace is collected whole with the next instalment",
    "fixed_instalment": "an instalment is computed and never typed in",
}
_KNOWN_PARAMS = {
    "allocation",
    "as_of",
    "days_in_month",
    "days_in_year",
    "interest_basis",
    "principal_grace",
    "rest",
    "schedule_start",
    "strategy",
}


def require_offered(case: Mapping[str, Any]) -> None:
    """Refuse cases of products the program deliberately does not have."""
    product = case["product"]
    if _method(product) is None:
        raise NotOffered(
            f"The program does not offer {product.get('method')!r}: "
            "interest is charged on the declining balance only."
        )
    for name, reason in _refusals(product).items():
        if params(product).get(name):
            raise NotOffered(f"The program does not offer this: {reason}.")
    for event in events(case):
        if event["type"] not in _EVENTS:
            raise NotOffered(f"A plan has no event {event['type']!r}.")
    if not _is_progressive(product):
        _require_on_due_dates(case)


def _is_level_of_first(product: Product) -> bool:
    """Some engines take the days of the first period for all when they compute the level."""
    by_days = params(product).get("interest_basis") == "daily"
    return by_days and str(product.get("convention")).startswith("fin-cumulative")


def _is_progressive(product: Product) -> bool:
    return product.get("convention") == "fin-progressive"


def _refusals(product: Product) -> Mapping[str, str]:
    """Other engines keep the instalment through an interest grace; only they are refused it."""
    reasons = dict(_REFUSED_PARAMS)
    if not _is_other_engine(product):
        del reasons["interest_grace"]
        return reasons
    for name in params(product).keys() - _KNOWN_PARAMS - reasons.keys():
        reasons[name] = f"the program has no parameter {name!r}"
    return reasons


def _is_other_engine(product: Product) -> bool:
    return str(product.get("convention")).startswith("fin-")


def _require_on_due_dates(case: Mapping[str, Any]) -> None:
    """Money or rates that change inside a period are counted by days, not by parts of a month."""
    product = case["product"]
    starts = {disbursed_on(product), *due_dates_of(product, instalment_count(product))}
    for event in events(case):
        if event["type"] in _CHANGES and day(event["date"]) not in starts:
            raise NotOffered(
                "The program leaves the running instalment as announced when money or rate "
                "changes inside its period; other engines recompute it."
            )


def _method(product: Product) -> Method | None:
    name = str(product.get("method") or "equal_instalment")
    if name == "flat" and number(product.get("annual_rate_percent") or 0) == 0:
        return Method.EQUAL_PRINCIPAL
    return _METHODS.get(name)


def due_dates_of(product: Product, count: int) -> list[date]:
    """The real due dates of a case, whatever calendar the computation runs on."""
    start = disbursed_on(product)
    first = product.get("first_due_date")
    if _method(product) is Method.SINGLE_PAYMENT:
        return [day(first) if first else next_due(start, product, instalment_count(product))]
    return due_dates(
        start,
        count,
        months=months_apart(product) or 1,
        days=days_apart(product),
        first_due_on=day(first) if first else None,
        due_day=_due_day(product),
    )


def _due_day(product: Product) -> int | None:
    named = params(product).get("anchor_day")
    return whole(named) if named and product.get("first_due_date") else None


def terms_of(case: Mapping[str, Any]) -> LoanTerms:
    """The loan terms of a case."""
    product = case["product"]
    if _uses_nominal_calendar(product):
        return _nominal_terms(product)
    first = product.get("first_due_date")
    months = months_apart(product)
    count = instalment_count(product)
    single = _method(product) is Method.SINGLE_PAYMENT
    return LoanTerms(
        first_due_on=due_dates_of(product, 1)[0] if first or single else None,
        period_months=months or 1,
        period_days=days_apart(product),
        day_count=day_count(product),
        tranches=_tranches(case),
        rate_changes=_rate_changes(case),
        level_rule=_level_rule(case),
        level_changes="at_once" if _changes_at_once(case) else "next_period",
        due_day=_due_day(product),
        disbursed_on=disbursed_on(product),
        annual_rate=percent(product["annual_rate_percent"]),
        term_months=count * (months or 1),
        **_common(product, _disbursed(case)),
    )


def _common(product: Product, principal: Decimal) -> dict[str, Any]:
    options = params(product)
    mode = rounding_mode((product.get("rounding") or {}).get("mode"))
    multiple = product.get("instalment_multiple") or options.get("emi_quantum")
    level_mode = options.get("emi_rounding") or ("UP" if options.get("level") == "up" else None)
    method = _method(product)
    return {
        "principal": principal,
        "method": method,
        "instalment_count": instalment_count(product),
        "first_period_interest": "spread",
        "level_periods": "first" if _is_level_of_first(product) else "true",
        "part_periods": "share" if _is_other_engine(product) else "days",
        "rounding_mode": mode,
        "rounding_unit": rounding_unit(product),
        "interest_rounding_mode": rounding_mode(options.get("interest_rounding"), mode),
        "instalment_multiple": number(multiple) if multiple and _takes_multiple(method) else None,
        "instalment_rounding_mode": rounding_mode(level_mode, mode),
        "principal_grace_periods": whole(options.get("principal_grace") or 0),
        "interest_grace_periods": whole(options.get("interest_grace") or 0),
        "interest_free_periods": whole(options.get("interest_free") or 0),
    }


def _level_rule(case: Mapping[str, Any]) -> str:
    product = case["product"]
    if _is_progressive(product):
        return "evened"
    if any(row["type"] in _CHANGES for row in events(case)):
        return "rounded"
    return "smallest" if params(product).get("level") == "up" else "rounded"


def _changes_at_once(case: Mapping[str, Any]) -> bool:
    product = case["product"]
    changes = any(row["type"] in _CHANGES for row in events(case))
    return changes and _is_progressive(product) and _method(product) is Method.EQUAL_INSTALMENT


def _takes_multiple(method: Method | None) -> bool:
    return method in (Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL)


def _uses_nominal_calendar(product: Product) -> bool:
    """Equal periods that are not months run on a calendar of months at a matching rate."""
    if not has_equal_periods(product):
        return False
    months = months_apart(product)
    return months is None or periods_per_year(product) * months != 12


def _nominal_terms(product: Product) -> LoanTerms:
    rate = percent(product["annual_rate_percent"]) * 12 / periods_per_year(product)
    count = instalment_count(product)
    return LoanTerms(
        day_count=day_count(product),
        disbursed_on=NOMINAL_START,
        annual_rate=rate,
        term_months=count,
        first_due_on=add_months(NOMINAL_START, 1),
        **_common(product, number(product["principal"])),
    )


def _disbursed(case: Mapping[str, Any]) -> Decimal:
    paid = [number(row["amount"]) for row in events(case) if row["type"] == "disbursement"]
    return sum(paid, Decimal(0)) if paid else number(case["product"]["principal"])


def _tranches(case: Mapping[str, Any]) -> tuple[Tranche, ...]:
    return tuple(
        Tranche(day(row["date"]), number(row["amount"]))
        for row in events(case)
        if row["type"] == "disbursement"
    )


def _rate_changes(case: Mapping[str, Any]) -> tuple[RateChange, ...]:
    return tuple(
        RateChange(day(row["date"]), percent(row["annual_rate_percent"]))
        for row in events(case)
        if row["type"] == "rate_change"
    )
