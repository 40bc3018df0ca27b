"""Answers loan cases written as data: product and events in, rows, values and totals out."""

from collections.abc import Callable, Mapping
from decimal import DecimalException
from typing import Any

from loancore.cases import allocated, costs, ledger, plans, rescheduled, spans
from loancore.cases.reading import NotOffered

Answer = dict[str, Any]

_SOLVERS: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "fin-progressive": plans.solve,
    "fin-cumulative": plans.solve,
    "fin-cumulative-recalc": plans.solve,
    "plain": plans.solve,
    "dates": plans.solve,
    "dcf-schedule": plans.solve,
    "dsi-schedule": plans.solve,
    "tvm": plans.solve,
    "published": plans.solve_published,
    "allocation": allocated.solve,
    "reschedule-zero": rescheduled.solve,
    "dsi-ledger": ledger.solve,
    "apr-regz": costs.solve_unit_periods,
    "apr-effective": costs.solve_effective,
    "irr": costs.solve_irr,
    "interest-segments": spans.solve_segments,
    "accrual-cumulative-difference": spans.solve_accruals,
    "aggregate-balance": spans.solve_balance_days,
    "penalty-interest": spans.solve_penalty,
    "late-single-payment": spans.solve_late_payment,
    "days-past-due": spans.solve_days_past_due,
}


def solve(case: Mapping[str, Any]) -> Answer:
    """Answer one case; what the program does not offer comes back with the reason."""
    identifier = case.get("id")
    try:
        return {"id": identifier, **_solver(case)(case)}
    except NotOffered as refusal:
        return {"id": identifier, "not_offered": str(refusal)}


def solve_safely(case: Any) -> Answer:
    """Answer one case of many; a case that cannot be read gives an error instead."""
    try:
        return solve(case)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        reason = "not a number" if isinstance(error, DecimalException) else str(error)
        identifier = case.get("id") if isinstance(case, Mapping) else None
        return {"id": identifier, "error": f"{type(error).__name__}: {reason}"}


def _solver(case: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Answer]:
    product = case["product"]
    convention = product.get("convention")
    if convention is None:
        convention = _guessed(case)
    if convention not in _SOLVERS:
        raise NotOffered(f"The program has no convention {convention!r}.")
    return _SOLVERS[convention]


def _guessed(case: Mapping[str, Any]) -> str:
    """A case without a convention is a plan, or interest on spans."""
    by_kind = {"interest": "interest-segments", "apr": "apr-effective"}
    return by_kind.get(str(case.get("kind")), "plain")
