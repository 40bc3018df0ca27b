"""Plans whose interest follows the money: what is late goes on bearing it, what is early stops.

An agreement for programmes without penalty interest. Each instalment keeps its level amount;
interest runs on what is truly outstanding, and the last instalment takes the difference.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from loancore.dates import days_between
from loancore.errors import InconsistentTerms, InvalidAllocation
from loancore.money import FEN, PRECISION, ZERO, round_money
from loancore.walk import level_instalment

Round = Callable[[Decimal], Decimal]
EARLY_RULES = ("next_instalments", "reduce_next", "reduce_instalment", "reduce_term")


@dataclass(frozen=True)
class Period:
    """From one due date to the next: its part of the year, its level amount or level principal."""

    start: date
    due_on: date
    year_part: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Receipt:
    """Money received on a day."""

    on: date
    amount: Decimal

    def __post_init__(self) -> None:
        """Refuse what is no receipt."""
        if self.amount <= 0:
            raise InvalidAllocation("A payment must be above zero.")


@dataclass(frozen=True)
class FollowRule:
    """How money changes a plan.

    A payment lowers the base of interest on its day (`daily`) or on the next due date (`period`).
    Money beyond what is due pays the `next_instalments` as they stand, or counts as principal at
    once and then lowers the principal of the next instalments, their amount or their number.
    Inside an instalment money goes to interest and principal in the given order.
    """

    annual_rate: Decimal
    rest: str = "daily"
    early: str = "next_instalments"
    order: tuple[str, ...] = ("interest", "principal")
    is_level_principal: bool = False
    level_of_first: bool = False
    rounding_mode: str = ROUND_HALF_UP
    rounding_unit: Decimal | None = FEN
    level_unit: Decimal | None = FEN

    def __post_init__(self) -> None:
        """Refuse what has no meaning."""
        if self.rest not in ("daily", "period"):
            raise InconsistentTerms("Payments count from their day or from the next due date.")
        if self.early not in EARLY_RULES:
            raise InconsistentTerms(f"There is no rule {self.early!r} for early money.")
        if sorted(self.order) != ["interest", "principal"]:
            raise InconsistentTerms("Money goes to interest and principal, each once.")


@dataclass
class FollowedRow:
    """An instalment as it stands: what is owed on it, what was paid, early, late."""

    number: int
    start: date
    due_on: date
    principal: Decimal = ZERO
    interest: Decimal = ZERO
    balance: Decimal = ZERO
    paid: dict[str, Decimal] = field(default_factory=lambda: {"principal": ZERO, "interest": ZERO})
    in_advance: Decimal = ZERO
    late: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What is owed on it."""
        return self.principal + self.interest

    @property
    def outstanding(self) -> Decimal:
        """What is not paid yet."""
        return self.total - sum(self.paid.values())


@dataclass(frozen=True)
class Booked:
    """How a payment was split; the rest was not needed."""

    receipt: Receipt
    principal: Decimal
    interest: Decimal
    rest: Decimal
    balance: Decimal


def follow(
    principal: Decimal,
    periods: Sequence[Period],
    receipts: Sequence[Receipt],
    *,
    as_of: date,
    rule: FollowRule,
) -> tuple[list[FollowedRow], list[Booked]]:
    """The plan as it stands on a day, and the split of every payment.

    What is not paid by then is expected on its due date, or on that day if it is overdue.
    """
    loan = _Followed(principal, periods, rule)
    booked = [loan.receive(receipt) for receipt in sorted(receipts, key=lambda each: each.on)]
    loan.reckon(as_of)
    return loan.rows, booked


@dataclass
class _Drop:
    """Principal that stops bearing interest on a day."""

    on: date
    amount: Decimal


class _Followed:
    """The rows of a loan, reckoned anew for every day on which money comes in."""

    def __init__(self, principal: Decimal, periods: Sequence[Period], rule: FollowRule) -> None:
        self.principal, self.periods, self.rule = principal, periods, rule
        self.dues = [period.due_on for period in periods]
        self.paid_drops: list[_Drop] = []
        self.carried = [Decimal(0)] * len(periods)
        self.rows = [
            FollowedRow(number, period.start, period.due_on)
            for number, period in enumerate(periods, start=1)
        ]

    def reckon(self, as_of: date) -> None:
        """What each instalment asks for when nothing more is paid until that day."""
        rule, left, credit, carried = self.rule, self.principal, ZERO, Decimal(0)
        amounts = [period.amount for period in self.periods]
        drops = list(self.paid_drops)
        for index, row in enumerate(self.rows):
            self.carried[index] = carried
            exact = self._interest(index, drops) + carried
            row.interest, carried = self._asked_interest(row, exact, amounts[index])
            ahead = sum((later.paid["principal"] for later in self.rows[index + 1 :]), ZERO)
            planned = amounts[index] - (ZERO if rule.is_level_principal else row.interest)
            row.principal = self._asked_principal(index, planned - credit, left - ahead)
            left -= row.principal
            row.balance = left
            extra = credit + row.principal - planned
            credit = max(extra, ZERO) if rule.early == "reduce_next" else ZERO
            if rule.early == "reduce_instalment" and extra > 0 and left > 0:
                amounts[index + 1 :] = self._lower(index + 1, left)
            unpaid = row.principal - row.paid["principal"]
            drops.append(_Drop(row.due_on if row.due_on >= as_of else self._counts(as_of), unpaid))

    def _interest(self, index: int, drops: Sequence[_Drop]) -> Decimal:
        """Interest of a period on what is outstanding, each part by its share of the days."""
        period = self.periods[index]
        inside = {each.on for each in drops if period.start < each.on < period.due_on}
        edges = sorted({period.start, period.due_on, *inside})
        return self._over(edges, drops, period)

    def _over(self, edges: Sequence[date], drops: Sequence[_Drop], period: Period) -> Decimal:
        with localcontext() as context:
            context.prec = PRECISION
            days = Decimal(0)
            for start, end in zip(edges, edges[1:], strict=False):
                gone = sum((each.amount for each in drops if each.on <= start), ZERO)
                days += max(self.principal - gone, ZERO) * days_between(start, end)
            whole = days_between(period.start, period.due_on)
            return days * self.rule.annual_rate * period.year_part / whole

    def _asked_interest(
        self, row: FollowedRow, exact: Decimal, amount: Decimal
    ) -> tuple[Decimal, Decimal]:
        """Interest an instalment asks for, and what its amount leaves for the next one."""
        asked = self._rounded(exact)
        if self.rule.early != "next_instalments" or row is self.rows[-1]:
            return asked, ZERO
        room = max(amount - row.paid["principal"], ZERO)
        if self.rule.is_level_principal or asked <= room:
            return max(asked, row.paid["interest"]), ZERO
        taken = max(room, row.paid["interest"])
        return taken, max(exact - taken, ZERO)

    def _asked_principal(self, index: int, planned: Decimal, left: Decimal) -> Decimal:
        if index == len(self.rows) - 1:
            return left
        return min(max(planned, self.rows[index].paid["principal"], ZERO), left)

    def _lower(self, index: int, left: Decimal) -> list[Decimal]:
        """The amounts that repay what is left in the time that is left."""
        count = len(self.periods) - index
        if self.rule.is_level_principal:
            amount = left / count
        else:
            later = list(self.periods[index:])
            if self.rule.level_of_first:
                later = [self.periods[index - 1]] * count
            factors = [self.rule.annual_rate * period.year_part for period in later]
            amount = level_instalment(left, factors)
        unit, mode = self.rule.level_unit, self.rule.rounding_mode
        return [round_money(amount, mode=mode, unit=unit)] * count

    def _counts(self, day: date) -> date:
        """From when a payment of a day lowers the base of interest."""
        if self.rule.rest == "daily":
            return day
        return self.dues[min(bisect_left(self.dues, day), len(self.dues) - 1)]

    def _rounded(self, amount: Decimal) -> Decimal:
        return round_money(amount, mode=self.rule.rounding_mode, unit=self.rule.rounding_unit)

    def receive(self, receipt: Receipt) -> Booked:
        """Split a payment: what has fallen due from the oldest on, then what is ahead."""
        self.reckon(receipt.on)
        before = [dict(row.paid) for row in self.rows]
        left = receipt.amount
        for row in (each for each in self.rows if each.due_on <= receipt.on):
            for kind in self.rule.order:
                owed = row.interest if kind == "interest" else row.principal
                left -= self._book(row, kind, min(left, owed - row.paid[kind]), on=receipt.on)
        left = self._ahead(receipt, left)
        parts = {
            kind: sum(
                (row.paid[kind] - was[kind] for row, was in zip(self.rows, before, strict=True)),
                ZERO,
            )
            for kind in self.rule.order
        }
        balance = self._open_principal()
        return Booked(receipt, parts["principal"], parts["interest"], left, balance)

    def _ahead(self, receipt: Receipt, left: Decimal) -> Decimal:
        """Money beyond what is due; returns what the loan does not need."""
        if self.rule.early == "next_instalments":
            return self._to_next(receipt, left)
        current = min(bisect_left(self.dues, receipt.on), len(self.rows) - 1)
        asked = min(left, self._open_principal())
        return left - self._book(self.rows[current], "principal", asked, on=receipt.on)

    def _to_next(self, receipt: Receipt, left: Decimal) -> Decimal:
        """Interest run up by the day, then what the instalment's amount leaves for principal."""
        for index, row in enumerate(self.rows):
            if row.due_on <= receipt.on:
                continue
            run_up = self._run_up(index, receipt.on) - row.paid["interest"]
            left -= self._book(row, "interest", min(left, run_up), on=receipt.on)
            room = row.principal - row.paid["principal"]
            if not self.rule.is_level_principal:
                room = row.total - sum(row.paid.values())
            asked = min(left, room, self._open_principal())
            left -= self._book(row, "principal", asked, on=receipt.on)
        return left

    def _open_principal(self) -> Decimal:
        return self.principal - sum((row.paid["principal"] for row in self.rows), ZERO)

    def _run_up(self, index: int, on: date) -> Decimal:
        """Interest an instalment has run up by a day inside its period."""
        period = self.periods[index]
        if on <= period.start:
            return ZERO
        inside = {each.on for each in self.paid_drops if period.start < each.on < on}
        edges = sorted({period.start, on, *inside})
        exact = self._over(edges, self.paid_drops, period) + self.carried[index]
        return self._rounded(exact)

    def _book(self, row: FollowedRow, kind: str, amount: Decimal, *, on: date) -> Decimal:
        amount = max(amount, ZERO)
        row.paid[kind] += amount
        row.in_advance += amount if on < row.due_on else ZERO
        row.late += amount if on > row.due_on else ZERO
        if kind == "principal" and amount:
            self.paid_drops.append(_Drop(self._counts(on), amount))
        return amount
