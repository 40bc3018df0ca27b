"""Answers loan cases written as data: product and events in, rows, values and totals out."""

from collections.abc import Callable, Mapping
from typing import Any

from loancore.cases import allocated, costs, followed, ledger, plans, rescheduled, spans
from loancore.cases.checking import require_readable, unknown_params
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
    """Answer one case; what the program does not offer comes back with the reason.

    Special parameters that nobody here knows are named in the answer as not used.
    """
    require_readable(case)
    identifier = case.get("id")
    try:
        answer = {"id": identifier, **_solver(case)(case)}
    except NotOffered as refusal:
        return {"id": identifier, "not_offered": str(refusal)}
    unused = unknown_params(case)
    return answer | {"not_used": unused} if unused else answer


def solve_safely(case: Any) -> Answer:
    """Answer one case of many; a case that cannot be read gives an error in words instead."""
    try:
        return solve(case)
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        identifier = case.get("id") if isinstance(case, Mapping) else None
        return {"id": identifier, "error": _in_words(error)}


def _in_words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"The case says nothing about {error.args[0]!r}, which it needs."
    if isinstance(error, ArithmeticError):
        return "A number is too large, or no number at all."
    if isinstance(error, ValueError):
        return str(error)
    return "In a part of the case, a text, a list or an object stands where another belongs."


def _solver(case: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Answer]:
    product = case["product"]
    convention = product.get("convention")
    if convention is None:
        convention = _guessed(case)
    if convention not in _SOLVERS:
        raise NotOffered(f"The program has no convention {convention!r}.")
    if _SOLVERS[convention] is plans.solve and followed.follows_payments(case):
        return followed.solve
    return _SOLVERS[convention]


def _guessed(case: Mapping[str, Any]) -> str:
    """A case without a convention is a plan, or interest on spans."""
    by_kind = {"interest": "interest-segments", "apr": "apr-effective"}
    return by_kind.get(str(case.get("kind")), "plain")
