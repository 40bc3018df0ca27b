"""Repayments as the pages show them: what a receipt does, statements, what is next."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loancore.money import ZERO
from servicing.models import Loan, LoanEvent, Repayment
from servicing.rules.agreement import EventKind
from servicing.selectors.books import Preview, preview


def preview_of(repayment: Repayment, *, on: date) -> Preview:
    """What posting a recorded repayment would do now."""
    payoff = repayment.purpose == Repayment.Purpose.PAYOFF
    return preview(
        repayment.loan,
        amount=repayment.amount,
        received_on=repayment.received_on,
        kind=EventKind.PAID_OFF if payoff else EventKind.RECEIVED,
        on=on,
    )


def fingerprint(shown: Preview) -> str:
    """A fingerprint of an allocation as it was shown."""
    lines = [[str(each.kind), str(each.amount), each.instalment] for each in shown.lines]
    text = json.dumps([lines, str(shown.kept), str(shown.outstanding)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class NextPayment:
    """What is to be paid next: the day, and how much after what was paid in advance."""

    due_on: date
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    advance: Decimal
    is_late: bool

    @property
    def total(self) -> Decimal:
        """The amount to pay."""
        whole = self.principal + self.interest + self.penalty
        return max(whole - self.advance, ZERO)


def next_payment(loan: Loan) -> NextPayment | None:
    """Everything late in one amount, or else the next instalment; nothing when all is paid.

    Officer and borrower see this same figure.
    """
    if not loan.is_running or loan.as_of_on is None:
        return None
    unpaid = list(loan.instalments.unpaid().order_by("number"))
    late = [row for row in unpaid if row.due_on < loan.as_of_on]
    rows = late or unpaid[:1]
    if not rows:
        return None
    return NextPayment(
        due_on=rows[0].due_on,
        principal=sum((row.principal - row.paid_principal for row in rows), ZERO),
        interest=sum((row.interest - row.paid_interest for row in rows), ZERO),
        penalty=sum((row.penalty - row.paid_penalty for row in rows), ZERO),
        advance=loan.advance,
        is_late=bool(late),
    )


@dataclass(frozen=True)
class StatementLine:
    """One line of the borrower's statement."""

    on: date
    kind: str
    number: str
    amount: Decimal
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    kept: Decimal
    balance: Decimal
    is_reversed: bool


def statement_of(loan: Loan) -> list[StatementLine]:
    """Every movement of the loan with its use and the principal after it, reversals included."""
    events = list(
        loan.events.select_related("repayment", "reverses__repayment", "disbursement").order_by(
            "effective_on", "pk"
        )
    )
    undone = {event.reverses_id for event in events if event.reverses_id}
    parts = _used(loan)
    lines, balance = [], ZERO
    for event in events:
        line = _line(event, parts.get(event.pk, {}), undone, balance)
        balance = line.balance
        lines.append(line)
    return lines


def _used(loan: Loan) -> dict[int, dict[str, Decimal]]:
    used: dict[int, dict[str, Decimal]] = {}
    for each in loan.allocations.all():
        by_kind = used.setdefault(each.event_id, {})
        by_kind[each.kind] = by_kind.get(each.kind, ZERO) + each.amount
    return used


def _line(  # noqa: PLR0917 - the parts of one line
    event: LoanEvent, used: dict[str, Decimal], undone: set[int], balance: Decimal
) -> StatementLine:
    principal = used.get("principal", ZERO)
    counted = sum(used.values(), ZERO)
    receipts = {EventKind.RECEIVED, EventKind.PAID_OFF}
    is_receipt = event.kind in receipts and event.pk not in undone
    if event.kind == EventKind.DISBURSED:
        balance = event.amount
    else:
        balance -= principal
    return StatementLine(
        on=event.effective_on,
        kind=event.kind,
        number=_paper(event),
        amount=event.reverses.amount if event.reverses else event.amount,
        principal=principal,
        interest=used.get("interest", ZERO),
        penalty=used.get("penalty", ZERO),
        kept=event.amount - counted if is_receipt else ZERO,
        balance=balance,
        is_reversed=event.pk in undone,
    )


def _paper(event: LoanEvent) -> str:
    for holder in (event, event.reverses):
        repayment = getattr(holder, "repayment", None) if holder else None
        if repayment:
            return str(repayment.number)
    payout = getattr(event, "disbursement", None)
    return str(payout.bank_serial) if payout else ""
