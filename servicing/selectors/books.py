"""The loan as arithmetic: read from its events, or from what is stored of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.functions import Mod

from loancore.allocation import Kind
from loancore.dates import ONE_DAY
from loancore.money import ZERO
from servicing.models import Instalment, Loan, LoanEvent, PartitionClose
from servicing.rules.agreement import Fact, effective
from servicing.rules.book import Book
from servicing.rules.replay import replay
from servicing.rules.rows import Line, Row

PREVIEW = 2**62  # a key that sorts after every recorded event of its day
ROW_FIELDS = (
    "number",
    "starts_on",
    "due_on",
    "principal",
    "interest",
    "penalty",
    "paid_principal",
    "paid_interest",
    "paid_penalty",
    "penalty_base",
    "penalty_from_on",
    "penalty_carry",
    "settled_on",
    "carried",
)


def fact_of(event: LoanEvent) -> Fact:
    """A recorded event as the arithmetic takes it."""
    return Fact(
        key=event.pk,
        kind=event.kind,
        on=event.effective_on,
        amount=event.amount,
        parts={name: Decimal(text) for name, text in event.parts.items()},
        reverses=event.reverses_id,
        terms=event.terms,
    )


def facts_of(loan: Loan) -> list[Fact]:
    """Everything that has happened to a loan."""
    return [fact_of(event) for event in loan.events.all()]


def row_of(instalment: Instalment) -> Row:
    """A stored instalment as the arithmetic takes it."""
    return Row(**{name: getattr(instalment, name) for name in ROW_FIELDS})


def accrued_until(loan: Loan) -> date:
    """The morning up to which the loan's accruals are on record.

    A day-end touches the column of a loan only when something else has changed: as far as its
    partition is closed a loan that takes part has accrued.
    """
    if loan.as_of_on is None:
        assert loan.disbursed_on
        return loan.disbursed_on
    if not loan.is_running or loan.is_frozen or loan.set_aside.filter(resolved_on=None).exists():
        return loan.as_of_on
    return max(loan.as_of_on, closed_until(loan.pk) or loan.as_of_on)


def closed_until(loan_id: int) -> date | None:
    """The morning after the last day that is closed for a loan's partition."""
    block = loan_id // settings.DAY_END_BLOCK
    own = Q(partition=Mod(Value(block), F("run__partitions")), closed_at__isnull=False)
    last = PartitionClose.objects.filter(own).order_by("-run__business_on")
    on = last.values_list("run__business_on", flat=True).first()
    return on + ONE_DAY if on else None


def stored_book(loan: Loan) -> Book:
    """The loan as its stored columns and rows say, on the morning up to which it has accrued."""
    assert loan.accrues_from_on
    kept = [(0, loan.advance)] if loan.advance else []
    return Book(
        agreement=loan.current_agreement,
        reached=accrued_until(loan),
        rows=[row_of(each) for each in loan.instalments.order_by("number")],
        anchor=loan.anchor_day,
        base=loan.accrual_base,
        accrues_from=loan.accrues_from_on,
        carry=loan.accrued_carry,
        frozen=loan.is_frozen,
        taken_over=loan.taken_over,
        interest_taken_over=loan.interest_taken_over,
        written_off=loan.written_off,
        fund_written_off=loan.fund_written_off,
        interest_written_off=loan.interest_written_off,
        penalty_written_off=loan.penalty_written_off,
        credits=kept,
    )


def book_on(loan: Loan, on: date, *extra: Fact) -> Book:
    """The loan on the morning of a day with what was received on it, from its events."""
    facts = [fact for fact in effective(facts_of(loan)) if fact.on <= on]
    return replay(loan.agreement, [*facts, *extra], through=on - ONE_DAY)


@dataclass(frozen=True)
class Position:
    """What is open on a day: by part, and how late."""

    on: date
    principal: Decimal
    due_principal: Decimal
    interest: Decimal
    running_interest: Decimal
    penalty: Decimal
    advance: Decimal
    taken_over: Decimal
    interest_taken_over: Decimal
    days_past_due: int

    @property
    def due_total(self) -> Decimal:
        """What is due today and not paid."""
        return self.due_principal + self.interest + self.penalty


def position(loan: Loan, on: date) -> Position:
    """Principal, interest and penalty open on a day; interest is what has fallen due."""
    book = book_on(loan, on)
    due = book.due_rows()
    return Position(
        on=on,
        principal=book.unpaid_principal,
        due_principal=sum((row.open_principal for row in due), ZERO),
        interest=sum((row.open_interest for row in due), ZERO),
        running_interest=book.running_interest(),
        penalty=sum((row.open_penalty for row in book.rows), ZERO),
        advance=book.advance,
        taken_over=book.taken_over,
        interest_taken_over=book.interest_taken_over,
        days_past_due=book.days_past_due,
    )


@dataclass(frozen=True)
class Quote:
    """What closes a loan on one day; on another day it is another amount."""

    on: date
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    advance: Decimal

    @property
    def total(self) -> Decimal:
        """The amount to pay on the day."""
        return self.principal + self.interest + self.penalty - self.advance


def payoff_quote(loan: Loan, on: date) -> Quote:
    """The amount that closes the loan on a day: principal, interest to the day, penalty."""
    found = position(loan, on)
    return Quote(
        on=on,
        principal=found.principal,
        interest=found.interest + found.running_interest,
        penalty=found.penalty,
        advance=found.advance,
    )


@dataclass(frozen=True)
class Preview:
    """How an amount would be used, from the same function that will use it."""

    amount: Decimal
    lines: list[Line]
    kept: Decimal
    outstanding: Decimal
    left_due: Decimal

    @property
    def settled(self) -> Decimal:
        """What settles amounts that are due."""
        return sum((line.amount for line in self.lines if line.timing == "due"), ZERO)

    @property
    def ahead(self) -> Decimal:
        """What goes beyond: kept as advance or repaid principal, by the product's rule."""
        return self.amount - self.settled

    def of_kind(self, kind: str) -> Decimal:
        """What settles one kind."""
        return sum((line.amount for line in self.lines if line.kind == kind), ZERO)

    @property
    def parts(self) -> dict[str, Decimal]:
        """Amounts by kind, in the order of costs, penalty, interest, principal."""
        kinds = (Kind.COSTS, Kind.PENALTY, Kind.INTEREST, Kind.PRINCIPAL)
        return {kind: self.of_kind(kind) for kind in kinds if self.of_kind(kind)}


def preview(
    loan: Loan,
    *,
    amount: Decimal,
    received_on: date,
    kind: str,
    on: date,
    terms: dict[str, str] | None = None,
) -> Preview:
    """How an amount received on a day would be spread; nothing is written."""
    fact = Fact(PREVIEW, kind, received_on, amount, terms=terms or {})
    facts = [*facts_of(loan), fact]
    book = replay(loan.agreement, facts, through=max(on, received_on) - ONE_DAY)
    lines = [line for line in book.lines if line.event == PREVIEW]
    kept = sum((part for event, part in book.credits if event == PREVIEW), ZERO)
    left = sum((row.open_total for row in book.due_rows()), ZERO)
    return Preview(amount, lines, kept, book.outstanding, left)
