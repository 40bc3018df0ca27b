"""What was agreed about one loan, and the dated facts that happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from loancore.allocation import AllocationPolicy
from loancore.schedule import Instalment, LoanTerms, build_schedule, plan_anchor

# 银发〔1999〕77号: the day rate is the year rate divided by 360.
PENALTY_DAY_COUNT = "actual/360"


class EventKind(StrEnum):
    """What can happen to a loan."""

    DISBURSED = "disbursed"
    RECEIVED = "received"
    PREPAID = "prepaid"
    RATE_CHANGED = "rate_changed"
    EXTENDED = "extended"
    GRACED = "graced"
    PAUSED = "paused"
    SPREAD = "spread"
    PAID_OFF = "paid_off"
    CLAIMED = "claimed"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    REVERSED = "reversed"


# Of one day, what was received comes before a change of the plan, that before a claim, and the
# claim before what follows it.
RANK = {
    EventKind.DISBURSED: 0,
    EventKind.RECEIVED: 1,
    EventKind.PREPAID: 2,
    EventKind.RATE_CHANGED: 3,
    EventKind.EXTENDED: 4,
    EventKind.GRACED: 5,
    EventKind.PAUSED: 6,
    EventKind.SPREAD: 7,
    EventKind.PAID_OFF: 8,
    EventKind.CLAIMED: 9,
    EventKind.RECOVERED: 10,
    EventKind.WRITTEN_OFF: 10,
    EventKind.REVERSED: 11,
}


@dataclass(frozen=True)
class Fact:
    """One dated event as the arithmetic sees it.

    Parts are named amounts beside the main one; terms say in text what was agreed.
    """

    key: int
    kind: str
    on: date
    amount: Decimal
    parts: dict[str, Decimal] = field(default_factory=dict)
    reverses: int | None = None
    terms: dict[str, str] = field(default_factory=dict)

    @property
    def order(self) -> tuple[date, int, int]:
        """By day, then by kind, then as recorded: the order of entry does not matter."""
        return self.on, RANK[EventKind(self.kind)], self.key


def effective(facts: list[Fact]) -> list[Fact]:
    """The facts that still count, in order; a reversed one and its reversal are as if never."""
    undone = {fact.reverses for fact in facts if fact.kind == EventKind.REVERSED}
    counted = (f for f in facts if f.kind != EventKind.REVERSED and f.key not in undone)
    return sorted(counted, key=lambda fact: fact.order)


@dataclass(frozen=True)
class Agreement:
    """Rate, dates and rules of one loan as they were copied from contract and product."""

    principal: Decimal
    annual_rate: Decimal
    term_months: int
    method: str
    day_count: str
    penalty_factor: Decimal
    allocation_order: tuple[str, ...]
    excess_rule: str
    penalty_base: str = "principal"
    penalty_day_count: str = PENALTY_DAY_COUNT

    @property
    def penalty_rate(self) -> Decimal:
        """The yearly rate on what is overdue."""
        return self.annual_rate * self.penalty_factor

    @property
    def policy(self) -> AllocationPolicy:
        """How a payment is spread; money above what is due is kept or repays principal."""
        excess = "prepayment" if self.excess_rule == "prepayment" else "hold"
        return AllocationPolicy(order=self.allocation_order, excess=excess)

    def terms(self, disbursed_on: date) -> LoanTerms:
        """The terms of the plan for a loan paid out on this day."""
        return LoanTerms(
            principal=self.principal,
            annual_rate=self.annual_rate,
            disbursed_on=disbursed_on,
            term_months=self.term_months,
            method=self.method,
            day_count=self.day_count,
        )

    def plan(self, disbursed_on: date) -> list[Instalment]:
        """The plan of a loan paid out on this day."""
        return build_schedule(self.terms(disbursed_on))

    def anchor(self, disbursed_on: date, due_dates: Sequence[date]) -> int | None:
        """The day of the month on which instalments fall due, for counting by months."""
        return plan_anchor(self.terms(disbursed_on), due_dates)

    def terms_left(
        self, balance: Decimal, starts_on: date, due_dates: Sequence[date], *, anchor: int | None
    ) -> LoanTerms:
        """The terms of a balance over the due dates that are left."""
        return replace(
            self.terms(starts_on),
            principal=balance,
            agreed_due_dates=tuple(due_dates),
            due_day=anchor,
        )
