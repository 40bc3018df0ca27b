"""What lender and borrower agree on: the terms a schedule is built from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from loancore.daycount import DayCount
from loancore.errors import InconsistentTerms
from loancore.money import FEN


class Method(StrEnum):
    """How principal and interest are spread over the instalments."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY_MONTHLY = "interest_only_monthly"
    INTEREST_ONLY_QUARTERLY = "interest_only_quarterly"
    INTEREST_ONLY = "interest_only"
    SINGLE_PAYMENT = "single_payment"
    FIXED_PLAN = "fixed_plan"
    SEASONAL = "seasonal"


_METHODS = frozenset(Method)
_DAY_COUNTS = frozenset(DayCount)
INTEREST_ONLY_METHODS = frozenset(
    {Method.INTEREST_ONLY_MONTHLY, Method.INTEREST_ONLY_QUARTERLY, Method.INTEREST_ONLY}
)


@dataclass(frozen=True)
class Tranche:
    """A part of the principal paid out on a day."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class RateChange:
    """From this day on the contract bears this yearly rate."""

    on: date
    annual_rate: Decimal


@dataclass(frozen=True)
class Span:
    """Days from start, counted, to end, not counted."""

    start: date
    end: date


@dataclass(frozen=True)
class PlannedPrincipal:
    """Principal agreed to be repaid on a day of a fixed plan."""

    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class LoanTerms:
    """Amount, rate, dates, method and rounding of one loan.

    Rates are fractions (0.036). The term is in months; `period_months` is the spacing of due
    dates, or `period_days` with `instalment_count`. Rounding mode and unit hold for interest
    and principal; `instalment_multiple` makes level instalments whole steps. Agreed due dates
    replace the computed ones; a level amount keeps an instalment and shortens the plan. The
    level rule is `rounded`, `evened` (the last instalment as near as possible to the others) or
    `smallest` (the lowest instalment that the last one does not exceed). The level takes the
    `true` length of every period, or that of its `first` for all; money or a rate that changes
    inside a period changes the level from the `next_period` on or `at_once`. Part of a period
    bears interest by its `days` or its `share` of the period. Waived days bear no interest.
    """

    principal: Decimal
    annual_rate: Decimal
    disbursed_on: date
    term_months: int
    method: str
    day_count: str
    first_due_on: date | None = None
    due_day: int | None = None
    matures_on: date | None = None
    period_months: int = 1
    period_days: int | None = None
    instalment_count: int | None = None
    first_period_days_min: int = 15
    first_period_interest: str = "added"
    rounding_mode: str = ROUND_HALF_UP
    rounding_unit: Decimal | None = FEN
    interest_rounding_mode: str | None = None
    instalment_multiple: Decimal | None = None
    instalment_rounding_mode: str | None = None
    principal_grace_periods: int = 0
    interest_grace_periods: int = 0
    interest_free_periods: int = 0
    season_months: frozenset[int] = frozenset()
    agreed_due_dates: tuple[date, ...] = ()
    level_amount: Decimal | None = None
    level_rule: str = "rounded"
    level_periods: str = "true"
    level_changes: str = "next_period"
    part_periods: str = "days"
    plan: tuple[PlannedPrincipal, ...] = ()
    tranches: tuple[Tranche, ...] = ()
    rate_changes: tuple[RateChange, ...] = ()
    waivers: tuple[Span, ...] = ()

    @property
    def count(self) -> int:
        """The number of regular instalments."""
        if self.agreed_due_dates:
            return len(self.agreed_due_dates)
        if self.instalment_count is not None:
            return self.instalment_count
        if self.method == Method.INTEREST_ONLY_MONTHLY:
            return self.term_months
        return self.term_months // self.period_months


class Instalment(NamedTuple):
    """One row of a plan: what is due on a day, and the principal left after it."""

    number: int
    starts_on: date
    due_on: date
    principal: Decimal
    interest: Decimal
    total: Decimal
    closing_balance: Decimal


def require_consistent(terms: LoanTerms) -> None:
    """Refuse terms that contradict each other, with the first reason found."""
    for reason in contradictions(terms):
        raise InconsistentTerms(reason)


def contradictions(terms: LoanTerms) -> Iterator[str]:
    """Every reason why no schedule can be built from these terms."""
    if terms.method not in _METHODS:
        yield f"There is no repayment method {terms.method!r}."
        return
    if terms.day_count not in _DAY_COUNTS:
        yield f"There is no day count {terms.day_count!r}."
        return
    yield from _amount_reasons(terms)
    yield from _spacing_reasons(terms)
    yield from _date_reasons(terms)
    yield from _grace_reasons(terms)
    yield from _plan_reasons(terms)
    yield from _season_reasons(terms)
    yield from _tranche_reasons(terms)


def _amount_reasons(terms: LoanTerms) -> Iterator[str]:
    if terms.principal <= 0:
        yield "The principal must be above zero."
    if terms.annual_rate < 0 or any(change.annual_rate < 0 for change in terms.rate_changes):
        yield "An interest rate must not be negative."
    if terms.instalment_multiple is not None and terms.instalment_multiple < 0:
        yield "The instalment multiple must not be negative."
    if terms.level_rule not in ("rounded", "evened", "smallest"):
        yield "The level instalment is rounded, evened or smallest."
    if terms.first_period_interest not in ("added", "spread"):
        yield "Interest of an odd first period is either added or spread."
    yield from _level_reasons(terms)


def _level_reasons(terms: LoanTerms) -> Iterator[str]:
    if terms.level_periods not in ("true", "first"):
        yield "The level takes the true length of every period or that of the first."
    if terms.level_changes not in ("next_period", "at_once"):
        yield "A changed level holds from the next period on or at once."
    if terms.part_periods not in ("days", "share"):
        yield "Part of a period bears interest by its days or its share."
    at_once = terms.level_changes == "at_once"
    if at_once and (terms.method != Method.EQUAL_INSTALMENT or terms.level_amount is not None):
        yield "Only computed equal instalments change at once."
    changes = terms.tranches or terms.rate_changes
    if terms.level_rule != "rounded" and changes and not at_once:
        yield "An evened or smallest instalment needs one disbursement and one rate."


def _spacing_reasons(terms: LoanTerms) -> Iterator[str]:
    if terms.period_months < 1 or (terms.period_days is not None and terms.period_days < 1):
        yield "Due dates must be at least a day or a month apart."
    elif terms.period_days is not None and terms.instalment_count is None:
        yield "Due dates spaced by days need the number of instalments."
    elif terms.count < 1:
        yield "The term must hold at least one instalment."
    elif _counts_months(terms) and terms.term_months % terms.period_months:
        yield "The term must be a whole number of periods."


def _date_reasons(terms: LoanTerms) -> Iterator[str]:
    agreed = (terms.disbursed_on, *terms.agreed_due_dates)
    if list(agreed) != sorted(set(agreed)):
        yield "Agreed due dates must follow each other after the disbursement."
    if terms.first_due_on is not None and terms.first_due_on <= terms.disbursed_on:
        yield "The first instalment must fall due after the disbursement."
    if terms.matures_on is not None and terms.matures_on <= terms.disbursed_on:
        yield "The loan must mature after the disbursement."
    if terms.due_day is not None and not 1 <= terms.due_day <= 31:
        yield "The due day must be a day of the month."


def _counts_months(terms: LoanTerms) -> bool:
    return terms.instalment_count is None and not terms.agreed_due_dates


def _grace_reasons(terms: LoanTerms) -> Iterator[str]:
    graces = (
        terms.principal_grace_periods,
        terms.interest_grace_periods,
        terms.interest_free_periods,
    )
    if min(graces) < 0:
        yield "A grace period must not be negative."
    elif max(graces) and terms.method in (Method.SINGLE_PAYMENT, Method.FIXED_PLAN):
        yield "A grace period needs regular instalments."
    elif max(graces[:2]) >= terms.count:
        yield "A grace period must end before the last instalment."
    elif terms.interest_free_periods > terms.count:
        yield "The interest-free time must not exceed the term."
    elif terms.principal_grace_periods and terms.method in INTEREST_ONLY_METHODS:
        yield "Interest-only loans repay no principal that a grace could postpone."


def _plan_reasons(terms: LoanTerms) -> Iterator[str]:
    if (terms.method == Method.FIXED_PLAN) != bool(terms.plan):
        yield "A fixed plan and its method need each other."
    elif terms.plan:
        if sum(row.amount for row in terms.plan) != terms.principal:
            yield "The amounts of a fixed plan must add up to the principal."
        if min(row.amount for row in terms.plan) <= 0:
            yield "Every amount of a fixed plan must be above zero."
        if min(row.due_on for row in terms.plan) <= terms.disbursed_on:
            yield "A fixed plan must start after the disbursement."


def _season_reasons(terms: LoanTerms) -> Iterator[str]:
    if (terms.method == Method.SEASONAL) != bool(terms.season_months):
        yield "Seasonal repayment and its months need each other."
    elif not terms.season_months <= frozenset(range(1, 13)):
        yield "Season months are numbers from 1 to 12."
    if terms.instalment_multiple and terms.method not in (
        Method.EQUAL_INSTALMENT,
        Method.EQUAL_PRINCIPAL,
    ):
        yield "An instalment multiple needs equal instalments or equal principal."


def _tranche_reasons(terms: LoanTerms) -> Iterator[str]:
    if not terms.tranches:
        return
    if sum(tranche.amount for tranche in terms.tranches) != terms.principal:
        yield "The tranches must add up to the principal."
    if min(tranche.amount for tranche in terms.tranches) <= 0:
        yield "Every tranche must be above zero."
    if min(tranche.on for tranche in terms.tranches) < terms.disbursed_on:
        yield "No tranche may be paid out before the first disbursement."
    if terms.method in (Method.FIXED_PLAN, Method.SEASONAL):
        yield "Tranches need a method that spreads the balance over the remaining instalments."
