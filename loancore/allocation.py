"""Spreads a payment over what is owed, in an order that is data."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from loancore.errors import InvalidAllocation
from loancore.money import ZERO, split_evenly


class Kind(StrEnum):
    """What a borrower owes."""

    COSTS = "costs"
    FEE = "fee"
    PENALTY = "penalty"
    COMPOUND = "compound"
    INTEREST = "interest"
    PRINCIPAL = "principal"


# Civil Code art. 561: costs, then interest, then principal, unless agreed otherwise.
STATUTORY_ORDER = (
    Kind.COSTS,
    Kind.FEE,
    Kind.PENALTY,
    Kind.COMPOUND,
    Kind.INTEREST,
    Kind.PRINCIPAL,
)
PRINCIPAL_FIRST = (
    Kind.COSTS,
    Kind.PRINCIPAL,
    Kind.INTEREST,
    Kind.PENALTY,
    Kind.COMPOUND,
    Kind.FEE,
)


@dataclass(frozen=True)
class OpenItem:
    """One kind of money owed on one day, as far as it is still unpaid."""

    kind: str
    due_on: date
    amount: Decimal
    instalment: int = 0


@dataclass(frozen=True)
class AllocationLine:
    """The part of a payment that settles one open item; timing is due, advance or prepayment."""

    kind: str
    amount: Decimal
    due_on: date
    instalment: int
    timing: str


@dataclass(frozen=True)
class AllocationPolicy:
    """The agreed order of kinds, its switch by days overdue, and the use of an excess.

    Direction `by_kind` clears one kind everywhere, oldest first, before the next kind;
    `by_instalment` clears one instalment before the next. Excess: `hold` leaves it unallocated,
    `next`, `last` or `spread` pay future instalments in advance, `prepayment` reduces principal.
    """

    order: Sequence[str] = STATUTORY_ORDER
    late_order: Sequence[str] | None = None
    late_after_days: int = 90
    direction: str = "by_kind"
    excess: str = "hold"
    advance_order: Sequence[str] = STATUTORY_ORDER


@dataclass(frozen=True)
class Allocation:
    """How a payment was used; lines and rest add up to the payment."""

    lines: list[AllocationLine] = field(default_factory=list)
    rest: Decimal = ZERO

    def total(self, kind: str) -> Decimal:
        """What the payment settled of one kind."""
        return sum((line.amount for line in self.lines if line.kind == kind), ZERO)


def allocate(
    amount: Decimal,
    items: Iterable[OpenItem],
    *,
    on: date,
    policy: AllocationPolicy | None = None,
    days_past_due: int = 0,
) -> Allocation:
    """Settle what is due on a day, then use the excess as the policy says."""
    policy = policy or AllocationPolicy()
    _require_usable(amount, policy)
    open_items = [item for item in items if item.amount > 0]
    due = [item for item in open_items if item.due_on <= on]
    lines, rest = _settle(amount, _sorted(due, _order(policy, days_past_due), policy), "due")
    ahead = [item for item in open_items if item.due_on > on]
    more, rest = _EXCESS[policy.excess](rest, ahead, policy)
    return Allocation(lines + more, rest)


def _require_usable(amount: Decimal, policy: AllocationPolicy) -> None:
    if amount < 0:
        raise InvalidAllocation("A payment must not be negative.")
    if policy.excess not in _EXCESS or policy.direction not in ("by_kind", "by_instalment"):
        raise InvalidAllocation("The allocation policy names an unknown direction or excess rule.")
    for order in (policy.order, policy.late_order or (), policy.advance_order):
        if len(set(order)) != len(order):
            raise InvalidAllocation("An allocation order must name each kind once.")


def _order(policy: AllocationPolicy, days_past_due: int) -> Sequence[str]:
    if policy.late_order is not None and days_past_due > policy.late_after_days:
        return policy.late_order
    return policy.order


def _sorted(
    items: Iterable[OpenItem], order: Sequence[str], policy: AllocationPolicy
) -> list[OpenItem]:
    named = [item for item in items if item.kind in order]
    if policy.direction == "by_kind":
        return sorted(
            named, key=lambda item: (order.index(item.kind), item.due_on, item.instalment)
        )
    return sorted(named, key=lambda item: (item.instalment, order.index(item.kind), item.due_on))


def _settle(
    amount: Decimal, items: Iterable[OpenItem], timing: str
) -> tuple[list[AllocationLine], Decimal]:
    lines = []
    for item in items:
        part = min(amount, item.amount)
        if part > 0:
            lines.append(AllocationLine(item.kind, part, item.due_on, item.instalment, timing))
            amount -= part
    return lines, amount


_Result = tuple[list[AllocationLine], Decimal]


def _hold(rest: Decimal, ahead: list[OpenItem], policy: AllocationPolicy) -> _Result:
    return [], rest


def _in_order(instalments: Sequence[int]) -> Callable[[OpenItem], int]:
    return lambda item: instalments.index(item.instalment)


def _pay_ahead(
    rest: Decimal, ahead: list[OpenItem], policy: AllocationPolicy, *, last_first: bool
) -> _Result:
    numbers = sorted({item.instalment for item in ahead}, reverse=last_first)
    by_kind = [item for kind in policy.advance_order for item in ahead if item.kind == kind]
    return _settle(rest, sorted(by_kind, key=_in_order(numbers)), "advance")


def _next(rest: Decimal, ahead: list[OpenItem], policy: AllocationPolicy) -> _Result:
    return _pay_ahead(rest, ahead, policy, last_first=False)


def _last(rest: Decimal, ahead: list[OpenItem], policy: AllocationPolicy) -> _Result:
    return _pay_ahead(rest, ahead, policy, last_first=True)


def _spread(rest: Decimal, ahead: list[OpenItem], policy: AllocationPolicy) -> _Result:
    """Give every future instalment the same part; what one cannot take goes round again."""
    lines: list[AllocationLine] = []
    left = [item for item in ahead if item.kind in policy.advance_order]
    left.sort(key=lambda item: (item.instalment, policy.advance_order.index(item.kind)))
    while rest > 0 and left:
        numbers = sorted({item.instalment for item in left})
        unused = ZERO
        used_now: list[AllocationLine] = []
        for number, part in zip(numbers, split_evenly(rest, len(numbers)), strict=True):
            used, more = _settle(part, [row for row in left if row.instalment == number], "advance")
            used_now, unused = used_now + used, unused + more
        lines += used_now
        left, rest = still_open(left, used_now), unused
    return lines, rest


def merged(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Open items with equal kind, day and instalment added up; what is nothing is left out."""
    sums: dict[tuple[str, date, int], Decimal] = {}
    for item in items:
        key = (item.kind, item.due_on, item.instalment)
        sums[key] = sums.get(key, ZERO) + item.amount
    added = (OpenItem(kind, on, total, number) for (kind, on, number), total in sums.items())
    return [item for item in added if item.amount > 0]


def still_open(items: Iterable[OpenItem], lines: Iterable[AllocationLine]) -> list[OpenItem]:
    """The items with what the lines have settled taken off."""
    paid = [OpenItem(row.kind, row.due_on, -row.amount, row.instalment) for row in lines]
    return merged([*items, *paid])


def _prepayment(rest: Decimal, ahead: list[OpenItem], policy: AllocationPolicy) -> _Result:
    """Reduce the principal not yet due, whatever instalment it belongs to."""
    principal = [item for item in ahead if item.kind == Kind.PRINCIPAL]
    ordered = sorted(principal, key=lambda item: (item.due_on, item.instalment))
    return _settle(rest, ordered, "prepayment")


_EXCESS: dict[str, Callable[[Decimal, list[OpenItem], AllocationPolicy], _Result]] = {
    "hold": _hold,
    "next": _next,
    "last": _last,
    "spread": _spread,
    "prepayment": _prepayment,
}
