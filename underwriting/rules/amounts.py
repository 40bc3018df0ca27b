"""What a loan means for a household, and the limits of the amount; pure computation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from loancore.daycount import DayCount
from loancore.money import round_money, round_places
from loancore.schedule import LoanTerms, Method, build_schedule, level_instalment

SPREAD_OVER_THE_TERM = frozenset(
    {Method.INTEREST_ONLY_MONTHLY, Method.INTEREST_ONLY_QUARTERLY, Method.SINGLE_PAYMENT}
)
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Wish:
    """The loan as asked for: what an instalment is computed from."""

    amount: Decimal
    term_months: int
    annual_rate: Decimal
    method: str


@dataclass(frozen=True)
class Household:
    """What is known of the money of the applicant."""

    income: Decimal
    living_costs: Decimal
    instalments: Decimal
    own_funds: Decimal
    budget: Decimal | None
    security: Decimal | None


@dataclass(frozen=True)
class AmountRule:
    """The figures of the program that bound the amount."""

    amount_max: Decimal
    amount_step: Decimal
    cover_min: Decimal
    debt_ratio_max: Decimal
    rate_stress: Decimal
    grade_factor: Decimal | None


@dataclass(frozen=True)
class Limit:
    """One limit of the amount; without an amount it does not bind here."""

    code: str
    amount: Decimal | None


@dataclass(frozen=True)
class Suggestion:
    """The smallest limit, rounded down to the step, with all limits beside it."""

    amount: Decimal
    limiting: str
    limits: Sequence[Limit]


def monthly_burden(wish: Wish) -> Decimal:
    """What the loan takes a month at most; principal due at the end is spread over the term."""
    rows = build_schedule(
        LoanTerms(
            principal=wish.amount,
            annual_rate=wish.annual_rate,
            term_months=wish.term_months,
            disbursed_on=date(2000, 1, 1),
            method=wish.method,
            day_count=DayCount.MONTHS,
        )
    )
    if wish.method in SPREAD_OVER_THE_TERM:
        return round_money(sum((row.total for row in rows), Decimal(0)) / wish.term_months)
    return max(row.total for row in rows)


def debt_ratio(income: Decimal, instalments: Decimal, burden: Decimal) -> Decimal:
    """The part of the income that goes into instalments, the new one included."""
    return round_places((instalments + burden) / income, 4)


def income_cover(household: Household, burden: Decimal) -> Decimal:
    """How many times what is left each month covers all instalments."""
    left = household.income - household.living_costs
    return round_places(left / (household.instalments + burden), 4)


def own_funds_share(household: Household, amount: Decimal) -> Decimal:
    """The part of the project that the applicant pays."""
    budget = household.budget or household.own_funds + amount
    return round_places(household.own_funds / budget, 4)


def affordable(monthly: Decimal, wish: Wish, stress: Decimal) -> Decimal:
    """The amount whose stressed monthly burden is what can be paid a month; never negative."""
    if monthly <= 0:
        return Decimal("0.00")
    monthly_rate = (wish.annual_rate + stress) / MONTHS_A_YEAR
    return round_money(monthly / _burden_of_one(wish, monthly_rate))


def _burden_of_one(wish: Wish, monthly_rate: Decimal) -> Decimal:
    term = Decimal(wish.term_months)
    if wish.method in SPREAD_OVER_THE_TERM:
        return (1 + term * monthly_rate) / term
    if wish.method == Method.EQUAL_PRINCIPAL:
        return 1 / term + monthly_rate
    return level_instalment(Decimal(1), [monthly_rate] * wish.term_months)


def amount_suggestion(wish: Wish, household: Household, rule: AmountRule) -> Suggestion:
    """The smallest of the limits, rounded down to the step of the product."""
    limits = amount_limits(wish, household, rule)
    binding = min((limit for limit in limits if limit.amount is not None), key=_known)
    amount = round_money(_known(binding), mode=ROUND_FLOOR, unit=rule.amount_step)
    return Suggestion(amount, binding.code, limits)


def amount_limits(wish: Wish, household: Household, rule: AmountRule) -> list[Limit]:
    """Every limit of the amount in the order in which people argue about it."""
    left = (household.income - household.living_costs) / rule.cover_min - household.instalments
    allowed = household.income * rule.debt_ratio_max - household.instalments
    factor = rule.grade_factor
    return [
        Limit("wish", wish.amount),
        Limit("need", _need(household)),
        Limit("policy", rule.amount_max),
        Limit("ability", affordable(left, wish, rule.rate_stress)),
        Limit("debt_ratio", affordable(allowed, wish, rule.rate_stress)),
        Limit("security", household.security),
        Limit("grade", None if factor is None else round_money(rule.amount_max * factor)),
    ]


def _need(household: Household) -> Decimal | None:
    if household.budget is None:
        return None
    return max(household.budget - household.own_funds, Decimal("0.00"))


def _known(limit: Limit) -> Decimal:
    assert limit.amount is not None
    return limit.amount
