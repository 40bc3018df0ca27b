"""After a claim: measures, money that comes back split by liability, write-off by two levels."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from casework.errors import KeyUsedOtherwise
from casework.models import Holder, Stage
from casework.services import close_task, move_case, open_task
from casework.services import transition as move
from guarantees import postings
from guarantees.errors import (
    BeyondDebt,
    ClaimNotPaid,
    CostsAboveReceipt,
    DateInFuture,
    OpinionMissing,
)
from guarantees.models import Claim, Recovery, RecoveryMeasure, WriteOff
from guarantees.selectors.claims import debt_after_claim, recovery_split
from guarantees.services.letters import release_settled
from guarantees.services.locks import locked_claim, locked_file, locked_fund
from guarantees.states import ClaimState
from ledger.services import post
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from screens.wording import day, yuan
from servicing.services import record_recovery as book_recovery
from servicing.services import write_off as book_write_off
from servicing.states import LoanState


def _require_side(claim: Claim, actor: User, permission: str) -> None:
    sides = {claim.case.bank_id, claim.case.programme.center_id}
    if actor.organisation_id not in sides or not actor.may(permission):
        raise NotAllowed


def _require_center(claim: Claim, actor: User) -> None:
    if actor.organisation_id != claim.case.programme.center_id:
        raise NotAllowed


@transaction.atomic(durable=True)
def record_measure(*, claim: Claim, kind: str, text: str, actor: User, on: date) -> RecoveryMeasure:
    """Write down what was done to get the money back."""
    claim = locked_claim(claim)
    _require_side(claim, actor, "guarantees.record_recovery")
    if claim.state != ClaimState.PAID:
        raise ClaimNotPaid
    if not text.strip():
        raise OpinionMissing
    measure: RecoveryMeasure = claim.measures.create(
        case=claim.case, kind=kind, text=text, taken_by=actor, taken_on=on
    )
    record_act(
        "guarantees.record_measure",
        actor=actor,
        on=on,
        subject=measure,
        case_number=claim.case.number,
        facts={"kind": kind},
    )
    return measure


@transaction.atomic(durable=True)
def record_recovery(
    *,
    claim: Claim,
    received_on: date,
    gross: Decimal,
    costs: Decimal,
    payer: str,
    reference: str,
    actor: User,
    on: date,
    idempotency_key: str,
) -> Recovery:
    """Write a receipt after a claim down, split by liability; another person posts it."""
    claim = locked_claim(claim)
    _require_side(claim, actor, "guarantees.record_recovery")
    if earlier := Recovery.objects.filter(idempotency_key=idempotency_key).first():
        if (earlier.claim_id, earlier.gross, earlier.costs) != (claim.pk, gross, costs):
            raise KeyUsedOtherwise
        return earlier
    _require_owed(claim, gross=gross, costs=costs, received_on=received_on, on=on)
    parts = recovery_split(claim, gross=gross, costs=costs, on=received_on)

    recovery = Recovery(
        case=claim.case,
        claim=claim,
        received_on=received_on,
        gross=gross,
        costs=costs,
        fund_part=parts.fund,
        bank_part=parts.bank,
        payer=payer,
        reference=reference,
        recorded_by=actor,
        recorded_on=on,
        idempotency_key=idempotency_key,
    )
    recovery.full_clean(exclude=["state"])
    recovery.save()
    record_act(
        "guarantees.record_recovery",
        actor=actor,
        on=on,
        subject=recovery,
        case_number=claim.case.number,
        facts={"gross": f"{gross:.2f}"},
    )
    _ask_center(recovery, "approve_recovery", "CFN", on=on)
    return recovery


def _require_owed(
    claim: Claim, *, gross: Decimal, costs: Decimal, received_on: date, on: date
) -> None:
    """Something came in, is left after costs, and is no more than the borrower owes."""
    if received_on > on:
        raise DateInFuture(date=day(on))
    if claim.state != ClaimState.PAID:
        raise ClaimNotPaid
    if gross <= costs:
        raise CostsAboveReceipt
    owed = debt_after_claim(claim, received_on).total
    if gross - costs > owed:
        raise BeyondDebt(left=yuan(owed))


@transaction.atomic(durable=True)
def approve_recovery(*, recovery: Recovery, actor: User, on: date) -> Recovery:
    """Post a recovery in the books of fund and bank; by another person; once."""
    case = locked_file(recovery.claim.loan)
    locked_fund(case.programme)
    recovery = Recovery.objects.select_related("claim__loan", "claim__guarantee").get(
        pk=recovery.pk
    )
    claim = recovery.claim
    _require_center(claim, actor)
    recovery.approved_by, recovery.posted_on = actor, on
    move(recovery, "approve", actor=actor, on=on, facts={"gross": f"{recovery.gross:.2f}"})
    from_losses = recovery.fund_part if claim.loan.state == LoanState.WRITTEN_OFF else Decimal(0)
    book_recovery(
        loan=claim.loan,
        fund_part=recovery.fund_part,
        bank_part=recovery.bank_part,
        received_on=recovery.received_on,
        on=on,
        actor=actor,
        idempotency_key=f"recovery:{recovery.pk}",
    )

    assert case.bank
    post(
        postings.recovered(case.bank.code, recovery.fund_part, from_losses=from_losses),
        effective_on=recovery.received_on,
        actor=actor,
        idempotency_key=f"recovered:{recovery.pk}",
        kind="recovery",
        reason=recovery.reference,
        subject=claim.number,
    )
    close_task("approve_recovery", subject=recovery, actor=actor, on=on, result="posted")
    release_settled(case=case, actor=actor, on=on)
    return recovery


@transaction.atomic(durable=True)
def reject_recovery(*, recovery: Recovery, reason: str, actor: User, on: date) -> Recovery:
    """Refuse a recorded receipt with a reason."""
    locked_file(recovery.claim.loan)
    recovery = Recovery.objects.get(pk=recovery.pk)
    _require_center(recovery.claim, actor)
    move(recovery, "reject", actor=actor, on=on, reason=reason)
    close_task("approve_recovery", subject=recovery, actor=actor, on=on, result="rejected")
    return recovery


@transaction.atomic(durable=True)
def propose_write_off(*, claim: Claim, ground: str, text: str, actor: User, on: date) -> WriteOff:
    """Propose to give up what cannot be recovered, with its evidence."""
    claim = locked_claim(claim)
    case = claim.case
    _require_center(claim, actor)
    if not actor.may("guarantees.propose_write_off"):
        raise NotAllowed
    if claim.state != ClaimState.PAID:
        raise ClaimNotPaid
    if not text.strip():
        raise OpinionMissing
    proposal = WriteOff(
        case=case,
        claim=claim,
        ground=ground,
        text=text,
        fund_loss=_owed_to_fund(claim),
        proposed_by=actor,
        proposed_on=on,
    )
    proposal.full_clean(exclude=["state"])
    proposal.save()
    record_act(
        "guarantees.propose_write_off",
        actor=actor,
        on=on,
        subject=proposal,
        case_number=case.number,
    )
    _ask_center(proposal, "approve_write_off", "CLD", on=on)
    return proposal


def _owed_to_fund(claim: Claim) -> Decimal:
    """Principal and interest the fund paid and has not got back."""
    return claim.loan.taken_over + claim.loan.interest_taken_over


def _ask_center(subject: Recovery | WriteOff, kind: str, role: str, *, on: date) -> None:
    open_task(
        kind,
        case=subject.case,
        subject=subject,
        organisation=subject.case.programme.center,
        role=role,
        on=on,
        due_on=stage_deadline("claim", on),
        link=("case_claims", subject.case.number),
    )


@transaction.atomic(durable=True)
def approve_write_off(*, proposal: WriteOff, actor: User, on: date) -> WriteOff:
    """The first level: the leader."""
    locked_file(proposal.claim.loan)
    proposal = WriteOff.objects.get(pk=proposal.pk)
    _require_center(proposal.claim, actor)
    move(proposal, "approve", actor=actor, on=on)
    close_task("approve_write_off", subject=proposal, actor=actor, on=on, result="approved")
    _ask_center(proposal, "confirm_write_off", "CFN", on=on)
    return proposal


@transaction.atomic(durable=True)
def confirm_write_off(*, proposal: WriteOff, actor: User, on: date) -> WriteOff:
    """The second level: books of fund and bank give the rest up; the debt stays on record."""
    case = locked_file(proposal.claim.loan)
    locked_fund(case.programme)
    proposal = WriteOff.objects.select_related("claim__loan").get(pk=proposal.pk)
    claim = proposal.claim
    _require_center(claim, actor)
    fund_loss = _owed_to_fund(claim)
    proposal.fund_loss, proposal.confirmed_on = fund_loss, on
    move(proposal, "confirm", actor=actor, on=on, facts={"loss": f"{fund_loss:.2f}"})
    book_write_off(
        loan=claim.loan,
        on=on,
        actor=actor,
        idempotency_key=f"write-off:{proposal.pk}",
        reason=proposal.text,
    )

    post(
        postings.written_off(fund_loss),
        effective_on=on,
        actor=actor,
        idempotency_key=f"written-off:{proposal.pk}",
        kind="write_off",
        reason=proposal.ground,
        subject=claim.number,
    )
    close_task("confirm_write_off", subject=proposal, actor=actor, on=on, result="written off")
    move_case(case, stage=Stage.CLOSED, holder=Holder.NOBODY, on=on, closed_on=on)
    return proposal


@transaction.atomic(durable=True)
def reject_write_off(*, proposal: WriteOff, reason: str, actor: User, on: date) -> WriteOff:
    """One of the two levels says no."""
    locked_file(proposal.claim.loan)
    proposal = WriteOff.objects.get(pk=proposal.pk)
    _require_center(proposal.claim, actor)
    move(proposal, "reject", actor=actor, on=on, reason=reason)
    for kind in ("approve_write_off", "confirm_write_off"):
        close_task(kind, subject=proposal, actor=actor, on=on, result="rejected")
    return proposal
