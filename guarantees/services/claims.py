"""A claim on the fund: filed, checked, approved, paid once by two persons."""

from datetime import date

from django.db import transaction

from casework.models import Holder, Notice, Stage
from casework.services import close_task, move_case, open_task, queue_notice
from casework.services import transition as move
from casework.services.cases import public_number
from guarantees import notices, postings
from guarantees.errors import (
    ClaimFiled,
    FiguresChanged,
    FundShort,
    GuaranteeNotInForce,
    NoContactOnRecord,
    NothingToClaim,
    OpinionMissing,
    ReferenceMissing,
    TooEarlyToClaim,
)
from guarantees.models import Claim, Guarantee
from guarantees.selectors.claims import ClaimFigures, claim_figures, live_claim
from guarantees.selectors.fund import fund_cash
from guarantees.services.fund import release_reservation
from guarantees.services.locks import locked_claim, locked_file, locked_fund
from guarantees.states import GuaranteeState
from ledger.services import post
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import stage_deadline
from screens.wording import yuan
from servicing.models import ContactRecord, Loan
from servicing.services import take_over_by_claim


@transaction.atomic(durable=True)
def file_claim(*, loan: Loan, statement: str, actor: User, on: date, idempotency_key: str) -> Claim:
    """The bank claims on the fund after the waiting time; the figures are frozen with the day."""
    case = locked_file(loan)
    if earlier := Claim.objects.filter(idempotency_key=idempotency_key).first():
        return earlier
    guarantee = Guarantee.objects.select_related("loan__product_version").get(loan=loan)
    if actor.organisation_id != case.bank_id or not actor.may("guarantees.file_claim"):
        raise NotAllowed
    _require_claimable(guarantee, loan, statement=statement, on=on)
    figures = claim_figures(guarantee, on)

    claim = Claim.objects.create(
        case=case,
        guarantee=guarantee,
        loan=loan,
        number=public_number("C", "claim", on=on),
        days_past_due=figures.days_past_due,
        principal=figures.principal,
        interest=figures.interest,
        excluded=figures.excluded,
        fund_amount=figures.fund_amount,
        fund_interest=figures.fund_interest,
        bank_amount=figures.bank_amount,
        computation=figures.as_facts(),
        statement=statement,
        contact_count=_contacts(loan),
        filed_by=actor,
        filed_on=on,
        idempotency_key=idempotency_key,
    )
    record_act(
        "guarantees.file_claim",
        actor=actor,
        on=on,
        subject=claim,
        case_number=case.number,
        facts={"fund": f"{claim.fund_amount:.2f}", "bank": f"{claim.bank_amount:.2f}"},
    )
    _ask(claim, "check_claim", "CTR", on=on)
    return claim


@transaction.atomic(durable=True)
def file_claim_again(*, claim: Claim, statement: str, actor: User, on: date) -> Claim:
    """The bank files a returned claim anew: the figures are those of today."""
    claim = locked_claim(claim)
    if actor.organisation_id != claim.case.bank_id:
        raise NotAllowed
    figures = claim_figures(claim.guarantee, on)
    _require_late(figures, claim.guarantee)
    if not statement.strip():
        raise OpinionMissing
    claim.days_past_due, claim.computation = figures.days_past_due, figures.as_facts()
    claim.principal, claim.interest = figures.principal, figures.interest
    claim.excluded, claim.bank_amount = figures.excluded, figures.bank_amount
    claim.fund_amount, claim.fund_interest = figures.fund_amount, figures.fund_interest
    claim.statement, claim.filed_on = statement, on
    claim.contact_count = _contacts(claim.loan)
    move(claim, "file_again", actor=actor, on=on, facts={"fund": f"{claim.fund_amount:.2f}"})
    close_task("mend_claim", subject=claim, actor=actor, on=on, result="filed again")
    _ask(claim, "check_claim", "CTR", on=on)
    return claim


def _contacts(loan: Loan) -> int:
    return ContactRecord.objects.filter(loan=loan).count()


def _require_claimable(guarantee: Guarantee, loan: Loan, *, statement: str, on: date) -> None:
    if guarantee.state != GuaranteeState.IN_FORCE:
        raise GuaranteeNotInForce
    if earlier := live_claim(loan):
        raise ClaimFiled(number=earlier.number)
    _require_late(claim_figures(guarantee, on), guarantee)
    if not _contacts(loan):
        raise NoContactOnRecord
    if not statement.strip():
        raise OpinionMissing


def _require_late(figures: ClaimFigures, guarantee: Guarantee) -> None:
    """Late enough, and something covered is unpaid."""
    if figures.days_past_due <= guarantee.claim_waiting_days:
        raise TooEarlyToClaim(
            days=figures.days_past_due,
            waiting=guarantee.claim_waiting_days,
            missing=guarantee.claim_waiting_days + 1 - figures.days_past_due,
        )
    if figures.fund_amount <= 0:
        raise NothingToClaim


def _ask(claim: Claim, kind: str, role: str, *, on: date) -> None:
    due_on = stage_deadline("claim", on)
    case = claim.case
    move_case(case, stage=Stage.CLAIM, holder=Holder.CENTER, on=on, due_on=due_on)
    open_task(
        kind,
        case=case,
        subject=claim,
        organisation=case.programme.center,
        role=role,
        on=on,
        due_on=due_on,
        link=("case_claims", case.number),
    )


def _require_center(claim: Claim, actor: User) -> None:
    if actor.organisation_id != claim.case.programme.center_id:
        raise NotAllowed


@transaction.atomic(durable=True)
def check_claim(*, claim: Claim, text: str, actor: User, on: date) -> Claim:
    """The center's clerk has checked file and figures; the leader is asked."""
    claim = locked_claim(claim)
    _require_center(claim, actor)
    if not text.strip():
        raise OpinionMissing
    _require_same_figures(claim)
    claim.check_text = text
    move(claim, "check_file", actor=actor, on=on, reason=text)
    close_task("check_claim", subject=claim, actor=actor, on=on, result="checked")
    _ask(claim, "approve_claim", "CLD", on=on)
    return claim


def _require_same_figures(claim: Claim) -> None:
    """The debt of the filing day must still stand: nothing was received or reversed since."""
    now = claim_figures(claim.guarantee, claim.filed_on)
    if (now.principal, now.interest) != (claim.principal, claim.interest):
        raise FiguresChanged
    later = claim.loan.events.filter(kind="received", effective_on__gt=claim.filed_on)
    if later.filter(reversal=None).exists():
        raise FiguresChanged


@transaction.atomic(durable=True)
def approve_claim(*, claim: Claim, actor: User, on: date) -> Claim:
    """The leader approves; the accountant is asked to prepare the payment."""
    claim = locked_claim(claim)
    _require_center(claim, actor)
    _require_same_figures(claim)
    move(claim, "approve", actor=actor, on=on)
    close_task("approve_claim", subject=claim, actor=actor, on=on, result="approved")
    _ask(claim, "pay_claim", "CFN", on=on)
    return claim


@transaction.atomic(durable=True)
def reject_claim(*, claim: Claim, reason: str, actor: User, on: date) -> Claim:
    """The leader rejects with reasons; the case goes back to collection."""
    claim = locked_claim(claim)
    _require_center(claim, actor)
    move(claim, "reject", actor=actor, on=on, reason=reason)
    close_task("approve_claim", subject=claim, actor=actor, on=on, result="rejected")
    move_case(claim.case, stage=Stage.OVERDUE, holder=Holder.BANK, on=on)
    return claim


@transaction.atomic(durable=True)
def send_claim_back(*, claim: Claim, reason: str, actor: User, on: date) -> Claim:
    """Return a claim to the bank: something is missing or the figures have changed."""
    claim = locked_claim(claim)
    _require_center(claim, actor)
    move(claim, "send_back", actor=actor, on=on, reason=reason)
    for kind in ("check_claim", "approve_claim"):
        close_task(kind, subject=claim, actor=actor, on=on, result="returned")
    assert claim.case.bank
    due_on = stage_deadline("claim", on)
    move_case(claim.case, stage=Stage.CLAIM, holder=Holder.BANK, on=on, due_on=due_on)
    open_task(
        "mend_claim",
        case=claim.case,
        subject=claim,
        organisation=claim.case.bank,
        role="BPL",
        on=on,
        due_on=due_on,
        link=("case_claims", claim.case.number),
        detail=reason[:200],
    )
    return claim


@transaction.atomic(durable=True)
def withdraw_claim(*, claim: Claim, reason: str, actor: User, on: date) -> Claim:
    """The bank takes its claim back before it is paid, for example to file it anew."""
    claim = locked_claim(claim)
    if actor.organisation_id != claim.case.bank_id:
        raise NotAllowed
    move(claim, "withdraw", actor=actor, on=on, reason=reason)
    for kind in ("check_claim", "approve_claim", "pay_claim", "mend_claim"):
        close_task(kind, subject=claim, actor=actor, on=on, result="withdrawn")
    move_case(claim.case, stage=Stage.OVERDUE, holder=Holder.BANK, on=on)
    return claim


@transaction.atomic(durable=True)
def prepare_claim_payment(*, claim: Claim, payment_reference: str, actor: User, on: date) -> Claim:
    """The accountant prepares the payment with the bank's reference; another person releases it."""
    claim = locked_claim(claim)
    _require_center(claim, actor)
    if not payment_reference.strip():
        raise ReferenceMissing
    claim.payment_reference, claim.prepared_by = payment_reference.strip(), actor
    move(claim, "prepare_payment", actor=actor, on=on)
    close_task("pay_claim", subject=claim, actor=actor, on=on, result="prepared")
    _ask(claim, "release_claim_payment", "CFN", on=on)
    return claim


@transaction.atomic(durable=True)
def release_claim_payment(*, claim: Claim, actor: User, on: date) -> Claim:
    """Pay a claim once: fund, loan and guarantee change together; again returns the payment."""
    claim = locked_claim(claim)
    locked_fund(claim.case.programme)
    _require_center(claim, actor)
    if claim.paid_on:
        return claim
    _require_same_figures(claim)
    bank = claim.case.bank
    assert bank
    if (held := fund_cash(bank)) < claim.fund_amount:
        raise FundShort(bank=bank, left=yuan(held))

    claim.released_by, claim.paid_on = actor, on
    move(claim, "pay", actor=actor, on=on, facts={"amount": f"{claim.fund_amount:.2f}"})
    move(claim.guarantee, "claim", actor=actor, on=on)
    release_reservation(claim.guarantee, on=on)
    take_over_by_claim(
        loan=claim.loan,
        amount=claim.fund_amount,
        interest=claim.fund_interest,
        on=on,
        actor=actor,
        idempotency_key=f"claim:{claim.pk}",
    )

    post(
        postings.claim_paid(bank.code, claim.fund_amount),
        effective_on=on,
        actor=actor,
        idempotency_key=f"claim-paid:{claim.pk}",
        kind="claim_payment",
        reason=claim.payment_reference,
        subject=claim.number,
    )
    close_task("release_claim_payment", subject=claim, actor=actor, on=on, result="paid")
    move_case(claim.case, stage=Stage.CLAIM, holder=Holder.CENTER, on=on)
    _tell_paid(claim, on=on)
    return claim


def _tell_paid(claim: Claim, *, on: date) -> None:
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"claim-paid:{claim.pk}:{channel}",
            kind="claim_paid",
            channel=channel,
            case=claim.case,
            recipient=claim.case.borrower,
            body=notices.claim_paid(claim),
            on=on,
        )
