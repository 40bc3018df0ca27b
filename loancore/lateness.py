"""Penalty and compound interest on what is overdue, kept exact and posted in whole fen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from loancore.allocation import Kind, OpenItem
from loancore.arrears import penalty_rate
from loancore.dates import days_between
from loancore.daycount import DayCount
from loancore.interest import Segment, interest, interest_over
from loancore.money import ZERO, round_money
from loancore.terms import Span


@dataclass(frozen=True)
class LatenessRules:
    """What late money costs.

    Penalty runs on overdue `principal` or `principal_and_interest`. Compound interest is `none`
    or runs on `unpaid_interest`, at the contract rate to maturity and the penalty rate after it.
    Within the grace days a payment is not late; after them it is late from its due date.
    """

    uplift: Decimal = Decimal("1.5")
    base: str = "principal"
    compound: str = "none"
    grace_days: int = 0
    day_count: str = DayCount.ACTUAL_360
    rounding_mode: str = ROUND_HALF_UP


@dataclass
class Meter:
    """Runs lateness charges to a day; postings are differences of rounded running totals."""

    rules: LatenessRules
    matures_on: date
    pauses: list[Span] = field(default_factory=list)
    ran_to: dict[int, date] = field(default_factory=dict)
    exact: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    posted: dict[tuple[str, int], Decimal] = field(default_factory=dict)

    def run(self, items: Iterable[OpenItem], annual_rate: Decimal, day: date) -> list[OpenItem]:
        """What has to be added to the open items when the charges run to a day."""
        added: list[OpenItem] = []
        for number, (due_on, owed) in _late(items, day, self.rules.grace_days).items():
            start = max(due_on, self.ran_to.get(number, due_on))
            for span in outside(Span(start, day), self.pauses):
                self._add(Kind.PENALTY, number, self._penalty(owed, annual_rate, span))
                self._add(Kind.COMPOUND, number, self._compound(owed, annual_rate, span))
            self.ran_to[number] = day
            added += self._postings(number, due_on)
        return added

    def _penalty(self, owed: Mapping[str, Decimal], annual_rate: Decimal, span: Span) -> Decimal:
        base = owed[Kind.PRINCIPAL]
        if self.rules.base == "principal_and_interest":
            base += owed[Kind.INTEREST]
        rate = penalty_rate(annual_rate, uplift=self.rules.uplift)
        return interest(base, rate, span.start, span.end, self.rules.day_count)

    def _compound(self, owed: Mapping[str, Decimal], annual_rate: Decimal, span: Span) -> Decimal:
        if self.rules.compound == "none":
            return Decimal(0)
        late_rate = penalty_rate(annual_rate, uplift=self.rules.uplift)
        edge = min(max(span.start, self.matures_on), span.end)
        parts = (
            Segment(owed[Kind.INTEREST], annual_rate, span.start, edge),
            Segment(owed[Kind.INTEREST], late_rate, edge, span.end),
        )
        return interest_over(parts, self.rules.day_count)

    def _add(self, kind: str, number: int, amount: Decimal) -> None:
        self.exact[kind, number] = self.exact.get((kind, number), Decimal(0)) + amount

    def _postings(self, number: int, due_on: date) -> list[OpenItem]:
        added = []
        for kind in (Kind.PENALTY, Kind.COMPOUND):
            total = round_money(
                self.exact.get((kind, number), Decimal(0)), mode=self.rules.rounding_mode
            )
            more = total - self.posted.get((kind, number), ZERO)
            self.posted[kind, number] = total
            if more:
                added.append(OpenItem(kind, due_on, more, number))
        return added


def outside(span: Span, pauses: Iterable[Span]) -> list[Span]:
    """The parts of a span that lie in no pause."""
    parts = [span]
    for pause in pauses:
        parts = [
            piece
            for part in parts
            for piece in (
                Span(part.start, min(part.end, pause.start)),
                Span(max(part.start, pause.end), part.end),
            )
        ]
    return [part for part in parts if part.start < part.end]


def _late(
    items: Iterable[OpenItem], day: date, grace_days: int
) -> dict[int, tuple[date, dict[str, Decimal]]]:
    """Unpaid principal and interest of every instalment that is late on a day."""
    found: dict[int, tuple[date, dict[str, Decimal]]] = {}
    for item in items:
        is_late = days_between(item.due_on, day) > grace_days
        if is_late and item.kind in (Kind.PRINCIPAL, Kind.INTEREST):
            nothing: dict[str, Decimal] = {Kind.PRINCIPAL: ZERO, Kind.INTEREST: ZERO}
            _, owed = found.setdefault(item.instalment, (item.due_on, nothing))
            owed[item.kind] += item.amount
    return found
