"""The running account of one loan: what will fall due, what is open, and what was booked."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from loancore.allocation import (
    AllocationLine,
    AllocationPolicy,
    Kind,
    OpenItem,
    allocate,
    merged,
    still_open,
)
from loancore.arrears import days_past_due
from loancore.dates import days_between
from loancore.errors import InvalidEvent
from loancore.events import (
    Acceleration,
    Cost,
    Extension,
    Holiday,
    Payment,
    PaymentPlan,
    Prepayment,
    RateReset,
    Recovery,
    WriteOff,
)
from loancore.interest import Step, interest_over, segments, value_on
from loancore.lateness import LatenessRules, Meter, outside
from loancore.money import ZERO, round_money
from loancore.replan import (
    Graces,
    Remainder,
    extended_terms,
    fixed_dates,
    holiday_terms,
    planned_terms,
    prepaid_terms,
    remaining_terms,
    with_rate_steps,
)
from loancore.schedule import build_schedule, waived_rates
from loancore.terms import Instalment, LoanTerms, Method, Span


@dataclass(frozen=True)
class ServicingRules:
    """How payments are used and lateness is charged.

    What a payment leaves over is held for the next instalment, or repays early when the
    allocation policy says `prepayment`.
    """

    allocation: AllocationPolicy = field(default_factory=AllocationPolicy)
    lateness: LatenessRules = field(default_factory=LatenessRules)


@dataclass(frozen=True)
class Booking:
    """What one payment settled; the amount is the sum of its lines and what is held."""

    on: date
    reference: str
    amount: Decimal
    lines: tuple[AllocationLine, ...]
    held: Decimal


@dataclass
class Account:
    """Moves through the days of a loan; every method assumes the account is at its day."""

    terms: LoanTerms
    rules: ServicingRules
    rows: list[Instalment]
    meter: Meter
    rates: list[Step]
    graces: Graces = field(default_factory=Graces)
    open_items: list[OpenItem] = field(default_factory=list)
    memo_items: list[OpenItem] = field(default_factory=list)
    fallen_due: list[Instalment] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    deferred: Decimal = ZERO
    credit: Decimal = ZERO
    written_off: Decimal = ZERO
    recovered: Decimal = ZERO
    is_written_off: bool = False

    @classmethod
    def opened(cls, terms: LoanTerms, rules: ServicingRules) -> "Account":
        """The account on the day of the first disbursement."""
        if terms.rate_changes:
            raise InvalidEvent("Rates of a running loan are reset by events, not by its terms.")
        account = cls(terms, rules, [], Meter(rules.lateness, terms.disbursed_on), [])
        account._plan(fixed_dates(terms), build_schedule(terms))
        return account

    def _plan(self, terms: LoanTerms, rows: list[Instalment]) -> None:
        """Take over a new plan; interest deferred so far is collected after the grace."""
        self.terms, self.rows = replace(terms, rate_changes=()), rows
        self.rates = [Step(terms.disbursed_on, terms.annual_rate)]
        self.rates += [Step(row.on, row.annual_rate) for row in terms.rate_changes]
        self.graces = Graces.of(terms)
        for index, row in enumerate(rows):
            if self.deferred and row.due_on not in self.graces.interest:
                rows[index] = _with_interest(row, row.interest + self.deferred)
                break
        while rows and not rows[-1].total:
            rows.pop()
        self.meter.matures_on = rows[-1].due_on

    def _replan(self, terms: LoanTerms) -> None:
        self._plan(terms, build_schedule(terms))

    @property
    def annual_rate(self) -> Decimal:
        """The contract rate as last agreed."""
        return self.rates[-1].value

    # Time

    def advance_to(self, day: date) -> None:
        """Let instalments fall due, use held credit for them, and run lateness charges."""
        while self.rows and self.rows[0].due_on <= day:
            self._run_lateness(self.rows[0].due_on)
            self._fall_due(self.rows[0])
        self._run_lateness(day)

    def _fall_due(self, row: Instalment) -> None:
        if row.due_on in self.graces.interest:
            self.deferred += self._running_interest(row.due_on)
        elif self.deferred:
            row = _with_interest(row, self._running_interest(row.due_on) + self.deferred)
            self.deferred = ZERO
        self.rows = self.rows[1:]
        self.rates = [Step(row.due_on, self.annual_rate)]
        self._book_due(row)

    def _book_due(self, row: Instalment) -> None:
        number = len(self.fallen_due) + 1
        self.fallen_due.append(row._replace(number=number))
        for kind, amount in ((Kind.INTEREST, row.interest), (Kind.PRINCIPAL, row.principal)):
            if amount > 0:
                self.open_items.append(OpenItem(kind, row.due_on, amount, number))
        if self.credit > 0:
            held, self.credit = self.credit, ZERO
            self._settle(row.due_on, "credit", held, taken_from_credit=held)

    def _run_lateness(self, day: date) -> None:
        added = self.meter.run(self.open_items, self.annual_rate, day)
        self.open_items = merged([*self.open_items, *added])

    def paused_days(self, start: date, end: date) -> int:
        """Days of a span in which a holiday stops the ageing."""
        if start >= end:
            return 0
        running = outside(Span(start, end), self.meter.pauses)
        return days_between(start, end) - sum(days_between(p.start, p.end) for p in running)

    # Figures of a day

    def balance_on(self, day: date) -> Decimal:
        """Principal paid out and not yet due."""
        if not self.rows:
            return ZERO
        row = self.rows[0]
        opening = row.closing_balance + row.principal
        later = (part for part in self.terms.tranches if day < part.on <= row.due_on)
        return opening - sum((part.amount for part in later), ZERO)

    def accrued_interest(self, day: date) -> Decimal:
        """Interest of the running period to a day, and what a grace deferred."""
        return self._running_interest(day) + self.deferred if self.rows else ZERO

    def _running_interest(self, day: date) -> Decimal:
        row = self.rows[0]
        if row.due_on in self.graces.free:
            return ZERO
        cuts = [part.on for part in self.terms.tranches if row.starts_on < part.on < day]
        steps = [Step(on, self.balance_on(on)) for on in (row.starts_on, *sorted(cuts))]
        rates = waived_rates(self.rates, self.terms.waivers)
        parts = segments(steps, rates, start=row.starts_on, end=day)
        mode = self.terms.interest_rounding_mode or self.terms.rounding_mode
        amount = interest_over(parts, self.terms.day_count, anchor=self.terms.due_day)
        return round_money(amount, mode=mode)

    # Money

    def receive(self, event: Payment) -> None:
        """Settle what is due; hold the rest, or repay early when the policy says so."""
        self._require_on_books()
        rest = self._settle(event.on, event.reference, event.amount)
        if rest and self.rows and self.rules.allocation.excess == "prepayment":
            self.credit -= rest
            self._repay_early(Prepayment(on=event.on, reference=event.reference, amount=rest))

    def _settle(
        self, on: date, reference: str, amount: Decimal, *, taken_from_credit: Decimal = ZERO
    ) -> Decimal:
        unpaid = [item.due_on for item in self.open_items]
        policy, days = self.rules.allocation, days_past_due(unpaid, on)
        done = allocate(amount, self.open_items, on=on, policy=policy, days_past_due=days)
        self.open_items = still_open(self.open_items, done.lines)
        self.credit += done.rest
        held = done.rest - taken_from_credit
        booked = amount - taken_from_credit
        self.bookings.append(Booking(on, reference, booked, tuple(done.lines), held))
        return done.rest

    def prepay(self, event: Prepayment) -> None:
        """Settle what is due, then interest to the day, then principal not yet due."""
        self._require_on_books()
        rest = self._settle(event.on, event.reference, event.amount)
        if rest and self.rows:
            self.credit -= rest
            self._repay_early(replace(event, amount=rest))

    def _repay_early(self, event: Prepayment) -> None:
        accrued, balance = self.accrued_interest(event.on), self.balance_on(event.on)
        principal = min(event.amount - accrued, balance)
        if principal <= 0:
            self.credit += event.amount
            return
        held = event.amount - accrued - principal
        self.credit += held
        self._note_prepayment(event, accrued, principal)
        self.deferred = ZERO
        if principal == balance:
            self.rows = []
        else:
            self._replan_prepaid(event, balance - principal)

    def _note_prepayment(self, event: Prepayment, accrued: Decimal, principal: Decimal) -> None:
        kinds = ((Kind.INTEREST, accrued), (Kind.PRINCIPAL, principal))
        lines = tuple(
            AllocationLine(kind, amount, event.on, 0, "prepayment")
            for kind, amount in kinds
            if amount
        )
        booked = self.bookings[-1]
        used = accrued + principal
        self.bookings[-1] = replace(booked, lines=booked.lines + lines, held=booked.held - used)

    def _replan_prepaid(self, event: Prepayment, balance: Decimal) -> None:
        row = self.rows[0]
        level = row.total if self.terms.method == Method.EQUAL_INSTALMENT else row.principal
        if self.terms.method == Method.EQUAL_INSTALMENT and len(self.rows) > 1:
            level = self.rows[1].total if len(self.rows) > 2 else row.total
        left = self._remainder(event.on, balance)
        terms = prepaid_terms(self.terms, left, strategy=event.strategy, instalment=level)
        self._replan(terms)

    def _remainder(self, on: date, principal: Decimal) -> Remainder:
        dues = tuple(row.due_on for row in self.rows)
        return Remainder(on, principal, dues, self.graces, value_on(self.rates, on))

    def charge_cost(self, event: Cost) -> None:
        """A cost is due at once."""
        self._require_on_books()
        self.open_items.append(OpenItem(Kind.COSTS, event.on, event.amount, 0))

    # Changes of the contract

    def reset_rate(self, event: RateReset) -> None:
        """The running instalment keeps its principal and bears both rates by days."""
        if not self.rows:
            self.rates.append(Step(event.on, event.annual_rate))
            return
        row, before = self.rows[0], self._running_interest(self.rows[0].due_on)
        if row.starts_on == event.on:
            left = self._remainder(event.on, self.balance_on(event.on))
            self._replan_at_rate(left, event)
            return
        self.rates.append(Step(event.on, event.annual_rate))
        more = self._running_interest(row.due_on) - before
        if row.due_on not in self.graces.interest:
            row = _with_interest(row, row.interest + more)
        if len(self.rows) > 1:
            self._replan_after(row, event.annual_rate)
        else:
            self.rows = [row]

    def _replan_at_rate(self, left: Remainder, event: RateReset) -> None:
        self._replan(remaining_terms(self.terms, replace(left, annual_rate=event.annual_rate)))

    def _replan_after(self, row: Instalment, annual_rate: Decimal) -> None:
        """Plan anew what follows the running instalment, which stays as announced."""
        rates, graces, tranches = self.rates, self.graces, self.terms.tranches
        deferred, self.deferred = self.deferred, self._deferred_by(row)
        self.rows = self.rows[1:]
        left = replace(self._remainder(row.due_on, row.closing_balance), annual_rate=annual_rate)
        self._replan(remaining_terms(self.terms, left))
        self.rows = [row, *self.rows]
        self.rates, self.deferred, self.graces = rates, deferred, graces
        self.terms = replace(self.terms, tranches=tranches)

    def _deferred_by(self, row: Instalment) -> Decimal:
        """What is deferred once the running instalment has passed."""
        if row.due_on not in self.graces.interest:
            return ZERO
        return self.deferred + self._running_interest(row.due_on)

    def _running_remainder(self) -> Remainder:
        """What is left, seen from the start of the running period."""
        start = self.rows[0].starts_on
        return self._remainder(start, self.balance_on(start))

    def extend(self, event: Extension) -> None:
        """Move maturity back, if agreed at another rate from the same day."""
        self._require_running("An extension must be agreed before maturity.")
        self._replan(self._with_rates(extended_terms(self.terms, self._running_remainder(), event)))
        if event.annual_rate is not None:
            self.reset_rate(RateReset(on=event.on, annual_rate=event.annual_rate))

    def grant_holiday(self, event: Holiday) -> None:
        """Let no instalment fall due until the holiday ends."""
        self._require_running("A holiday must be granted before maturity.")
        if event.ends_on <= event.on:
            raise InvalidEvent("A holiday must end after it starts.")
        self._replan(self._with_rates(holiday_terms(self.terms, self._running_remainder(), event)))
        if event.interest == "waived":
            self.meter.pauses.append(Span(event.on, event.ends_on))

    def _with_rates(self, terms: LoanTerms) -> LoanTerms:
        """Keep the rates of the running period when it is planned anew from its start."""
        changes = [step for step in self.rates if step.on > terms.disbursed_on]
        return with_rate_steps(terms, changes)

    def agree_plan(self, event: PaymentPlan) -> None:
        """Bring all principal, overdue or not, under a new plan; interest to the day is due."""
        self._require_on_books()
        overdue = [item for item in self.open_items if item.kind == Kind.PRINCIPAL]
        owed = sum((item.amount for item in overdue), self.balance_on(event.on))
        terms = planned_terms(self.terms, event, principal=owed, annual_rate=self.annual_rate)
        accrued = self.accrued_interest(event.on)
        start = self.rows[0].starts_on if self.rows else event.on
        self.deferred = ZERO
        self._replan(terms)
        self.open_items = [item for item in self.open_items if item.kind != Kind.PRINCIPAL]
        if accrued:
            self._book_due(Instalment(0, start, event.on, ZERO, accrued, accrued, owed))

    def accelerate(self, event: Acceleration | WriteOff) -> None:
        """Let all principal and the interest to the day fall due."""
        self._require_on_books()
        if self.rows:
            balance, accrued = self.balance_on(event.on), self.accrued_interest(event.on)
            start = self.rows[0].starts_on
            self.rows, self.deferred = [], ZERO
            self.meter.matures_on = event.on
            total = balance + accrued
            self._book_due(Instalment(0, start, event.on, balance, accrued, total, ZERO))

    def write_off(self, event: WriteOff) -> None:
        """Move everything owed to the memo; nothing runs on it any more."""
        self.accelerate(event)
        self.memo_items, self.open_items = self.open_items, []
        self.written_off = sum((item.amount for item in self.memo_items), ZERO)
        self.is_written_off = True

    def recover(self, event: Recovery) -> None:
        """Book recovered money, net of costs, against what was written off."""
        if not self.is_written_off:
            raise InvalidEvent("Money on a loan that is not written off is a payment.")
        net, owed = event.amount - event.costs, self.written_off - self.recovered
        if not ZERO <= net <= owed:
            raise InvalidEvent(f"A recovery net of costs must lie between 0 and {owed}.")
        done = allocate(net, self.memo_items, on=event.on, policy=self.rules.allocation)
        self.memo_items = still_open(self.memo_items, done.lines)
        self.recovered += net
        self.bookings.append(Booking(event.on, event.reference, net, tuple(done.lines), done.rest))

    def _require_on_books(self) -> None:
        if self.is_written_off:
            raise InvalidEvent("The loan is written off; only recoveries can be booked.")

    def _require_running(self, reason: str) -> None:
        self._require_on_books()
        if not self.rows:
            raise InvalidEvent(reason)


def _with_interest(row: Instalment, interest: Decimal) -> Instalment:
    return row._replace(interest=interest, total=row.principal + interest)
