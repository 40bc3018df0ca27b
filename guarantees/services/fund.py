"""The fund: opened once, moved by two persons, reserved under its lock."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from casework.errors import KeyUsedOtherwise
from casework.services import close_task, open_task
from casework.services import transition as move
from guarantees import postings
from guarantees.errors import FundExhausted, FundShort
from guarantees.models import Fund, FundMovement, Guarantee, Reservation
from guarantees.selectors.fund import exposure, fund_cash, fund_position, handling_banks
from guarantees.services.locks import locked_fund
from ledger.services import open_account, post
from parties.errors import NotAllowed
from parties.models import Organisation, Programme, User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from screens.wording import yuan

DRAFTS = {
    FundMovement.Kind.INJECTION: (postings.injection, "fund_paid_in"),
    FundMovement.Kind.INTEREST: (postings.interest, "fund_interest"),
    FundMovement.Kind.WITHDRAWAL: (postings.withdrawal, "fund_paid_out"),
}


def open_fund(programme: Programme) -> Fund:
    """The fund of a programme with its accounts in the journal; again changes nothing."""
    for address, kind in postings.COMMON_ACCOUNTS.items():
        open_account(address, kind)
    for bank in handling_banks():
        open_account(postings.cash(bank.code), "asset")
    return Fund.objects.get_or_create(programme=programme)[0]


def require_headroom(amount: Decimal, *, on: date) -> None:
    """Refuse to promise more than is free; the fund is locked by the caller."""
    free = fund_position(on).free
    if amount > free:
        raise FundExhausted(left=yuan(max(free, Decimal(0))), amount=yuan(amount))


def reserve(guarantee: Guarantee, *, actor: User, on: date) -> Reservation:
    """Bind capacity for a guarantee under the fund's lock; refused when it does not reach."""
    fund = locked_fund(guarantee.case.programme)
    assert guarantee.amount is not None
    amount = exposure(guarantee.amount, guarantee.fund_share, on)
    require_headroom(amount, on=on)
    return Reservation.objects.create(
        fund=fund, guarantee=guarantee, amount=amount, reserved_on=on, reserved_by=actor
    )


def release_reservation(guarantee: Guarantee, *, on: date) -> None:
    """Give the capacity of a guarantee back; again changes nothing."""
    Reservation.objects.filter(guarantee=guarantee, released_on=None).update(released_on=on)


@transaction.atomic(durable=True)
def record_movement(
    *,
    programme: Programme,
    kind: str,
    bank: Organisation,
    amount: Decimal,
    value_on: date,
    reference: str,
    actor: User,
    on: date,
    idempotency_key: str,
    reason: str = "",
) -> FundMovement:
    """Write a contribution, interest or withdrawal down; the leader posts it."""
    fund = locked_fund(programme)
    if not actor.may("guarantees.record_fund"):
        raise NotAllowed
    if earlier := FundMovement.objects.filter(idempotency_key=idempotency_key).first():
        if (earlier.kind, earlier.bank_id, earlier.amount) != (kind, bank.pk, amount):
            raise KeyUsedOtherwise
        return earlier

    movement = FundMovement(
        fund=fund,
        kind=kind,
        bank=bank,
        amount=amount,
        value_on=value_on,
        reference=reference,
        reason=reason,
        recorded_by=actor,
        recorded_on=on,
        idempotency_key=idempotency_key,
    )
    movement.full_clean(exclude=["state"])
    movement.save()
    record_act(
        "guarantees.record_movement",
        actor=actor,
        on=on,
        subject=movement,
        facts={"kind": kind, "amount": f"{amount:.2f}", "bank": bank.code},
    )
    _ask_leader(movement, on=on)
    return movement


def _ask_leader(movement: FundMovement, *, on: date) -> None:
    open_task(
        "approve_movement",
        subject=movement,
        organisation=movement.fund.programme.center,
        role="CLD",
        on=on,
        due_on=stage_deadline("guarantee", on),
        link=("fund_overview", ""),
        detail=movement.reference,
    )


@transaction.atomic(durable=True)
def approve_movement(*, movement: FundMovement, actor: User, on: date) -> FundMovement:
    """Post a movement; by another person. A withdrawal must leave every promise covered."""
    locked_fund(movement.fund.programme)
    movement = FundMovement.objects.select_for_update(of=("self",)).get(pk=movement.pk)
    kind = FundMovement.Kind(movement.kind)
    if kind == FundMovement.Kind.WITHDRAWAL:
        _require_withdrawable(movement, on)
    movement.approved_by, movement.posted_on = actor, on
    move(movement, "approve", actor=actor, on=on, facts={"amount": f"{movement.amount:.2f}"})

    draft, journal_kind = DRAFTS[kind]
    post(
        draft(movement.bank.code, movement.amount),
        effective_on=movement.value_on,
        actor=actor,
        idempotency_key=f"fund-movement:{movement.pk}",
        kind=journal_kind,
        reason=movement.reason,
        subject=movement.reference,
    )
    close_task("approve_movement", subject=movement, actor=actor, on=on, result="posted")
    return movement


def _require_withdrawable(movement: FundMovement, on: date) -> None:
    held = fund_cash(movement.bank)
    if movement.amount > held:
        raise FundShort(bank=movement.bank, left=yuan(held))
    position = fund_position(on)
    if movement.amount * position.multiplier > position.free:
        raise FundExhausted(
            left=yuan(position.free), amount=yuan(movement.amount * position.multiplier)
        )


@transaction.atomic(durable=True)
def reject_movement(*, movement: FundMovement, reason: str, actor: User, on: date) -> FundMovement:
    """Refuse a recorded movement with a reason."""
    movement = FundMovement.objects.select_for_update(of=("self",)).get(pk=movement.pk)
    move(movement, "reject", actor=actor, on=on, reason=reason)
    close_task("approve_movement", subject=movement, actor=actor, on=on, result="rejected")
    return movement
