"""From the bank's request to the center's promise: request, review, recommendation, promise."""

from datetime import date
from typing import Any

from django.db import transaction

from applications.services import hand_to_bank
from applications.states import ApplicationState
from casework.errors import NotInThisState
from casework.models import Case, Holder, Notice, Stage
from casework.services import close_task, move_case, next_number, open_task, queue_notice
from casework.services import transition as move
from guarantees import notices
from guarantees.errors import NotApprovedYet, OpinionMissing
from guarantees.models import Guarantee
from guarantees.services.fund import release_reservation, reserve
from guarantees.services.locks import locked_case
from guarantees.services.objections import open_notice, require_undisputed
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import product_version, stage_deadline
from underwriting.selectors import application_of
from underwriting.selectors.contracts import decision_in_force

OWN_TASKS = (
    "qualification_review",
    "review_guarantee",
    "approve_guarantee",
    "register_security",
    "issue_letter",
)


def _require_center(case: Case, actor: User, permission: str) -> None:
    if actor.organisation_id != case.programme.center_id or not actor.may(permission):
        raise NotAllowed


def _new_guarantee(case: Case, *, on: date, **more: Any) -> Guarantee:
    version = application_of(case).product_version or product_version(case.product_code, on)
    return Guarantee.objects.create(
        case=case,
        fund_share=version.fund_share,
        claim_waiting_days=version.claim_waiting_days,
        covers=version.claim_covers,
        requested_on=on,
        **more,
    )


def _ask_center(kind: str, case: Case, role: str, *, on: date) -> None:
    due_on = stage_deadline("guarantee", on)
    move_case(
        case,
        stage=Stage.GUARANTEE,
        holder=Holder.CENTER,
        on=on,
        due_on=due_on,
        shared_with_center=True,
    )
    open_task(
        kind,
        case=case,
        organisation=case.programme.center,
        role=role,
        on=on,
        due_on=due_on,
        link=("case_guarantee", case.number),
    )


@transaction.atomic(durable=True)
def open_qualification(*, case: Case, actor: User, on: date) -> Guarantee:
    """Center first: the center takes up the question whether the person is eligible."""
    case = locked_case(case)
    _require_center(case, actor, "guarantees.review")
    guarantee = Guarantee.objects.filter(case=case).first() or _new_guarantee(case, on=on)
    move(guarantee, "take_up", actor=actor, on=on)
    return guarantee


@transaction.atomic(durable=True)
def qualify(*, guarantee: Guarantee, text: str, actor: User, on: date) -> Guarantee:
    """Center first: the person is eligible; the file goes to the bank."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    if guarantee.amount is not None:
        raise NotInThisState
    if not text.strip():
        raise OpinionMissing
    move(guarantee, "qualify", actor=actor, on=on, reason=text)
    close_task("qualification_review", subject=case, actor=actor, on=on, result="qualified")
    hand_to_bank(application=application_of(case), actor=actor, on=on)
    return guarantee


@transaction.atomic(durable=True)
def request_guarantee(*, case: Case, intention: str, actor: User, on: date) -> Guarantee:
    """The bank sends its approved file to the center with a letter of intention."""
    case = locked_case(case)
    decision = decision_in_force(case)
    if actor.organisation_id != case.bank_id or not actor.may("guarantees.request"):
        raise NotAllowed
    if decision is None or application_of(case).state != ApplicationState.APPROVED:
        raise NotApprovedYet

    guarantee = Guarantee.objects.filter(case=case).first()
    if guarantee is None:
        guarantee = _new_guarantee(case, on=on)
        record_act(
            "guarantees.request",
            actor=actor,
            on=on,
            subject=guarantee,
            case_number=case.number,
        )
    else:
        move(guarantee, "request_again", actor=actor, on=on)
    guarantee.amount, guarantee.intention = decision.amount, intention
    guarantee.requested_by, guarantee.requested_on = actor, on
    guarantee.save()

    close_task("request_guarantee", subject=case, actor=actor, on=on, result="requested")
    _ask_center("review_guarantee", case, "CTR", on=on)
    return guarantee


@transaction.atomic(durable=True)
def take_up(*, guarantee: Guarantee, actor: User, on: date) -> Guarantee:
    """A clerk of the center begins to examine the request."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    _require_center(case, actor, "guarantees.review")
    move(guarantee, "take_up", actor=actor, on=on)
    return guarantee


@transaction.atomic(durable=True)
def send_back(*, guarantee: Guarantee, reason: str, actor: User, on: date) -> Guarantee:
    """Return the request to the bank with reasons."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    _require_center(case, actor, "guarantees.review")
    if guarantee.amount is None:
        raise NotInThisState
    move(guarantee, "send_back", actor=actor, on=on, reason=reason)

    for kind in ("review_guarantee", "approve_guarantee"):
        close_task(kind, subject=case, actor=actor, on=on, result="returned")
    due_on = stage_deadline("guarantee", on)
    move_case(case, stage=Stage.GUARANTEE, holder=Holder.BANK, on=on, due_on=due_on)
    assert case.bank
    open_task(
        "request_guarantee",
        case=case,
        organisation=case.bank,
        role="BNK",
        on=on,
        due_on=due_on,
        link=("case_guarantee", case.number),
        detail=reason[:200],
    )
    return guarantee


@transaction.atomic(durable=True)
def recommend(
    *, guarantee: Guarantee, checks: dict[str, bool], text: str, actor: User, on: date
) -> Guarantee:
    """The reviewer signs an opinion; the leader is asked."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    _require_center(case, actor, "guarantees.review")
    if guarantee.amount is None:
        raise NotApprovedYet
    if not text.strip():
        raise OpinionMissing

    guarantee.opinions.create(
        is_positive=all(checks.values()), checks=checks, text=text, author=actor, given_on=on
    )
    move(guarantee, "recommend", actor=actor, on=on, reason=text)
    open_notice(guarantee, actor=actor, on=on)
    close_task("review_guarantee", subject=case, actor=actor, on=on, result="recommended")
    _ask_center("approve_guarantee", case, "CLD", on=on)
    return guarantee


@transaction.atomic(durable=True)
def commit_guarantee(*, guarantee: Guarantee, actor: User, on: date) -> Guarantee:
    """The leader promises the guarantee: number given, capacity reserved under the fund's lock."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    _require_center(case, actor, "guarantees.approve")
    require_undisputed(guarantee, on)
    center = case.programme.center
    rule = center.guarantee_number_rule or "G{year}-{sequence:05d}"
    guarantee.number = rule.format(year=on.year, sequence=next_number("guarantee", on=on))
    guarantee.committed_on = on
    move(
        guarantee,
        "commit",
        actor=actor,
        on=on,
        facts={"number": guarantee.number, "amount": f"{guarantee.amount:.2f}"},
    )

    reserve(guarantee, actor=actor, on=on)
    close_task("approve_guarantee", subject=case, actor=actor, on=on, result="promised")
    _ask_center("register_security", case, "CTR", on=on)
    return guarantee


@transaction.atomic(durable=True)
def refuse_guarantee(*, guarantee: Guarantee, reason: str, actor: User, on: date) -> Guarantee:
    """The leader refuses with reasons: the case ends and the applicant is told."""
    case = locked_case(guarantee.case)
    guarantee = Guarantee.objects.get(pk=guarantee.pk)
    _require_center(case, actor, "guarantees.approve")
    move(guarantee, "refuse", actor=actor, on=on, reason=reason)
    move(application_of(case), "end_unguaranteed", actor=actor, on=on, reason=reason)

    for kind in ("review_guarantee", "approve_guarantee", "qualification_review"):
        close_task(kind, subject=case, actor=actor, on=on, result="refused")
    move_case(case, stage=Stage.CLOSED, holder=Holder.NOBODY, on=on, closed_on=on)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"guarantee-refused:{guarantee.pk}:{channel}",
            kind="guarantee_refused",
            channel=channel,
            case=case,
            recipient=case.borrower,
            body=notices.guarantee_refused(guarantee),
            on=on,
        )
    return guarantee


def lapse(guarantee: Guarantee, *, reason: str, actor: User, on: date) -> None:
    """The application ended or the promise ran out: give the capacity back; in a transaction."""
    move(guarantee, "lapse", actor=actor, on=on, reason=reason)
    release_reservation(guarantee, on=on)
    for kind in OWN_TASKS:
        close_task(kind, subject=guarantee.case, actor=actor, on=on, result="lapsed")
