"""Repayments: recorded by one person, posted by another; taken back the same way."""

from datetime import date
from decimal import Decimal

from django.db import transaction as database

from casework.errors import KeyUsedOtherwise
from casework.services import cancel_notices, close_task, open_task, transition
from casework.services.cases import public_number
from casework.services.notices import has_queued
from parties.errors import NotAllowed
from parties.models import User
from policy.selectors import deadline
from screens.wording import yuan
from servicing import notices
from servicing.errors import (
    BeyondDebt,
    DateBeforePayout,
    DateInFuture,
    FiguresMoved,
    NotPaidOut,
    NotReversible,
    QuoteDiffers,
    ReversalUnderWay,
    SerialUsed,
)
from servicing.models import Loan, Repayment, Reversal
from servicing.rules.agreement import EventKind
from servicing.selectors.books import payoff_quote
from servicing.selectors.repayments import fingerprint, preview_of
from servicing.services.events import Happening, happen, input_hash
from servicing.services.exceptions import note_reversal
from servicing.services.projections import locked_loan
from servicing.states import RepaymentState, ReversalState

# Messages about an instalment that are taken back once it is paid.
REMINDING = ("reminder", "contact_person")


@database.atomic(durable=True)
def record_repayment(
    *,
    loan: Loan,
    amount: Decimal,
    received_on: date,
    channel: str,
    bank_serial: str,
    actor: User,
    on: date,
    idempotency_key: str,
    purpose: str = Repayment.Purpose.REGULAR,
    payer: str = "",
) -> Repayment:
    """Record money received, waiting for approval; a repeated key returns the first record."""
    found = locked_loan(loan.pk)
    typed = input_hash(found.pk, amount, received_on, channel, bank_serial, purpose)
    if earlier := Repayment.objects.filter(idempotency_key=idempotency_key).first():
        if earlier.input_hash != typed:
            raise KeyUsedOtherwise
        return earlier

    if not actor.may("servicing.record_repayment"):
        raise NotAllowed
    require_receivable(found, amount=amount, received_on=received_on, purpose=purpose, on=on)
    require_fresh_serial(found, bank_serial)

    repayment = Repayment.objects.create(
        loan=found,
        bank=found.bank,
        number=public_number("R", "repayment", on=on),
        purpose=purpose,
        amount=amount,
        received_on=received_on,
        channel=channel,
        bank_serial=bank_serial.strip(),
        payer=payer.strip(),
        recorded_by=actor,
        recorded_on=on,
        idempotency_key=idempotency_key,
        input_hash=typed,
    )
    _ask_to_approve(repayment, on=on)
    return repayment


def _ask_to_approve(repayment: Repayment, *, on: date) -> None:
    case = repayment.loan.case
    open_task(
        "approve_repayment",
        organisation=repayment.bank,
        role="BMG",
        on=on,
        due_on=deadline(on, 1),
        link=("case_repayments", case.number),
        case=case,
        subject=repayment,
        detail=yuan(repayment.amount),
    )


def require_receivable(
    loan: Loan, *, amount: Decimal, received_on: date, purpose: str, on: date
) -> None:
    """Refuse money on a loan that owes none, more than is owed, or on a wrong day."""
    if not loan.is_running or loan.disbursed_on is None:
        raise NotPaidOut
    if received_on > on:
        raise DateInFuture(date=on)
    if received_on < loan.disbursed_on:
        raise DateBeforePayout(date=loan.disbursed_on)
    if purpose == Repayment.Purpose.REGULAR and amount <= loan.outstanding - loan.advance:
        return  # less than the principal left is less than what closes the loan
    owed = payoff_quote(loan, received_on).total
    if purpose == Repayment.Purpose.PAYOFF and amount != owed:
        raise QuoteDiffers(amount=yuan(owed))
    if amount > owed:
        raise BeyondDebt(left=yuan(owed))


def require_fresh_serial(loan: Loan, bank_serial: str) -> None:
    """Refuse a bank serial number that stands for another movement of money."""
    live = Repayment.objects.filter(
        bank=loan.bank,
        bank_serial=bank_serial.strip(),
        state__in=[RepaymentState.RECORDED, RepaymentState.POSTED],
    )
    if live.exists():
        raise SerialUsed(serial=bank_serial.strip())


@database.atomic(durable=True)
def approve_repayment(*, repayment: Repayment, actor: User, on: date, shown: str = "") -> Repayment:
    """Post a recorded repayment; approving again returns the first result.

    `shown` is the fingerprint of the allocation the approver looked at.
    """
    loan = locked_loan(repayment.loan_id)
    found = Repayment.objects.locked().get(pk=repayment.pk)
    if found.state == RepaymentState.POSTED and found.approved_by_id == actor.pk:
        return found

    if found.state == RepaymentState.RECORDED:
        require_receivable(
            loan, amount=found.amount, received_on=found.received_on, purpose=found.purpose, on=on
        )
        if shown and shown != fingerprint(preview_of(found, on=on)):
            raise FiguresMoved

    book_repayment(loan, found, actor=actor, on=on)
    close_task("approve_repayment", subject=found, actor=actor, on=on)
    return found


def book_repayment(loan: Loan, found: Repayment, *, actor: User, on: date) -> None:
    """Post a recorded repayment on its loan, which is held (inner)."""
    found.approved_by, found.posted_on = actor, on
    found.event = happen(
        loan,
        Happening(kind=kind_of(found.purpose), effective_on=found.received_on, amount=found.amount),
        actor=actor,
        on=on,
        key=f"repayment:{found.pk}",
    )
    transition(found, "approve", actor=actor, on=on, facts={"amount": str(found.amount)})

    _withdraw_reminders(loan)
    found.loan = loan
    notices.repayments_posted([found], on=on)


def kind_of(purpose: str) -> EventKind:
    """The kind of event a repayment becomes."""
    return EventKind.PAID_OFF if purpose == Repayment.Purpose.PAYOFF else EventKind.RECEIVED


def _withdraw_reminders(loan: Loan) -> None:
    """Nobody is reminded of what has been paid."""
    prefix = f"reminder:{loan.pk}:"
    if not any(has_queued(kind=kind, key_prefix=prefix) for kind in REMINDING):
        return
    for row in loan.instalments.exclude(settled_on=None):
        _cancel(f"{prefix}{row.due_on}:")
    if not loan.is_running:
        _cancel(prefix)


def _cancel(key_prefix: str) -> None:
    for kind in REMINDING:
        cancel_notices(kind=kind, key_prefix=key_prefix)


@database.atomic(durable=True)
def return_repayment(*, repayment: Repayment, actor: User, on: date, reason: str) -> Repayment:
    """Send a recorded repayment back; it is not posted."""
    locked_loan(repayment.loan_id)
    found = Repayment.objects.locked().get(pk=repayment.pk)
    transition(found, "send_back", actor=actor, on=on, reason=reason)
    close_task("approve_repayment", subject=found, actor=actor, on=on, result=reason)
    return found


@database.atomic(durable=True)
def propose_reversal(*, repayment: Repayment, actor: User, on: date, reason: str) -> Reversal:
    """Ask that a posted repayment be taken back; one open request per repayment."""
    loan = locked_loan(repayment.loan_id)
    found = Repayment.objects.locked().get(pk=repayment.pk)

    if not actor.may("servicing.reverse_repayment"):
        raise NotAllowed
    if found.state != RepaymentState.POSTED:
        raise NotReversible
    if found.reversals.exclude(state=ReversalState.RETURNED).exists():
        raise ReversalUnderWay

    reversal = Reversal(
        loan=loan, repayment=found, reason=reason.strip(), proposed_by=actor, proposed_on=on
    )
    reversal.full_clean(exclude=["event", "approved_by", "state"])
    reversal.save()
    open_task(
        "approve_reversal",
        organisation=loan.bank,
        role="BMG",
        on=on,
        due_on=deadline(on, 1),
        link=("case_repayments", loan.case.number),
        case=loan.case,
        subject=reversal,
        detail=f"{found.number} {yuan(found.amount)}",
    )
    return reversal


@database.atomic(durable=True)
def approve_reversal(*, reversal: Reversal, actor: User, on: date) -> Reversal:
    """Take a posted repayment back as another person asked; approving again changes nothing."""
    loan = locked_loan(reversal.loan_id)
    found = Reversal.objects.locked().get(pk=reversal.pk)
    if found.state == ReversalState.APPROVED and found.approved_by_id == actor.pk:
        return found

    repayment = Repayment.objects.locked().get(pk=found.repayment_id)
    if repayment.state != RepaymentState.POSTED or repayment.event is None:
        raise NotReversible

    carry_out_reversal(loan, found, repayment, actor=actor, on=on)
    close_task("approve_reversal", subject=found, actor=actor, on=on)
    return found


def carry_out_reversal(
    loan: Loan, found: Reversal, repayment: Repayment, *, actor: User, on: date
) -> None:
    """Take a posted repayment back on its loan, which is held (inner)."""
    assert repayment.event
    found.approved_by, found.approved_on = actor, on
    found.event = happen(
        loan,
        Happening(
            kind=EventKind.REVERSED,
            effective_on=on,
            reverses=repayment.event,
            reason=found.reason,
        ),
        actor=actor,
        on=on,
        key=f"reversal:{found.pk}",
    )
    transition(found, "approve", actor=actor, on=on)
    transition(repayment, "reverse", actor=actor, on=on, reason=found.reason)

    notices.repayment_reversed(loan, repayment, on=on)
    note_reversal(repayment, on=on)


@database.atomic(durable=True)
def return_reversal(*, reversal: Reversal, actor: User, on: date, reason: str) -> Reversal:
    """Leave the posting as it is."""
    locked_loan(reversal.loan_id)
    found = Reversal.objects.locked().get(pk=reversal.pk)
    transition(found, "send_back", actor=actor, on=on, reason=reason)
    close_task("approve_reversal", subject=found, actor=actor, on=on, result=reason)
    return found
