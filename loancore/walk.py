"""The walk through the periods of a plan: balance, level amount and deferred interest."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext

from loancore.dates import add_months, anchor_day, days_between
from loancore.daycount import year_part, year_parts
from loancore.interest import Segment, Step, interest_over, segments, share_of, value_on
from loancore.money import PRECISION, ZERO, round_money
from loancore.terms import (
    INTEREST_ONLY_METHODS,
    Instalment,
    LoanTerms,
    Method,
    Span,
    Tranche,
)


def level_instalment(balance: Decimal, factors: list[Decimal]) -> Decimal:
    """The constant payment that repays a balance, given the rate of each period; not rounded."""
    with localcontext() as context:
        context.prec = PRECISION
        growth, annuity = Decimal(1), Decimal(0)
        for factor in reversed(factors):
            annuity += growth
            growth *= 1 + factor
        return balance * growth / annuity


@dataclass
class Walk:
    """Goes through the periods in order, carrying balance, level amount and deferred interest."""

    terms: LoanTerms
    dues: list[date]
    balance: Decimal = ZERO
    deferred: Decimal = ZERO
    levels: Sequence[Decimal] = ()
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
        self.grid_months = 0 if terms.period_days else months_apart(terms)
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
        return self._over(segments(steps, rates, start=start, end=due), start, due)

    def _over(self, parts: Sequence[Segment], start: date, due: date) -> Decimal:
        """Interest of a period in parts: by the days of each, or by their share of the period."""
        count = self.terms.day_count
        if self.terms.part_periods == "days" or len(parts) == 1:
            return interest_over(parts, count, anchor=self.anchor)
        whole = year_part(start, due, count, anchor=self.anchor)
        return share_of(parts, whole, year_parts(count) * days_between(start, due))

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
        moved = (changed or bool(added)) and not self._is_at_once()
        self.level_is_stale = self.level_is_stale or moved

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
        self._set_level(index)
        if self.terms.method == Method.EQUAL_PRINCIPAL:
            return min(self.level, self.balance)
        return self._level_principal(index, charged)

    def _set_level(self, index: int) -> None:
        if index < len(self.levels):
            self.level = self.levels[index]
        elif self.level_is_stale:
            self.level = self.level_from(index)
            self.level_is_stale = False

    def _due_balance(self, index: int) -> Decimal:
        start, due = self._period(index)
        inside = (row.amount for row in self.tranches if start < row.on < due)
        return self.balance + sum(inside, ZERO)

    def _level_principal(self, index: int, charged: Decimal) -> Decimal:
        """What the level instalment leaves for principal, odd days of the first period aside."""
        if index == 0 and self.terms.first_period_interest == "added":
            charged = self._regular_first_interest()
        return min(max(self.level - charged, ZERO), self._due_balance(index))

    def _regular_first_interest(self) -> Decimal:
        if not self.grid_months or self.terms.interest_free_periods:
            return self._round_interest(self._interest(0))
        part = self.balance * self.terms.annual_rate * self._part(0)
        return self._round_interest(part / year_parts(self.terms.day_count))

    def level_from(self, index: int) -> Decimal:
        """The level instalment, or level principal, of a period and those after it."""
        if self.terms.level_amount is not None:
            return self.terms.level_amount
        remaining = len(self.dues) - index
        if self.terms.method == Method.EQUAL_PRINCIPAL:
            return self._round_level(self.balance / remaining)
        factors = self._factors(index)
        return self._round_level(level_instalment(self._level_base(index), factors))

    def _level_base(self, index: int) -> Decimal:
        return self._due_balance(index) if self._is_at_once() else self.balance

    def _is_at_once(self) -> bool:
        return self.terms.level_changes == "at_once"

    def _factors(self, index: int) -> list[Decimal]:
        if self.terms.level_periods == "first":
            return [self._factor(index)] * (len(self.dues) - index)
        if self._is_at_once():
            return [self._factor(at) for at in range(index, len(self.dues))]
        rate = value_on(self.rates, self._period(index)[0])
        year = year_parts(self.terms.day_count)
        return [rate * self._part(at) / year for at in range(index, len(self.dues))]

    def _factor(self, index: int) -> Decimal:
        """What one yuan costs over a period, changes of rate inside it included."""
        if index < self.terms.interest_free_periods:
            return ZERO
        start, due = self._period(index)
        parts = segments([Step(start, Decimal(1))], self.rates, start=start, end=due)
        return self._over(parts, start, due)

    def _part(self, index: int) -> int:
        """The part of a year a period has as the level instalment sees it."""
        start, due = self._period(index)
        if index < self.terms.interest_free_periods:
            return 0
        if index == 0 and self.grid_months and self.terms.first_period_interest == "added":
            start = add_months(due, -self.grid_months, self.anchor)
        return year_part(start, due, self.terms.day_count, anchor=self.anchor)

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


def plan_anchor(terms: LoanTerms, dues: Sequence[date]) -> int | None:
    """The day of the month on which instalments fall due; agreed dates show it best."""
    if terms.due_day or terms.period_days:
        return terms.due_day
    if terms.agreed_due_dates:
        return max(due.day for due in dues)
    return anchor_day(terms.disbursed_on, dues[0])


def months_apart(terms: LoanTerms) -> int:
    """The months between two due dates by method or by agreement."""
    fixed = {Method.INTEREST_ONLY_MONTHLY: 1, Method.INTEREST_ONLY_QUARTERLY: 3}
    return fixed.get(Method(terms.method), terms.period_months)


def waived_rates(rates: Sequence[Step], waivers: Sequence[Span]) -> list[Step]:
    """The rates in force when waived days bear none."""
    outside = [
        step for step in rates if not any(span.start <= step.on < span.end for span in waivers)
    ]
    ends = [Step(span.end, value_on(rates, span.end)) for span in waivers]
    return outside + [Step(span.start, Decimal(0)) for span in waivers] + ends
