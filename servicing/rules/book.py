"""How a loan stands: rows, accruals and payments, moved forward day by day in exact fen.

Interest and penalty are rounded where a span ends (due date, payment, payoff), so that the state
of a loan is whole fen on every morning and can be stored, moved on by a batch, and rebuilt.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from loancore.allocation import Allocation, AllocationPolicy, Kind, allocate
from loancore.dates import ONE_DAY
from loancore.interest import interest
from loancore.money import ZERO, round_money
from loancore.replan import Graces, Remainder, prepaid_terms
from loancore.schedule import Instalment as PlanRow
from loancore.schedule import build_schedule
from loancore.terms import Method
from servicing.rules.agreement import Agreement, Fact
from servicing.rules.rows import Burden, Day, Line, Row
from servicing.rules.standing import Standing


@dataclass
class Book(Standing):
    """One loan on the morning of a day: everything accrued up to it, nothing of it."""

    # --- time

    def move_to(self, day: date, *, since: date | None = None) -> None:
        """Accrue up to the morning of a day; days from `since` on are kept one by one."""
        while self.reached < day:
            step = day
            if since is not None and self.reached >= since:
                step = self.reached + ONE_DAY
            elif since is not None:
                step = min(step, since)
            upcoming = [row.due_on for row in self.future_rows()]
            self._step(min([step, *upcoming]), keep=since is not None and self.reached >= since)

    def _step(self, day: date, *, keep: bool) -> None:
        before = self.totals()
        started, self.reached = self.reached, day
        for row in self.rows:
            self._accrue_penalty(row)
        for row in self.rows:
            if row.due_on == day:
                self._fall_due(row)
        if keep:
            after = self.totals()
            self.days.append(
                Day(
                    started,
                    after.interest_income - before.interest_income,
                    after.penalty_income - before.penalty_income,
                    self.days_past_due,
                )
            )

    def _accrue_penalty(self, row: Row) -> None:
        row.penalty = row.penalty_carry + self.penalty_span(row)

    def penalty_span(self, row: Row) -> Decimal:
        """Penalty on a row since its base last changed, rounded."""
        if not row.penalty_base or row.penalty_from_on is None or self.frozen:
            return ZERO
        agreed = self.agreement
        return round_money(
            interest(
                row.penalty_base,
                agreed.penalty_rate,
                row.penalty_from_on,
                self.reached,
                agreed.penalty_day_count,
            )
        )

    def _fall_due(self, row: Row) -> None:
        self.base -= row.principal
        self.accrues_from, self.carry = row.due_on, ZERO
        self._rebase_penalty(row)
        self.use_credits()

    def _rebase_penalty(self, row: Row) -> None:
        """Start a new span of penalty on what is open now; the old span is rounded and kept."""
        late = ZERO if self.frozen else row.open_principal
        if not self.frozen and self.agreement.penalty_base == "principal_and_interest":
            late += row.open_interest
        if late != row.penalty_base:
            row.penalty_carry += self.penalty_span(row)
            row.penalty_base, row.penalty_from_on = late, self.reached if late else None
        self._mark_settled(row)

    def _mark_settled(self, row: Row) -> None:
        if row.open_total or row.due_on > self.reached:
            row.settled_on = None
        elif row.settled_on is None:
            row.settled_on = self.reached

    # --- money

    def use_credits(self) -> None:
        """Let money paid in advance settle what has fallen due, oldest receipt first."""
        waiting, self.credits = self.credits, []
        for event, amount in waiting:
            receipt = Fact(event, "received", self.reached, amount)
            self._settle(receipt, replace(self.agreement.policy, excess="hold"))

    def receive(self, fact: Fact) -> None:
        """Spread a receipt over what is due and use the excess as agreed."""
        self._settle(fact, self.agreement.policy)

    def receive_early(self, fact: Fact) -> None:
        """Settle what is due and repay principal early with the rest."""
        self._settle(fact, replace(self.agreement.policy, excess="prepayment"))

    def _settle(self, fact: Fact, policy: AllocationPolicy) -> None:
        result = allocate(
            fact.amount,
            self.open_items(),
            on=self.reached,
            policy=policy,
            days_past_due=self.days_past_due,
        )
        self._take(fact, result)
        if result.rest:
            self.credits.append((fact.key, result.rest))

    def _take(self, fact: Fact, result: Allocation) -> None:
        ahead = ZERO
        for line in result.lines:
            if line.timing == "prepayment":
                ahead += line.amount
            else:
                self.pay(fact, line.instalment, line.kind, line.amount)
        if ahead:
            self.prepay(fact, ahead)

    def pay(self, fact: Fact, number: int, kind: str, amount: Decimal) -> None:  # noqa: PLR0917
        """Use an amount for one part of one row, and put the use on record."""
        row = next(row for row in self.rows if row.number == number)
        name = f"paid_{kind}"
        setattr(row, name, getattr(row, name) + amount)
        self._rebase_penalty(row)
        self.lines.append(Line(fact.key, kind, amount, row.number, row.due_on, "due", self.reached))

    def prepay(self, fact: Fact, amount: Decimal) -> None:
        """Repay principal before its day: interest of the old balance is fixed, the plan anew."""
        self.end_span()
        self.base -= amount
        ahead, burdens = self.future_rows(), self.burdens()
        current = ahead[0]
        self.lines.append(
            Line(
                fact.key,
                Kind.PRINCIPAL,
                amount,
                current.number,
                current.due_on,
                "prepayment",
                self.reached,
            )
        )
        plan = self._prepaid_plan(fact, ahead)
        self.rows = [*self.due_rows(), self._prepaid_row(current, amount)]
        self.lay(plan, current, burdens)

    def end_span(self) -> None:
        """Fix the interest of the running period up to now."""
        self.carry += self.span(self.reached)
        self.accrues_from = max(self.accrues_from, self.reached)

    def _prepaid_plan(self, fact: Fact, ahead: list[Row]) -> list[PlanRow]:
        """The plan of what is left: shorter with the same instalment, or with smaller ones."""
        if not self.base:
            return []
        agreed, start = self.agreement, ahead[0].starts_on
        dues = tuple(row.due_on for row in ahead)
        terms = agreed.terms_left(self.base, start, dues, anchor=self.anchor)
        left = Remainder(start, self.base, dues, Graces(), agreed.annual_rate)
        model = ahead[1] if len(ahead) > 2 else ahead[0]
        level = model.principal
        if agreed.method == Method.EQUAL_INSTALMENT:
            level += model.interest - model.carried
        strategy = fact.terms.get("strategy", "lower_instalment")
        return build_schedule(prepaid_terms(terms, left, strategy=strategy, instalment=level))

    def _prepaid_row(self, current: Row, amount: Decimal) -> Row:
        """The early repayment as a row of its own, due and paid on its day."""
        return Row(
            number=current.number,
            starts_on=self.reached,
            due_on=self.reached,
            principal=amount,
            interest=ZERO,
            paid_principal=amount,
            settled_on=self.reached,
        )

    def lay(self, plan: Iterable[PlanRow], current: Row, burdens: list[Burden]) -> None:
        """Put a new plan behind the rows that are due; its first period bears both balances.

        `current` is the row that was to come next; burdens go to the first row on or after
        their day.
        """
        self.rows = self.due_rows()
        number = self.rows[-1].number if self.rows else 0
        balance, start, carry = self.base, self.accrues_from, self.carry
        fresh: list[Row] = []
        for row in plan:
            interest_due = carry + self.interest_of(balance, start, row.due_on)
            number += 1
            fresh.append(Row(number, row.starts_on, row.due_on, row.principal, interest_due))
            balance, start, carry = balance - row.principal, max(start, row.due_on), ZERO
        if not fresh and (burdens or self.carry):
            fresh = [Row(number + 1, current.starts_on, current.due_on, ZERO, self.carry)]
        for burden in burdens:
            _load(next((r for r in fresh if r.due_on >= burden.due_on), fresh[-1]), burden)
        while fresh and not fresh[-1].open_total:
            fresh.pop()
        self.rows += fresh

    def call_in(self) -> None:
        """Make everything that is left due today: payoff and claim."""
        ahead = self.future_rows()
        if not ahead:
            return
        self.end_span()
        first, penalty = ahead[0], sum((row.penalty for row in ahead), ZERO)
        interest_due = self.carry + self.deferred
        row = Row(first.number, first.starts_on, self.reached, self.base, interest_due)
        row.penalty = row.penalty_carry = penalty
        self.rows = [*self.due_rows(), row]
        self._fall_due(row)

    def pay_off(self, fact: Fact) -> None:
        """Close the loan early with the amount of the quote."""
        self.call_in()
        self.receive(fact)

    def freeze(self) -> None:
        """Let nothing accrue any more; what has accrued stays."""
        self.frozen = True
        for row in self.rows:
            row.penalty_carry, row.penalty_base, row.penalty_from_on = row.penalty, ZERO, None


def _load(row: Row, burden: Burden) -> None:
    row.interest += burden.interest
    row.carried += burden.interest
    row.penalty += burden.penalty
    row.penalty_carry += burden.penalty


def opened(agreement: Agreement, disbursed_on: date) -> Book:
    """A loan on the day it is paid out."""
    plan = agreement.plan(disbursed_on)
    rows = [Row(p.number, p.starts_on, p.due_on, p.principal, p.interest) for p in plan]
    return Book(
        agreement=agreement,
        reached=disbursed_on,
        rows=rows,
        anchor=agreement.anchor(disbursed_on, [row.due_on for row in rows]),
        base=agreement.principal,
        accrues_from=disbursed_on,
    )


def plan_of(rows: Iterable[Row]) -> list[list[str]]:
    """The plan as it is kept on record: number, dates and amounts as text."""
    return [
        [
            str(r.number),
            r.starts_on.isoformat(),
            r.due_on.isoformat(),
            f"{r.principal}",
            f"{r.interest}",
        ]
        for r in rows
    ]
