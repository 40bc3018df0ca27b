"""What lateness means: days past due, class floor, penalty and compound interest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from loancore.dates import days_between
from loancore.daycount import DayCount
from loancore.interest import Segment, interest, interest_over
from loancore.money import round_money


def days_past_due(unpaid_due_dates: Iterable[date], as_of: date, *, grace_days: int = 0) -> int:
    """Days since the earliest unpaid due date, never below zero.

    Inside the late-payment grace nothing is past due; after it the days count from the due date.
    """
    oldest = min(unpaid_due_dates, default=as_of)
    days = max(0, days_between(oldest, as_of))
    return days if days > grace_days else 0


@dataclass(frozen=True)
class ClassFloor:
    """From this many days past due a loan is classed at least this low."""

    name: str
    days_from: int


# 商业银行金融资产风险分类办法 (2023), floors as in the domain reference, section 5.2.
FIVE_CLASSES = (
    ClassFloor("normal", 0),
    ClassFloor("special_mention", 1),
    ClassFloor("substandard", 91),
    ClassFloor("doubtful", 271),
    ClassFloor("loss", 361),
)


def class_floor(
    days: int, floors: Sequence[ClassFloor] = FIVE_CLASSES, *, technical_days: int = 0
) -> str:
    """The best class a loan may have at these days past due.

    A technical delay of up to the given days counts as none.
    """
    counted = 0 if days <= technical_days else days
    return [floor.name for floor in floors if floor.days_from <= counted][-1]


def worse_class(first: str, second: str, floors: Sequence[ClassFloor] = FIVE_CLASSES) -> str:
    """The lower of two classes; a reviewer may class lower than the floor, never higher."""
    names = [floor.name for floor in floors]
    return max(first, second, key=names.index)


def bucket(days: int, limits: Sequence[int] = (30, 60, 90)) -> str:
    """The named range of days past due: current, 1-30, 31-60, 61-90, 90+."""
    if days <= 0:
        return "current"
    lower = 1
    for limit in limits:
        if days <= limit:
            return f"{lower}-{limit}"
        lower = limit + 1
    return f"{limits[-1]}+"


def penalty_rate(
    annual_rate: Decimal, *, uplift: Decimal, misuse_uplift: Decimal | None = None
) -> Decimal:
    """Contract rate times the uplift factor; late and misused takes the heavier, not the sum."""
    return annual_rate * max(uplift, misuse_uplift or uplift)


def penalty(
    overdue: Decimal,
    annual_rate: Decimal,
    *,
    due_on: date,
    until: date,
    uplift: Decimal = Decimal("1.5"),
    day_count: str = DayCount.ACTUAL_360,
) -> Decimal:
    """Penalty interest on an overdue amount from its due date to a day, not rounded."""
    if until <= due_on:
        return Decimal(0)
    rate = penalty_rate(annual_rate, uplift=uplift)
    return interest(overdue, rate, due_on, until, day_count)


@dataclass(frozen=True)
class MisuseCharge:
    """Interest on a loan of which a part was put to a forbidden use."""

    regular: Decimal
    diverted: Decimal
    contract_diverted: Decimal

    @property
    def total(self) -> Decimal:
        """All interest due for the span."""
        return self.regular + self.diverted

    @property
    def extra(self) -> Decimal:
        """What the misuse costs beyond contract interest."""
        return self.diverted - self.contract_diverted


def misuse_charge(
    principal: Decimal,
    diverted: Decimal,
    annual_rate: Decimal,
    *,
    start: date,
    end: date,
    uplift: Decimal = Decimal("2"),
    day_count: str = DayCount.ACTUAL_360,
) -> MisuseCharge:
    """Interest with the misuse rate on the diverted part only, each part rounded."""
    raised = penalty_rate(annual_rate, uplift=uplift)
    return MisuseCharge(
        round_money(interest(principal - diverted, annual_rate, start, end, day_count)),
        round_money(interest(diverted, raised, start, end, day_count)),
        round_money(interest(diverted, annual_rate, start, end, day_count)),
    )


@dataclass(frozen=True)
class UnpaidInterest:
    """Interest that fell due on a day and was not paid."""

    amount: Decimal
    due_on: date


@dataclass(frozen=True)
class CompoundLine:
    """Compound interest on one base over one span, rounded."""

    base: Decimal
    annual_rate: Decimal
    start: date
    end: date
    amount: Decimal


@dataclass(frozen=True)
class CompoundRule:
    """Rates before and after maturity, and the days on which compound interest is capitalised."""

    annual_rate: Decimal
    penalty_rate: Decimal
    matures_on: date
    capitalised_on: tuple[date, ...] = ()
    day_count: str = DayCount.ACTUAL_360
    rounding_mode: str = ROUND_HALF_UP


def compound_interest(
    unpaid: Sequence[UnpaidInterest], until: date, rule: CompoundRule
) -> list[CompoundLine]:
    """Interest on unpaid interest: contract rate to maturity, penalty rate after it.

    Every line is rounded. On a capitalisation day all bases and the compound so far become one.
    """
    lines: list[CompoundLine] = []
    open_items = list(unpaid)
    stops = sorted(day for day in rule.capitalised_on if day < until)
    for stop in (*stops, until):
        for item in open_items:
            lines += _compound_lines(item, stop, rule)
        if stop in stops:
            base = sum((line.amount for line in lines), _fallen_due(unpaid, stop))
            later = [item for item in open_items if item.due_on > stop]
            open_items = [UnpaidInterest(base, stop), *later]
    return lines


def _fallen_due(unpaid: Sequence[UnpaidInterest], day: date) -> Decimal:
    return sum((item.amount for item in unpaid if item.due_on <= day), Decimal(0))


def _compound_lines(item: UnpaidInterest, until: date, rule: CompoundRule) -> list[CompoundLine]:
    edge = min(max(item.due_on, rule.matures_on), until)
    spans = (
        (item.due_on, edge, rule.annual_rate),
        (max(item.due_on, edge), until, rule.penalty_rate),
    )
    return [
        _compound_line(Segment(item.amount, rate, start, end), rule)
        for start, end, rate in spans
        if start < end
    ]


def _compound_line(span: Segment, rule: CompoundRule) -> CompoundLine:
    amount = round_money(interest_over([span], rule.day_count), mode=rule.rounding_mode)
    return CompoundLine(span.principal, span.annual_rate, span.start, span.end, amount)
