"""The one interest function, used by schedule, accrual, quote, subsidy, claim and penalty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from loancore.dates import days_between
from loancore.daycount import DayCount, year_part, year_parts
from loancore.money import PRECISION, round_money


def interest(  # noqa: PLR0917 - the five things interest depends on, in their usual order
    principal: Decimal,
    annual_rate: Decimal,
    start: date,
    end: date,
    day_count: str,
    *,
    anchor: int | None = None,
) -> Decimal:
    """Interest on a constant principal at a constant yearly rate, not rounded.

    The rate is a fraction (0.036); the first day bears interest, the last does not. It is
    divided last, so that an amount of exactly half a fen stays exactly that.
    """
    with localcontext() as context:
        context.prec = PRECISION
        part = year_part(start, end, day_count, anchor=anchor)
        return principal * annual_rate * part / year_parts(day_count)


@dataclass(frozen=True)
class Segment:
    """A span of days in which neither principal nor rate changes."""

    principal: Decimal
    annual_rate: Decimal
    start: date
    end: date


@dataclass(frozen=True)
class Step:
    """From this day on a balance or a rate has this value."""

    on: date
    value: Decimal


def segments(
    principals: Sequence[Step], annual_rates: Sequence[Step], *, start: date, end: date
) -> list[Segment]:
    """Cut a period wherever the principal or the rate changes."""
    cuts = {step.on for step in (*principals, *annual_rates) if start < step.on < end}
    edges = sorted({start, end, *cuts})
    return [
        Segment(value_on(principals, first), value_on(annual_rates, first), first, last)
        for first, last in zip(edges, edges[1:], strict=False)
    ]


def value_on(steps: Sequence[Step], day: date) -> Decimal:
    """The value in force on a day; before the first step it is zero."""
    value = Decimal(0)
    for step in sorted(steps, key=lambda step: step.on):
        if step.on <= day:
            value = step.value
    return value


def interest_over(
    parts: Iterable[Segment], day_count: str, *, anchor: int | None = None
) -> Decimal:
    """Interest over consecutive segments, not rounded; divided once, after the sum."""
    with localcontext() as context:
        context.prec = PRECISION
        total = Decimal(0)
        for each in parts:
            part = year_part(each.start, each.end, day_count, anchor=anchor)
            total += each.principal * each.annual_rate * part
        return total / year_parts(day_count)


def share_of(parts: Iterable[Segment], whole: int, divisor: int) -> Decimal:
    """Interest of a period whose parts bear their share of its days, not rounded."""
    with localcontext() as context:
        context.prec = PRECISION
        rated = (each.principal * each.annual_rate * (each.end - each.start).days for each in parts)
        return sum(rated, Decimal(0)) * whole / divisor


def balance_days(parts: Iterable[Segment]) -> Decimal:
    """积数: the sum of daily balances."""
    return sum((part.principal * days_between(part.start, part.end) for part in parts), Decimal(0))


def interest_by_balance_days(product: Decimal, annual_rate: Decimal, year_days: int) -> Decimal:
    """积数计息法: the sum of daily balances at the day rate, not rounded."""
    with localcontext() as context:
        context.prec = PRECISION
        return product * annual_rate / year_days


def interest_by_entry(
    principal: Decimal, annual_rate: Decimal, *, start: date, end: date
) -> Decimal:
    """逐笔计息法: whole months at the month rate, odd days at the day rate, not rounded."""
    return interest(principal, annual_rate, start, end, DayCount.MONTHS)


def accruals(
    parts: Sequence[Segment],
    days: Sequence[date],
    day_count: str,
    *,
    mode: str = ROUND_HALF_UP,
) -> list[Decimal]:
    """What to post on each day so that the sum is always the rounded interest so far.

    Each posting is the difference of two rounded running totals; no fen drifts.
    """
    postings: list[Decimal] = []
    posted = Decimal(0)
    for day in days:
        until = [_until(part, day) for part in parts if part.start < day]
        total = round_money(interest_over(until, day_count), mode=mode)
        postings.append(total - posted)
        posted = total
    return postings


def _until(part: Segment, day: date) -> Segment:
    return Segment(part.principal, part.annual_rate, part.start, min(part.end, day))
