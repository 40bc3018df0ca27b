"""How a loan stands: rows, accruals and payments, moved forward day by day in exact fen.

Interest and penalty are rounded where a span ends (due date, payment, payoff), so that the state
of a loan is whole fen on every morning and can be stored, moved on by a batch, and rebuilt.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from loancore.allocation import Allocation, Kind, OpenItem, allocate
from loancore.arrears import days_past_due
from loancore.dates import ONE_DAY
from loancore.interest import interest
from loancore.money import ZERO, round_money
from loancore.schedule import Instalment as PlanRow
from servicing.rules.agreement import Agreement, Fact
from servicing.rules.rows import Day, Line, Row, Totals


@dataclass
class Book:
    """One loan on the morning of a day: everything accrued up to it, nothing of it."""

    agreement: Agreement
    reached: date
    rows: list[Row]
    anchor: int | None
    base: Decimal
    accrues_from: date
    carry: Decimal = ZERO
    frozen: bool = False
    taken_over: Decimal = ZERO
    interest_taken_over: Decimal = ZERO
    written_off: Decimal = ZERO
    fund_written_off: Decimal = ZERO
    interest_written_off: Decimal = ZERO
    penalty_written_off: Decimal = ZERO
    credits: list[tuple[int, Decimal]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)

    # --- reading

    @property
    def advance(self) -> Decimal:
        """Money received and not yet used."""
        return sum((amount for _event, amount in self.credits), ZERO)

    @property
    def unpaid_principal(self) -> Decimal:
        """Principal the borrower has not repaid, whoever it is owed to."""
        return sum((row.open_principal for row in self.rows), ZERO)

    @property
    def outstanding(self) -> Decimal:
        """Principal in the books of the bank."""
        return self.unpaid_principal - self.taken_over - self.written_off - self.fund_written_off

    def due_rows(self) -> list[Row]:
        """Rows whose day has come."""
        return [row for row in self.rows if row.due_on <= self.reached]

    def future_rows(self) -> list[Row]:
        """Rows whose day is still to come."""
        return [row for row in self.rows if row.due_on > self.reached]

    def unpaid_due_dates(self) -> list[date]:
        """Due dates behind which principal or interest is still open."""
        return [r.due_on for r in self.due_rows() if r.open_principal + r.open_interest]

    @property
    def days_past_due(self) -> int:
        """Days since the oldest unpaid due date."""
        return days_past_due(self.unpaid_due_dates(), self.reached)

    @property
    def is_clear(self) -> bool:
        """Whether nothing is owed to anybody and nothing more will be."""
        return bool(self.rows) and not any(row.open_total for row in self.rows)

    def running_interest(self) -> Decimal:
        """Interest accrued in the period that has not ended, rounded."""
        return self.carry + self._span(self.reached)

    def _span(self, until: date) -> Decimal:
        agreed = self.agreement
        if self.frozen or not self.base or until <= self.accrues_from:
            return ZERO
        return round_money(
            interest(
                self.base,
                agreed.annual_rate,
                self.accrues_from,
                until,
                agreed.day_count,
                anchor=self.anchor,
            )
        )

    @property
    def bank_interest(self) -> Decimal:
        """Interest accrued and not paid, as far as it is owed to the bank and not given up."""
        paid = sum((row.paid_interest for row in self.rows), ZERO)
        return self._charged() - paid - self.interest_taken_over - self.interest_written_off

    @property
    def bank_penalty(self) -> Decimal:
        """Penalty accrued, not paid and not given up."""
        return sum((row.open_penalty for row in self.rows), ZERO) - self.penalty_written_off

    def _charged(self) -> Decimal:
        return sum((row.interest for row in self.due_rows()), ZERO) + self.running_interest()

    def totals(self) -> Totals:
        """What the books of the bank show."""
        return Totals(
            principal=self.outstanding,
            interest=self.bank_interest,
            penalty=self.bank_penalty,
            advance=self.advance,
            interest_income=self._charged(),
            penalty_income=sum((row.penalty for row in self.rows), ZERO),
            losses=self.written_off + self.interest_written_off + self.penalty_written_off,
        )

    def open_items(self) -> list[OpenItem]:
        """What is owed: due rows with interest, penalty and principal; later rows as planned."""
        items = []
        for row in self.rows:
            parts = (
                (Kind.PENALTY, row.open_penalty),
                (Kind.INTEREST, row.open_interest),
                (Kind.PRINCIPAL, row.open_principal),
            )
            items += [OpenItem(kind, row.due_on, part, row.number) for kind, part in parts if part]
        return items

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
            self._settle(Fact(event, "received", self.reached, amount), keep_rest=True)

    def receive(self, fact: Fact) -> None:
        """Spread a receipt over what is due and use the excess as agreed."""
        self._settle(fact, keep_rest=False)

    def _settle(self, fact: Fact, *, keep_rest: bool) -> None:
        policy = self.agreement.policy
        if keep_rest:
            policy = replace(policy, excess="hold")
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
        self._end_span()
        self.base -= amount
        current, *later = self.future_rows()
        due_dates = tuple(row.due_on for row in (current, *later))
        number = current.number
        self.lines.append(
            Line(
                fact.key, Kind.PRINCIPAL, amount, number, current.due_on, "prepayment", self.reached
            )
        )
        paid = self._prepaid_row(current, amount)
        fresh = self.agreement.replanned(
            self.base, current.starts_on, due_dates, anchor=self.anchor
        )
        self.rows = [
            *self.due_rows(),
            paid,
            *(self._fresh(plan, index, number) for index, plan in enumerate(fresh)),
        ]
        self._close_period(number + 1, current)

    def _end_span(self) -> None:
        self.carry += self._span(self.reached)
        self.accrues_from = self.reached

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

    def _fresh(self, plan: PlanRow, index: int, number: int) -> Row:
        return Row(number + 1 + index, plan.starts_on, plan.due_on, plan.principal, plan.interest)

    def _close_period(self, number: int, current: Row) -> None:
        """Give the running period the interest of both balances."""
        charged = self.carry + self._span(current.due_on)
        rest = [row for row in self.rows if row.number == number]
        if rest:
            rest[0].interest = charged
        elif charged:
            self.rows.append(Row(number, current.starts_on, current.due_on, ZERO, charged))

    def call_in(self) -> None:
        """Make everything that is left due today: payoff and claim."""
        ahead = self.future_rows()
        if not ahead:
            return
        self._end_span()
        first = ahead[0]
        row = Row(first.number, first.starts_on, self.reached, self.base, self.carry)
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

    @property
    def fund_claim(self) -> Decimal:
        """All that is owed to the fund, given up or not."""
        return self.taken_over + self.fund_written_off + self.interest_taken_over

    @property
    def bank_claim(self) -> Decimal:
        """All that is owed to the bank, given up or not."""
        principal = self.unpaid_principal - self.taken_over - self.fund_written_off
        interest = sum((row.open_interest for row in self.rows), ZERO) - self.interest_taken_over
        return principal + interest + sum((row.open_penalty for row in self.rows), ZERO)

    def open_interest(self) -> Decimal:
        """Interest of all rows that is not paid, whoever it is owed to."""
        return sum((row.open_interest for row in self.rows), ZERO)


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
