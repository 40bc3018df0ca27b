"""The decision: by two approvers or a committee, recorded once, told to the applicant."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from applications.states import ApplicationState
from casework.models import Case, Holder, Notice, Stage
from casework.notices import in_language_of
from casework.services import (
    close_task,
    move_case,
    next_number,
    open_task,
    queue_notice,
)
from casework.services import transition as move
from parties.models import User
from parties.services.audit import record_act
from policy.models import AuthorityRule
from policy.selectors import parameter, stage_deadline
from underwriting import notices
from underwriting.errors import (
    ApprovedBefore,
    ConflictOfInterest,
    DecidedByCommittee,
    NotInDecision,
    OverrideNeedsReason,
    PreparedByYou,
    ReasonsMissing,
    ReasonUnknown,
)
from underwriting.models import AgendaItem, Approval, Decision, Memo
from underwriting.selectors import application_of, authority_rule_for, latest_memo
from underwriting.selectors.committee import conflict_with, prepared_by
from underwriting.selectors.decisions import decision_reasons
from underwriting.services.guards import locked_case, require_bank_staff
from underwriting.states import MemoState

APPROVALS_NEEDED = 2
ADVISED_AGAINST = frozenset({"committee"})


@dataclass(frozen=True)
class Verdict:
    """What was decided and why; reasons from the list, in words, and advice for the applicant."""

    is_positive: bool
    reasons: tuple[str, ...] = ()
    reason_text: str = ""
    advice: str = ""
    conditions: str = ""
    override_reason: str = ""


@dataclass(frozen=True)
class _Basis:
    """What a decision rests on."""

    memo: Memo
    rule: AuthorityRule
    agenda_item: AgendaItem | None = None
    votes: list[dict[str, str]] = field(default_factory=list)


@transaction.atomic(durable=True)
def give_approval(*, case: Case, verdict: Verdict, actor: User, on: date) -> Decision | None:
    """Sign as one of two approvers; the second signature, or a refusal, decides the file."""
    case = locked_case(case)
    memo = latest_memo(case)
    require_bank_staff(case, actor=actor, permission="underwriting.approve")
    if memo is None or memo.state != MemoState.FROZEN:
        raise NotInDecision
    if application_of(case).state not in (ApplicationState.EVALUATED, ApplicationState.IN_DECISION):
        raise NotInDecision
    rule = _rule_of(case, memo, on)
    if rule.level != AuthorityRule.Level.TWO_APPROVERS:
        raise DecidedByCommittee(rule=rule)
    if actor.pk in prepared_by(case):
        raise PreparedByYou
    if memo.approvals.filter(approver=actor).exists():
        raise ApprovedBefore
    if conflict := conflict_with(case, actor):
        raise ConflictOfInterest(why=conflict)
    _require_reasons(memo, verdict, on)

    approval = Approval.objects.create(
        case=case,
        memo=memo,
        approver=actor,
        is_positive=verdict.is_positive,
        text=verdict.reason_text,
        given_on=on,
    )
    record_act(
        "underwriting.give_approval",
        actor=actor,
        on=on,
        subject=approval,
        case_number=case.number,
        facts={"positive": verdict.is_positive},
    )
    if verdict.is_positive and memo.approvals.filter(is_positive=True).count() < APPROVALS_NEEDED:
        return None
    return _record(case, _Basis(memo, rule), verdict, actor=actor, on=on)


def decide(
    *,
    case: Case,
    memo: Memo,
    verdict: Verdict,
    agenda_item: AgendaItem,
    votes: list[dict[str, str]],
    actor: User,
    on: date,
) -> Decision:
    """Record what a committee decided; inside the meeting's transaction, the case locked."""
    assert connection.in_atomic_block
    _require_reasons(memo, verdict, on)
    basis = _Basis(memo, _rule_of(case, memo, on), agenda_item, votes)
    return _record(case, basis, verdict, actor=actor, on=on)


def _rule_of(case: Case, memo: Memo, on: date) -> AuthorityRule:
    assert memo.score
    return authority_rule_for(
        amount=memo.proposed_amount,
        grade=memo.score.grade,
        product_code=case.product_code,
        on=on,
    )


def _require_reasons(memo: Memo, verdict: Verdict, on: date) -> None:
    if not set(verdict.reasons) <= {reason.code for reason in decision_reasons(on)}:
        raise ReasonUnknown
    if not verdict.is_positive:
        if not verdict.reasons:
            raise ReasonsMissing
        return
    advised_against = memo.score and memo.score.suggestion in ADVISED_AGAINST
    if advised_against and not verdict.override_reason.strip():
        raise OverrideNeedsReason


def _record(case: Case, basis: _Basis, verdict: Verdict, *, actor: User, on: date) -> Decision:
    application = application_of(case)
    event = "approve" if verdict.is_positive else "decline"
    move(application, event, actor=actor, on=on, reason=verdict.reason_text)
    decision = Decision.objects.create(
        case=case,
        number=f"D{on.year}{next_number('decision', on=on):05d}",
        result=Decision.Result.APPROVED if verdict.is_positive else Decision.Result.DECLINED,
        authority_rule=basis.rule,
        memo=basis.memo,
        score=basis.memo.score,
        agenda_item=basis.agenda_item,
        votes=basis.votes or _signatures(basis.memo),
        reasons=list(verdict.reasons),
        reason_text=verdict.reason_text,
        advice=verdict.advice,
        conditions=_conditions(basis, verdict),
        override_reason=verdict.override_reason,
        decided_by=actor,
        decided_on=on,
        valid_until_on=on + timedelta(days=int(parameter("decision.valid_days", on))),
        appeal_until_on=on + timedelta(days=int(parameter("appeal.days", on))),
        **(_terms(basis.memo) if verdict.is_positive else {}),
    )
    for kind in ("give_approval", "put_on_agenda"):
        close_task(kind, subject=case, actor=actor, on=on, result=decision.result)
    (_go_on if verdict.is_positive else _end)(case, decision, on=on)
    tell_decision(case, decision, on=on)
    return decision


def _conditions(basis: _Basis, verdict: Verdict) -> str:
    if not verdict.is_positive:
        return ""
    return verdict.conditions if basis.agenda_item else basis.memo.conditions


def _terms(memo: Memo) -> dict[str, Any]:
    return {
        "amount": memo.proposed_amount,
        "term_months": memo.proposed_term_months,
        "interest_rate": memo.proposed_rate,
        "repayment_method": memo.proposed_method,
    }


def _signatures(memo: Memo) -> list[dict[str, str]]:
    return [
        {
            "member": approval.approver.display_name,
            "choice": "approve" if approval.is_positive else "reject",
            "comment": approval.text,
        }
        for approval in memo.approvals.select_related("approver__person").order_by("pk")
    ]


def _go_on(case: Case, decision: Decision, *, on: date) -> None:
    assert case.bank
    due_on = stage_deadline("guarantee", on)
    move_case(
        case,
        stage=Stage.GUARANTEE,
        holder=Holder.BANK,
        on=on,
        due_on=due_on,
        headline_amount=decision.amount,
    )
    open_task(
        "request_guarantee",
        case=case,
        organisation=case.bank,
        role="BNK",
        on=on,
        due_on=due_on,
        link=("case_guarantee", case.number),
    )


def _end(case: Case, decision: Decision, *, on: date) -> None:
    move_case(case, stage=Stage.CLOSED, holder=Holder.NOBODY, on=on, closed_on=on)


def tell_decision(case: Case, decision: Decision, *, on: date) -> None:
    """Send the applicant word of a decision; reasons and rights are on the page."""
    assert connection.in_atomic_block
    with in_language_of(case.borrower):
        subject, body = notices.decision_subject(decision), notices.decision_made(decision)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"decision:{decision.number}:{channel}",
            kind="decision",
            channel=channel,
            case=case,
            recipient=case.borrower,
            subject=subject,
            body=body,
            on=on,
        )
