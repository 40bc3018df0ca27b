"""The one way anything happens to a loan: event, rebuilt loan, posted difference."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from casework.errors import KeyUsedOtherwise
from casework.models import Holder, Stage
from casework.services import move_case, transition
from ledger.models import JournalEntry
from ledger.postings import DraftEntry, DraftLine
from ledger.services import post, reverse
from loancore.money import ZERO
from parties.models import User
from servicing import postings
from servicing.models import Loan, LoanEvent, SetAside
from servicing.rules.agreement import EventKind
from servicing.rules.book import Book
from servicing.rules.rows import Totals
from servicing.selectors.books import fact_of, stored_book
from servicing.services.projections import keep_plan, rebuilt, store, store_receipt
from servicing.services.spells import close_overdue
from servicing.states import LoanState

# Whether an event brings money into the bank's settlement account, or takes it out.
CASH_SIGN = {
    EventKind.DISBURSED: -1,
    EventKind.RECEIVED: 1,
    EventKind.PREPAID: 1,
    EventKind.PAID_OFF: 1,
    EventKind.CLAIMED: 1,
}


# What of one day takes effect before a receipt, or with it in the order of recording.
COME_FIRST = (EventKind.DISBURSED, EventKind.RECEIVED)

JOURNAL_KIND = {
    EventKind.DISBURSED: "disbursement",
    EventKind.RECEIVED: "repayment",
    EventKind.PREPAID: "repayment",
    EventKind.RATE_CHANGED: "accrual",
    EventKind.EXTENDED: "accrual",
    EventKind.GRACED: "accrual",
    EventKind.PAUSED: "accrual",
    EventKind.SPREAD: "accrual",
    EventKind.PAID_OFF: "repayment",
    EventKind.CLAIMED: "claim_payment",
    EventKind.RECOVERED: "recovery",
    EventKind.WRITTEN_OFF: "write_off",
    EventKind.REVERSED: "accrual",
}


@dataclass(frozen=True, kw_only=True)
class Happening:
    """What is to be put on record about a loan."""

    kind: EventKind
    effective_on: date
    amount: Decimal = ZERO
    parts: dict[str, Decimal] | None = None
    terms: dict[str, str] | None = None
    reason: str = ""
    reverses: LoanEvent | None = None

    def hash_for(self, loan: Loan) -> str:
        """A fingerprint of the input, equal only for equal input."""
        content = [loan.pk, self.kind, self.effective_on, self.amount, self.parts or {}]
        content += [self.reverses.pk if self.reverses else None]
        content += [self.terms] if self.terms else []
        text = json.dumps(content, default=str, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def input_hash(*parts: object) -> str:
    """A fingerprint of what somebody typed, to tell a repetition from another matter."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def happened_before(loan: Loan, happening: Happening, key: str) -> LoanEvent | None:
    """The event recorded with this key, if any; refuses when it had other input."""
    earlier = LoanEvent.objects.filter(idempotency_key=key).first()
    if earlier and earlier.input_hash != happening.hash_for(loan):
        raise KeyUsedOtherwise
    return earlier


def happen(loan: Loan, happening: Happening, *, actor: User, on: date, key: str) -> LoanEvent:
    """Record an event, rebuild the loan from it, post the difference; inside a transaction.

    The caller holds the loan's lock.
    """
    assert connection.in_atomic_block
    if earlier := happened_before(loan, happening, key):
        return earlier
    stored = stored_book(loan) if loan.as_of_on else None
    before, known_until = (stored.totals(), stored.reached) if stored else (Totals(), None)
    event = LoanEvent.objects.create(
        loan=loan,
        kind=happening.kind,
        effective_on=happening.effective_on,
        booked_on=on,
        amount=happening.amount,
        parts={name: str(part) for name, part in (happening.parts or {}).items()},
        terms=happening.terms or {},
        actor=actor,
        reason=happening.reason,
        reverses=happening.reverses,
        idempotency_key=key,
        input_hash=happening.hash_for(loan),
    )
    book = _received_plainly(loan, event, stored, on=on)
    if book is None:
        start = min(_affected_from(happening), known_until or happening.effective_on)
        book = rebuilt(loan, on=on, since=start)
        store(loan, book, on=on)
        keep_plan(loan, book, on=on)
    _post_difference(event, before, book.totals(), on=on)
    settle_state(loan, book, actor=actor, on=on)
    _resolve(loan, actor=actor, on=on)
    return event


def _received_plainly(
    loan: Loan, event: LoanEvent, stored: Book | None, *, on: date
) -> Book | None:
    """Let the stored loan take a receipt of this very day; nothing when it has to be replayed.

    The loan as stored on the morning of the day is what a replay up to it gives, so the same step
    taken from there gives the same loan. An early repayment makes the plan anew: it is replayed.
    """
    today = {event.effective_on, on, stored.reached if stored else None}
    if stored is None or event.kind != EventKind.RECEIVED or len(today) > 1:
        return None
    if stored.frozen or loan.taken_over or not loan.is_running:
        return None
    if loan.events.filter(effective_on=on).exclude(kind__in=COME_FIRST).exists():
        return None
    stored.receive(fact_of(event))
    if any(line.timing == "prepayment" for line in stored.lines):
        return None
    store_receipt(loan, stored, on=on)
    return stored


def _affected_from(happening: Happening) -> date:
    return happening.reverses.effective_on if happening.reverses else happening.effective_on


def cash_of(event: LoanEvent) -> Decimal:
    """What an event brings into the bank's settlement account."""
    if event.reverses:
        return -cash_of(event.reverses)
    if event.kind == EventKind.RECOVERED:
        return Decimal(event.parts["bank"])
    return event.amount * CASH_SIGN.get(EventKind(event.kind), 0)


def entry_key(event: LoanEvent) -> str:
    """The key under which an event's entry stands in the journal."""
    return f"loan-event:{event.pk}"


def _post_difference(event: LoanEvent, before: Totals, after: Totals, *, on: date) -> None:
    loan = event.loan
    wanted = postings.movement(
        loan.bank.code, before, after, cash=cash_of(event), description=loan.number
    )
    if event.reverses and wanted:
        wanted = _reverse_original(event, wanted, on=on)
    if wanted:
        post(
            wanted,
            effective_on=on if event.reverses else event.effective_on,
            actor=event.actor,
            idempotency_key=entry_key(event),
            kind=JOURNAL_KIND[EventKind(event.kind)],
            reason=event.reason,
            subject=loan.number,
            bank=loan.bank,
        )


def _reverse_original(event: LoanEvent, wanted: DraftEntry, *, on: date) -> DraftEntry | None:
    """Take the original entry back exactly; what it changed beyond that is posted apart."""
    assert event.reverses
    original = JournalEntry.objects.filter(idempotency_key=entry_key(event.reverses)).first()
    if original is None:
        # It was posted with many others in a collective entry, which stays.
        return wanted
    reversal = reverse(
        original,
        effective_on=on,
        actor=event.actor,
        reason=event.reason,
        idempotency_key=f"{entry_key(event)}:reversal",
    )
    lines = reversal.lines.select_related("account").order_by("position")
    drafted = DraftEntry(
        reversal.description, tuple(DraftLine(ln.account.address, ln.amount) for ln in lines)
    )
    return postings.difference(wanted, drafted)


def settle_state(loan: Loan, book: Book, *, actor: User, on: date) -> None:
    """Let the loan's state follow its book: overdue, cured, settled, reopened."""
    for event in _state_events(loan, book):
        if event == "settle":
            loan.closed_on = on
        if event == "reopen":
            loan.closed_on = None
        transition(loan, event, actor=actor, on=on)
    if not book.days_past_due or not loan.is_running:
        close_overdue(loan, actor=actor, on=on)
    move_headline(loan, on=on)


def _state_events(loan: Loan, book: Book) -> list[str]:
    owes = not book.is_clear
    late = owes and book.days_past_due > 0
    state = loan.state
    if not owes and state in {
        LoanState.DISBURSED,
        LoanState.OVERDUE,
        LoanState.CLAIMED,
        LoanState.RECOVERING,
    }:
        return ["settle"]
    events = []
    if owes and state == LoanState.SETTLED:
        events, state = ["reopen"], LoanState.DISBURSED
    if late and state == LoanState.DISBURSED:
        events.append("fall_overdue")
    if not late and state == LoanState.OVERDUE:
        events.append("cure")
    return events


STAGES: dict[str, tuple[str, str]] = {
    LoanState.DISBURSED: (Stage.REPAYMENT, Holder.APPLICANT),
    LoanState.OVERDUE: (Stage.OVERDUE, Holder.APPLICANT),
    LoanState.CLAIMED: (Stage.CLAIM, Holder.BANK),
    LoanState.RECOVERING: (Stage.CLAIM, Holder.BANK),
    LoanState.SETTLED: (Stage.CLOSED, Holder.NOBODY),
    LoanState.WRITTEN_OFF: (Stage.CLOSED, Holder.NOBODY),
}


def move_headline(loan: Loan, *, on: date) -> None:
    """Show in the case where its loan stands."""
    stage, holder = STAGES.get(loan.state, ("", ""))
    case = loan.case
    if not stage or case.stage == stage:
        return
    changes: dict[str, Any] = {"closed_on": on if stage == Stage.CLOSED else None}
    move_case(case, stage=stage, holder=holder, on=on, **changes)


def _resolve(loan: Loan, *, actor: User, on: date) -> None:
    """A loan that could be rebuilt is no longer set aside."""
    SetAside.objects.filter(loan=loan, resolved_on=None).update(resolved_on=on, resolved_by=actor)


def rebuild(loan: Loan, *, actor: User, on: date) -> int:
    """Rebuild a loan from its events and post what differs; says how many rows changed.

    Without a mistake in the stored rows and with all days accrued it changes nothing.
    """
    stored = stored_book(loan)
    before, known_until = stored.totals(), stored.reached
    assert loan.disbursed_on
    book = rebuilt(loan, on=on, since=loan.disbursed_on)
    changed = store(loan, book, on=on)
    after = book.totals()
    wanted = postings.movement(loan.bank.code, before, after, cash=ZERO, description=loan.number)
    if wanted:
        post(
            wanted,
            effective_on=on,
            actor=actor,
            idempotency_key=f"loan-rebuild:{loan.pk}:{known_until}:{book.reached}",
            kind="accrual" if before.advance == after.advance else "repayment",
            subject=loan.number,
            bank=loan.bank,
        )
    settle_state(loan, book, actor=actor, on=on)
    _resolve(loan, actor=actor, on=on)
    return changed
