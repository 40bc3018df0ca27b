"""Builds the repayment plan of a loan from its terms."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext
from functools import partial

from loancore.dates import add_months, anchor_day, due_dates, quarter_due_dates
from loancore.daycount import year_fraction
from loancore.errors import InconsistentTerms
from loancore.interest import Step, interest_over, segments, value_on
from loancore.levelling import LevelPlan, evened, rounded, smallest
from loancore.money import PRECISION, ZERO, round_money
from loancore.terms import (
    INTEREST_ONLY_METHODS,
    Instalment,
    LoanTerms,
    Method,
    PlannedPrincipal,
    RateChange,
    Span,
    Tranche,
    require_consistent,
)

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
    plan = _plan(terms, terms.level_amount)
    if terms.level_amount is not None:
        return [row for row in plan.rows if row.total or row.closing_balance]
    if terms.method == Method.EQUAL_INSTALMENT:
        plan = _LEVEL_RULES[terms.level_rule](terms, plan, partial(_plan, terms))
    return plan.rows


_LEVEL_RULES = {"rounded": rounded, "evened": evened, "smallest": smallest}


def _plan(terms: LoanTerms, level: Decimal | None) -> LevelPlan:
    walk = _Walk(replace(terms, level_amount=level), schedule_due_dates(terms))
    rows = [walk.instalment(index) for index in range(len(walk.dues))]
    return LevelPlan(rows, walk.level)


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
        months=_months_apart(terms),
        days=terms.period_days,
        first_due_on=terms.first_due_on,
        due_day=terms.due_day,
        first_period_days_min=terms.first_period_days_min,
    )
    if terms.matures_on or (terms.due_day and not terms.first_due_on and not terms.period_days):
        dues = _ending_at(dues, maturity(terms))
    return sorted({*dues, *(row.due_on for row in terms.plan)}) if terms.plan else dues


def plan_anchor(terms: LoanTerms, dues: Sequence[date]) -> int | None:
    """The day of the month on which instalments fall due; agreed dates show it best."""
    if terms.due_day or terms.period_days:
        return terms.due_day
    if terms.agreed_due_dates:
        return max(due.day for due in dues)
    return anchor_day(terms.disbursed_on, dues[0])


def _months_apart(terms: LoanTerms) -> int:
    fixed = {Method.INTEREST_ONLY_MONTHLY: 1, Method.INTEREST_ONLY_QUARTERLY: 3}
    return fixed.get(Method(terms.method), terms.period_months)


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


def level_instalment(balance: Decimal, factors: list[Decimal]) -> Decimal:
    """The constant payment that repays a balance, given the rate of each period; not rounded."""
    with localcontext() as context:
        context.prec = PRECISION
        discount, annuity = Decimal(1), Decimal(0)
        for factor in factors:
            discount /= 1 + factor
            annuity += discount
        return balance / annuity


@dataclass
class _Walk:
    """Goes through the periods in order, carrying balance, level amount and deferred interest."""

    terms: LoanTerms
    dues: list[date]
    balance: Decimal = ZERO
    deferred: Decimal = ZERO
    level: Decimal = ZERO
    level_is_stale: bool = True
    rates: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        terms = self.terms
        self.tranches = terms.tranches or (Tranche(terms.disbursed_on, terms.principal),)
        self.balance = self._disbursed_on(terms.disbursed_on)
        self.rates = [Step(terms.disbursed_on, terms.annual_rate)] + [
            Step(change.on, change.annual_rate) for change in terms.rate_changes
        ]
        self.anchor = plan_anchor(terms, self.dues)
        self.grid_months = 0 if terms.period_days else _months_apart(terms)
        self.planned = {row.due_on: ZERO for row in terms.plan}
        for row in terms.plan:
            self.planned[row.due_on] += row.amount

    def instalment(self, index: int) -> Instalment:
        start, due = self._period(index)
        charged = self._round_interest(self._interest(index))
        principal = self._principal(index, charged)
        paid_interest = self._collect(index, charged)
        self._advance(start, due, principal)
        return Instalment(
            index + 1, start, due, principal, paid_interest, principal + paid_interest, self.balance
        )

    def _period(self, index: int) -> tuple[date, date]:
        return (self.dues[index - 1] if index else self.terms.disbursed_on), self.dues[index]

    def _disbursed_on(self, day: date) -> Decimal:
        return sum((row.amount for row in self.tranches if row.on == day), ZERO)

    def _round_interest(self, amount: Decimal) -> Decimal:
        terms = self.terms
        mode = terms.interest_rounding_mode or terms.rounding_mode
        return round_money(amount, mode=mode, unit=terms.rounding_unit)

    def _interest(self, index: int) -> Decimal:
        if index < self.terms.interest_free_periods:
            return ZERO
        start, due = self._period(index)
        balance, steps = self.balance, [Step(start, self.balance)]
        for tranche in sorted(self.tranches, key=lambda row: row.on):
            if start < tranche.on < due:
                balance += tranche.amount
                steps.append(Step(tranche.on, balance))
        rates = waived_rates(self.rates, self.terms.waivers)
        parts = segments(steps, rates, start=start, end=due)
        return interest_over(parts, self.terms.day_count, anchor=self.anchor)

    def _collect(self, index: int, charged: Decimal) -> Decimal:
        """Interest of a grace period is deferred to the first instalment after it."""
        if index < self.terms.interest_grace_periods:
            self.deferred += charged
            return ZERO
        charged, self.deferred = charged + self.deferred, ZERO
        return charged

    def _advance(self, start: date, due: date, principal: Decimal) -> None:
        added = sum((row.amount for row in self.tranches if start < row.on <= due), ZERO)
        self.balance += added - principal
        changed = any(start < change.on <= due for change in self.terms.rate_changes)
        self.level_is_stale = self.level_is_stale or changed or bool(added)

    def _principal(self, index: int, charged: Decimal) -> Decimal:
        if index == len(self.dues) - 1:
            return self._due_balance(index)
        if self.terms.method in INTEREST_ONLY_METHODS:
            return ZERO
        if self.terms.method == Method.FIXED_PLAN:
            return self.planned.get(self.dues[index], ZERO)
        if self.terms.method == Method.SEASONAL:
            return self._seasonal(index)
        if index < self.terms.principal_grace_periods:
            return ZERO
        if self.level_is_stale:
            self.level = self._level(index)
            self.level_is_stale = False
        if self.terms.method == Method.EQUAL_PRINCIPAL:
            return min(self.level, self.balance)
        return self._level_principal(index, charged)

    def _due_balance(self, index: int) -> Decimal:
        start, due = self._period(index)
        inside = (row.amount for row in self.tranches if start < row.on < due)
        return self.balance + sum(inside, ZERO)

    def _level_principal(self, index: int, charged: Decimal) -> Decimal:
        """What the level instalment leaves for principal, odd days of the first period aside."""
        if index == 0 and self.terms.first_period_interest == "added":
            charged = self._regular_first_interest()
        return min(max(self.level - charged, ZERO), self.balance)

    def _regular_first_interest(self) -> Decimal:
        if not self.grid_months or self.terms.interest_free_periods:
            return self._round_interest(self._interest(0))
        return self._round_interest(self.balance * self.terms.annual_rate * self._fraction(0))

    def _level(self, index: int) -> Decimal:
        if self.terms.level_amount is not None:
            return self.terms.level_amount
        remaining = len(self.dues) - index
        if self.terms.method == Method.EQUAL_PRINCIPAL:
            return self._round_level(self.balance / remaining)
        rate = value_on(self.rates, self._period(index)[0])
        factors = [rate * self._fraction(at) for at in range(index, len(self.dues))]
        return self._round_level(level_instalment(self.balance, factors))

    def _fraction(self, index: int) -> Decimal:
        """The part of a year a period has as the level instalment sees it."""
        start, due = self._period(index)
        if index < self.terms.interest_free_periods:
            return Decimal(0)
        if index == 0 and self.grid_months and self.terms.first_period_interest == "added":
            start = add_months(due, -self.grid_months, self.anchor)
        return year_fraction(start, due, self.terms.day_count, anchor=self.anchor)

    def _round_level(self, amount: Decimal) -> Decimal:
        terms = self.terms
        mode = terms.instalment_rounding_mode or terms.rounding_mode
        return round_money(amount, mode=mode, unit=terms.instalment_multiple or terms.rounding_unit)

    def _seasonal(self, index: int) -> Decimal:
        season = [due for due in self.dues if due.month in self.terms.season_months]
        if self.dues[index] not in season:
            return ZERO
        left = sum(due >= self.dues[index] for due in season)
        return min(self._round_level(self.balance / left), self.balance)


def waived_rates(rates: Sequence[Step], waivers: Sequence[Span]) -> list[Step]:
    """The rates in force when waived days bear none."""
    outside = [
        step for step in rates if not any(span.start <= step.on < span.end for span in waivers)
    ]
    ends = [Step(span.end, value_on(rates, span.end)) for span in waivers]
    return outside + [Step(span.start, Decimal(0)) for span in waivers] + ends


def with_principal(terms: LoanTerms, principal: Decimal) -> LoanTerms:
    """The same terms for another amount, as simulators and offers need."""
    return replace(terms, principal=principal)
