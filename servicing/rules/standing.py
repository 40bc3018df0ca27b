"""How a loan stands on a morning: what is due, open, accrued, kept, given up."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from loancore.allocation import Kind, OpenItem
from loancore.arrears import days_past_due
from loancore.interest import interest
from loancore.money import ZERO, round_money
from servicing.rules.agreement import Agreement
from servicing.rules.rows import Burden, Day, Line, Row, Totals


@dataclass
class Standing:
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
    matures_on: date | None = None  # as changed; the contract's day while nothing was agreed

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
        """Interest accrued and not yet due, rounded; with what was put off to later rows."""
        return self.carry + self.span(self.reached) + self.deferred

    @property
    def deferred(self) -> Decimal:
        """Interest of earlier days that rows to come will collect."""
        return sum((row.carried for row in self.future_rows()), ZERO)

    def burdens(self) -> list[Burden]:
        """What rows to come collect beside principal and interest of their own days."""
        return [
            Burden(row.due_on, row.carried, row.penalty)
            for row in self.future_rows()
            if row.carried or row.penalty
        ]

    def span(self, until: date) -> Decimal:
        """Interest of the running span up to a day, rounded."""
        return ZERO if self.frozen else self.interest_of(self.base, self.accrues_from, until)

    def interest_of(self, balance: Decimal, start: date, until: date) -> Decimal:
        """Contract interest on a balance over a span, rounded."""
        agreed = self.agreement
        if not balance or until <= start:
            return ZERO
        return round_money(
            interest(
                balance, agreed.annual_rate, start, until, agreed.day_count, anchor=self.anchor
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
