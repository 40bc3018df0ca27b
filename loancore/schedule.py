"""Builds the repayment plan of a loan from its terms."""

from bisect import bisect_right
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from loancore.dates import add_months, due_dates, quarter_due_dates
from loancore.errors import InconsistentTerms
from loancore.levelling import LevelPlan, evened, rounded, smallest
from loancore.plain import is_ordinary, ordinary_rows
from loancore.terms import (
    Instalment,
    LoanTerms,
    Method,
    PlannedPrincipal,
    RateChange,
    Tranche,
    require_consistent,
)
from loancore.walk import Walk, level_instalment, months_apart, plan_anchor, waived_rates

__all__ = [
    "Instalment",
    "LoanTerms",
    "Method",
    "PlannedPrincipal",
    "RateChange",
    "Tranche",
    "build_schedule",
    "level_instalment",
    "maturity",
    "plan_anchor",
    "schedule_due_dates",
    "waived_rates",
    "with_principal",
]


def build_schedule(terms: LoanTerms) -> list[Instalment]:
    """The instalments of a loan, principal adding up to what is disbursed.

    Each interest amount is rounded; the last instalment takes what rounding left over.
    """
    require_consistent(terms)
    if terms.level_changes == "at_once":
        return _plan_at_once(terms)
    if is_ordinary(terms):
        return ordinary_rows(terms, schedule_due_dates(terms))
    plan = _plan(terms, terms.level_amount)
    if terms.level_amount is not None:
        return [row for row in plan.rows if row.total or row.closing_balance]
    if terms.method == Method.EQUAL_INSTALMENT:
        plan = _LEVEL_RULES[terms.level_rule](terms, plan, partial(_plan, terms))
    return plan.rows


_LEVEL_RULES = {"rounded": rounded, "evened": evened, "smallest": smallest}


def _plan(terms: LoanTerms, level: Decimal | None) -> LevelPlan:
    walk = Walk(replace(terms, level_amount=level), schedule_due_dates(terms))
    rows = [walk.instalment(index) for index in range(len(walk.dues))]
    return LevelPlan(rows, walk.level)


def _plan_at_once(terms: LoanTerms) -> list[Instalment]:
    """Every payout and new rate sets a new level from its own period on, by the rule of levels."""
    dues = schedule_due_dates(terms)
    changed_on = [each.on for each in terms.tranches] + [each.on for each in terms.rate_changes]
    changed = {bisect_right(dues, day) for day in changed_on if day < dues[-1]}
    levels: list[Decimal] = []
    for index in sorted({0} | changed):
        known = _known_until(terms, dues[index])
        build = partial(_later_rows, known, dues, levels=levels[:index])
        plan = _LEVEL_RULES[terms.level_rule](known, build(None), build)
        levels = [*levels[:index], *[plan.level] * (len(dues) - index)]
    walk = Walk(terms, dues, levels=levels)
    return [walk.instalment(index) for index in range(len(dues))]


def _known_until(terms: LoanTerms, day: date) -> LoanTerms:
    return replace(
        terms,
        tranches=tuple(each for each in terms.tranches if each.on < day),
        rate_changes=tuple(each for each in terms.rate_changes if each.on < day),
    )


def _later_rows(
    terms: LoanTerms, dues: list[date], level: Decimal | None, *, levels: list[Decimal]
) -> LevelPlan:
    """The rows after those whose level is settled, at a level tried or computed."""
    walk = Walk(replace(terms, level_amount=level), dues, levels=levels)
    rows = [walk.instalment(index) for index in range(len(dues))]
    return LevelPlan(rows[len(levels) :], walk.level)


def maturity(terms: LoanTerms) -> date:
    """The day on which the loan ends by contract."""
    return terms.matures_on or add_months(terms.disbursed_on, terms.term_months)


def schedule_due_dates(terms: LoanTerms) -> list[date]:
    """The due dates of all instalments, the last at maturity."""
    if terms.agreed_due_dates:
        return list(terms.agreed_due_dates)
    if terms.method == Method.SINGLE_PAYMENT:
        return [_single_due(terms)]
    if terms.method == Method.INTEREST_ONLY_QUARTERLY and terms.first_due_on is None:
        settlement = {} if terms.due_day is None else {"settlement_day": terms.due_day - 1}
        return quarter_due_dates(terms.disbursed_on, maturity(terms), **settlement)
    dues = due_dates(
        terms.disbursed_on,
        terms.count,
        months=months_apart(terms),
        days=terms.period_days,
        first_due_on=terms.first_due_on,
        due_day=terms.due_day,
        first_period_days_min=terms.first_period_days_min,
    )
    if terms.matures_on or (terms.due_day and not terms.first_due_on and not terms.period_days):
        dues = _ending_at(dues, maturity(terms))
    return sorted({*dues, *(row.due_on for row in terms.plan)}) if terms.plan else dues


def _single_due(terms: LoanTerms) -> date:
    if terms.period_days is not None and terms.matures_on is None:
        return due_dates(
            terms.disbursed_on, 1, days=terms.period_days, first_due_on=terms.first_due_on
        )[0]
    return terms.first_due_on or maturity(terms)


def _ending_at(dues: list[date], matures_on: date) -> list[date]:
    if len(dues) > 1 and dues[-2] >= matures_on:
        raise InconsistentTerms("The loan matures before its instalments can fall due.")
    return [*dues[:-1], matures_on]


def with_principal(terms: LoanTerms, principal: Decimal) -> LoanTerms:
    """The same terms for another amount, as simulators and offers need."""
    return replace(terms, principal=principal)
