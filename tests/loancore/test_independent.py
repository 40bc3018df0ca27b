"""C-39: ten thousand schedules against a second calculation that shares nothing with the first."""

import calendar
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from loancore.daycount import DayCount
from loancore.schedule import LoanTerms, PlannedPrincipal, build_schedule

SEASON = {6, 10}
METHODS = [
    "equal_instalment",
    "equal_principal",
    "interest_only_monthly",
    "interest_only_quarterly",
    "single_payment",
    "seasonal",
    "fixed_plan",
]


def half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def months_later(day: date, months: int) -> date:
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def thirty(start: date, end: date, first: int, last: int) -> Fraction:
    months = (end.year - start.year) * 12 + end.month - start.month
    return Fraction(months * 30 + last - first, 360)


def bond(start: date, end: date) -> Fraction:
    first = 30 if start.day == 31 else start.day
    return thirty(start, end, first, 30 if end.day == 31 and first == 30 else end.day)


def us(start: date, end: date) -> Fraction:
    first, last = start.day, end.day
    if start.month == 2 and is_last(start):
        last = 30 if end.month == 2 and is_last(end) else last
        first = 30
    last = 30 if last == 31 and first >= 30 else last
    return thirty(start, end, 30 if first == 31 else first, last)


def isda(start: date, end: date) -> Fraction:
    return thirty(start, end, 30 if is_last(start) else start.day, 30 if is_last(end) else end.day)


def by_years(start: date, end: date) -> Fraction:
    found, day = Fraction(0), start
    while day < end:
        stop = min(date(day.year + 1, 1, 1), end)
        found += Fraction((stop - day).days, 366 if calendar.isleap(day.year) else 365)
        day = stop
    return found


def by_months(start: date, end: date) -> Fraction:
    whole = 0
    while months_later(start, whole + 1) <= end:
        whole += 1
    return Fraction(whole, 12) + Fraction((end - months_later(start, whole)).days, 360)


YEARS: dict[str, Callable[[date, date], Fraction]] = {
    DayCount.ACTUAL_360: lambda start, end: Fraction((end - start).days, 360),
    DayCount.ACTUAL_364: lambda start, end: Fraction((end - start).days, 364),
    DayCount.ACTUAL_365: lambda start, end: Fraction((end - start).days, 365),
    DayCount.ACTUAL_ACTUAL: by_years,
    DayCount.THIRTY_360: bond,
    DayCount.THIRTY_360_US: us,
    DayCount.THIRTY_E_360: lambda start, end: thirty(
        start, end, min(start.day, 30), min(end.day, 30)
    ),
    DayCount.THIRTY_E_360_ISDA: isda,
}


def due_days(terms: LoanTerms) -> list[date]:
    start, end = terms.disbursed_on, months_later(terms.disbursed_on, terms.term_months)
    if terms.method == "single_payment":
        return [end]
    if terms.method == "interest_only_quarterly":
        days = (start + timedelta(days=offset) for offset in range(1, (end - start).days))
        return [day for day in days if day.day == 21 and day.month % 3 == 0] + [end]
    return [months_later(start, month) for month in range(1, terms.term_months + 1)]


def parts_of(terms: LoanTerms, dues: list[date]) -> list[Fraction]:
    starts = [terms.disbursed_on, *dues[:-1]]
    if terms.day_count != DayCount.MONTHS:
        return [YEARS[terms.day_count](*pair) for pair in zip(starts, dues, strict=True)]
    if len(dues) == terms.term_months and terms.method != "interest_only_quarterly":
        return [Fraction(1, 12)] * len(dues)
    return [by_months(*pair) for pair in zip(starts, dues, strict=True)]


def recalculated(terms: LoanTerms) -> list[tuple[date, int, int]]:
    """Due date, principal and interest of every row, in fen."""
    dues, balance = due_days(terms), int(terms.principal * 100)
    rates = [Fraction(terms.annual_rate) * part for part in parts_of(terms, dues)]
    growth, annuity = Fraction(1), Fraction(0)
    if terms.method == "equal_instalment":
        for rate in rates:
            growth /= 1 + rate
            annuity += growth
    level = half_up(balance / annuity) if annuity else half_up(Fraction(balance, len(dues)))
    agreed = {row.due_on: int(row.amount * 100) for row in terms.plan}
    rows = []
    for index, (due, rate) in enumerate(zip(dues, rates, strict=True)):
        interest = half_up(balance * rate)
        principal = {
            "equal_instalment": max(level - interest, 0),
            "equal_principal": level,
            "seasonal": in_season(dues[index:], balance),
            "fixed_plan": agreed.get(due, 0),
        }.get(terms.method, 0)
        principal = balance if due == dues[-1] else min(principal, balance)
        balance -= principal
        rows.append((due, principal, interest))
    return rows


def in_season(dues: list[date], balance: int) -> int:
    left = [due for due in dues if due.month in SEASON]
    return half_up(Fraction(balance, len(left))) if dues[0] in left else 0


def random_terms(chance: random.Random) -> LoanTerms:
    method, months = chance.choice(METHODS), chance.randint(1, 60)
    start = date(2023, 1, 1) + timedelta(days=chance.randint(0, 1500))
    if chance.random() < 0.3:
        start = start.replace(day=calendar.monthrange(start.year, start.month)[1])
    fen = chance.choice([1, 99, chance.randint(1, 10**5), chance.randint(1, 10**9)])
    principal = Decimal(fen) / 100
    plan: tuple[PlannedPrincipal, ...] = ()
    if method == "fixed_plan":
        days = sorted({months_later(start, chance.randint(1, months)) for _ in range(3)})
        share = fen // len(days)
        shares = [share] * (len(days) - 1) + [fen - share * (len(days) - 1)]
        plan = tuple(
            PlannedPrincipal(day, Decimal(part) / 100)
            for day, part in zip(days, shares, strict=True)
            if part
        )
    return LoanTerms(
        principal=principal,
        annual_rate=Decimal(chance.choice([0, chance.randint(0, 2400), 360])) / 10000,
        disbursed_on=start,
        term_months=months,
        method=method,
        day_count=chance.choice(list(DayCount)),
        season_months=frozenset(SEASON) if method == "seasonal" else frozenset(),
        plan=plan,
        first_period_interest=chance.choice(["added", "spread"]),
    )


@pytest.mark.row("C-39")
@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_schedules_agree_to_the_fen(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(1000):
        terms = random_terms(chance)
        found = [
            (row.due_on, int(row.principal * 100), int(row.interest * 100))
            for row in build_schedule(terms)
        ]
        assert found == recalculated(terms), terms
