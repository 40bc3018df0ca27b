"""Chooses the level instalment by what it does to the last one."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from loancore.money import FEN, round_money
from loancore.terms import Instalment, LoanTerms


@dataclass(frozen=True)
class LevelPlan:
    """A plan and the level instalment it was built with."""

    rows: list[Instalment]
    level: Decimal

    @property
    def difference(self) -> Decimal:
        """By how much the last instalment is above the level one."""
        return self.rows[-1].total - self.level


Build = Callable[[Decimal], LevelPlan]


def rounded(terms: LoanTerms, plan: LevelPlan, build: Build) -> LevelPlan:
    """The computed instalment, rounded; the last one takes what is left."""
    return plan


def evened(terms: LoanTerms, plan: LevelPlan, build: Build) -> LevelPlan:
    """Spread the last instalment's difference over all, while that makes it smaller.

    A difference of up to half a fen per instalment is left where it is.
    """
    unit, count = _unit(terms), len(plan.rows)
    while abs(plan.difference) / unit > count // 2 > 0:
        share = round_money(plan.difference / count, mode=terms.rounding_mode, unit=unit)
        tried = build(plan.level + share)
        if abs(tried.difference) >= abs(plan.difference):
            break
        plan = tried
    return plan


def smallest(terms: LoanTerms, plan: LevelPlan, build: Build) -> LevelPlan:
    """The lowest instalment that the last one does not exceed, found by halving."""
    unit = _unit(terms)
    steps = int(abs(plan.difference) / unit) + 1
    low, high = plan.level - steps * unit, plan.level + steps * unit
    best = build(high)
    while high - low > unit:
        middle = low + (high - low) // (2 * unit) * unit
        tried = build(middle)
        if tried.difference <= 0:
            high, best = middle, tried
        else:
            low = middle
    return best


def _unit(terms: LoanTerms) -> Decimal:
    return terms.instalment_multiple or terms.rounding_unit or FEN
