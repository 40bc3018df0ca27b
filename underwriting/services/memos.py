"""The evaluation memo: generated, edited, sent to decision; a return starts a new version."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from casework.models import Case, Holder, Stage
from casework.services import close_task, move_case, open_task, transition
from loancore.money import format_money
from parties.models import User
from parties.services.audit import record_act
from policy.models import AuthorityRule
from policy.selectors import stage_deadline
from screens.wording import percent
from underwriting.errors import (
    DeviationNeedsReason,
    EvaluationIncomplete,
    MemoChangedMeanwhile,
    MemoIsFrozen,
    MethodNotOffered,
    NoMemo,
    NothingToScore,
    OnAnAgenda,
    ProposalNotInSteps,
    ProposalOutside,
)
from underwriting.models import Memo
from underwriting.selectors import (
    application_of,
    authority_rule_for,
    evaluation_gaps,
    is_on_agenda,
    latest_memo,
    latest_score,
    rate_ceiling,
    suggestion_for,
)
from underwriting.services.guards import locked_case, require_bank_staff, require_open_for_work
from underwriting.services.memo_facts import memo_facts
from underwriting.states import MemoState


@dataclass(frozen=True)
class Proposal:
    """What the memo proposes to those who decide."""

    amount: Decimal
    term_months: int
    rate: Decimal
    method: str
    conclusion: str
    conditions: str
    deviation_reason: str = ""


@transaction.atomic(durable=True)
def start_memo(*, case: Case, actor: User, on: date) -> Memo:
    """Generate the memo from the file; the draft at hand is returned, with fresh facts.

    After a return the next version starts from what was written in the one before.
    """
    case = locked_case(case)
    earlier, score = latest_memo(case), latest_score(case)

    require_bank_staff(case, actor=actor, permission="underwriting.write_memo")
    require_open_for_work(case)
    if score is None:
        raise NothingToScore
    if earlier and earlier.state == MemoState.FROZEN:
        raise MemoIsFrozen

    if earlier and earlier.state == MemoState.DRAFT:
        return _refreshed(earlier, on=on)
    memo = _continued(earlier, case) if earlier else _first(case, on)
    memo.facts, memo.score = memo_facts(case, on), score
    memo.author = memo.edited_by = actor
    memo.written_on = on
    memo.save()
    record_act(
        "underwriting.start_memo",
        actor=actor,
        on=on,
        subject=memo,
        case_number=case.number,
        facts={"version": memo.version},
    )
    return memo


def _refreshed(memo: Memo, *, on: date) -> Memo:
    memo.facts, memo.score = memo_facts(memo.case, on), latest_score(memo.case)
    memo.save(update_fields=["facts", "score"])
    return memo


def _first(case: Case, on: date) -> Memo:
    """The first version proposes what the computation suggests, inside the product's terms."""
    application = application_of(case)
    version, score = application.product_version, latest_score(case)
    assert version
    assert score
    assert application.term_months
    suggested = suggestion_for(case, score, on).amount
    ceiling = rate_ceiling(case, on)
    rate = version.interest_rate if ceiling is None else min(version.interest_rate, ceiling)
    return Memo(
        case=case,
        proposed_amount=max(suggested, version.amount_min),
        proposed_term_months=application.term_months,
        proposed_rate=rate,
        proposed_method=application.repayment_method,
    )


def _continued(earlier: Memo, case: Case) -> Memo:
    return Memo(
        case=case,
        version=earlier.version + 1,
        conclusion=earlier.conclusion,
        proposed_amount=earlier.proposed_amount,
        proposed_term_months=earlier.proposed_term_months,
        proposed_rate=earlier.proposed_rate,
        proposed_method=earlier.proposed_method,
        conditions=earlier.conditions,
        deviation_reason=earlier.deviation_reason,
    )


@transaction.atomic(durable=True)
def save_memo(*, memo: Memo, proposal: Proposal, edition: int, actor: User, on: date) -> Memo:
    """Keep conclusion, proposal and conditions; `edition` is the one the writer saw."""
    case = locked_case(memo.case)
    memo = Memo.objects.select_related("edited_by__person").get(pk=memo.pk)

    require_bank_staff(case, actor=actor, permission="underwriting.write_memo")
    require_open_for_work(case)
    if memo.state != MemoState.DRAFT:
        raise MemoIsFrozen
    if memo.edition != edition:
        raise MemoChangedMeanwhile(who=memo.edited_by.display_name)
    require_inside_terms(case, proposal, on=on)

    memo.conclusion, memo.conditions = proposal.conclusion, proposal.conditions
    memo.deviation_reason = proposal.deviation_reason
    memo.proposed_amount, memo.proposed_rate = proposal.amount, proposal.rate
    memo.proposed_term_months, memo.proposed_method = proposal.term_months, proposal.method
    memo.edition, memo.edited_by, memo.written_on = edition + 1, actor, on
    memo.facts, memo.score = memo_facts(case, on), latest_score(case)
    memo.save()
    record_act(
        "underwriting.save_memo",
        actor=actor,
        on=on,
        subject=memo,
        case_number=case.number,
        facts={"version": memo.version, "edition": memo.edition},
    )
    return memo


def require_inside_terms(case: Case, proposal: Proposal, *, on: date) -> None:
    """Refuse a proposal outside product, wish or agreement, or above the suggestion unexplained."""
    application = application_of(case)
    version = application.product_version
    assert version
    assert application.amount
    most = min(version.amount_max, application.amount)
    if not version.amount_min <= proposal.amount <= most:
        bounds = {"least": format_money(version.amount_min), "most": format_money(most)}
        raise ProposalOutside(what=_("Amount"), **bounds)
    if proposal.amount % version.amount_step:
        raise ProposalNotInSteps(step=format_money(version.amount_step))
    if not version.term_months_min <= proposal.term_months <= version.term_months_max:
        raise ProposalOutside(
            what=_("Term in months"), least=version.term_months_min, most=version.term_months_max
        )
    ceiling = rate_ceiling(case, on) or version.interest_rate
    if not 0 < proposal.rate <= ceiling:
        raise ProposalOutside(what=_("Annual rate"), least="0%", most=percent(ceiling))
    if proposal.method not in version.repayment_methods:
        raise MethodNotOffered
    _require_reason_above_suggestion(case, proposal.amount, proposal.deviation_reason, on=on)


def _require_reason_above_suggestion(case: Case, amount: Decimal, reason: str, *, on: date) -> None:
    score = latest_score(case)
    assert score
    suggested = suggestion_for(case, score, on).amount
    if amount > suggested and not reason.strip():
        raise DeviationNeedsReason(suggested=format_money(suggested))


@transaction.atomic(durable=True)
def freeze_memo(*, case: Case, actor: User, on: date) -> Memo:
    """Send the file to decision, if complete: the memo becomes read-only with its hash."""
    case = locked_case(case)
    memo = latest_memo(case)

    require_bank_staff(case, actor=actor, permission="underwriting.write_memo")
    if memo is None:
        raise NoMemo
    if memo.state != MemoState.DRAFT:
        raise MemoIsFrozen
    if gaps := evaluation_gaps(case, on):
        raise EvaluationIncomplete(missing=_("; ").join(gap.sentence for gap in gaps))
    _require_reason_above_suggestion(case, memo.proposed_amount, memo.deviation_reason, on=on)

    memo.case = case
    memo.facts, memo.score = memo_facts(case, on), latest_score(case)
    memo.content_hash = memo_digest(memo)
    memo.frozen_at = Now()
    transition(memo, "freeze", actor=actor, on=on, facts={"sha256": memo.content_hash})
    transition(application_of(case), "finish_evaluation", actor=actor, on=on)

    _send_to_decision(case, memo, actor=actor, on=on)
    return Memo.objects.get(pk=memo.pk)


def memo_digest(memo: Memo) -> str:
    """The hash that seals facts and proposal of a memo; the same content gives the same hash."""
    content = {
        "case": memo.case.number,
        "version": memo.version,
        "facts": memo.facts,
        "conclusion": memo.conclusion,
        "amount": f"{memo.proposed_amount:.2f}",
        "term_months": memo.proposed_term_months,
        "rate": f"{memo.proposed_rate:.6f}",
        "method": memo.proposed_method,
        "conditions": memo.conditions,
        "deviation_reason": memo.deviation_reason,
        "score": memo.score_id,
        "author": memo.author_id,
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _send_to_decision(case: Case, memo: Memo, *, actor: User, on: date) -> None:
    """Move the headline and open the task of the level that decides."""
    assert connection.in_atomic_block
    assert case.bank
    assert memo.score
    due_on = stage_deadline("decision", on)
    move_case(
        case,
        stage=Stage.DECISION,
        holder=Holder.BANK,
        on=on,
        due_on=due_on,
        headline_amount=memo.proposed_amount,
    )
    for kind in ("check_documents", "revise_memo"):
        close_task(kind, subject=case, actor=actor, on=on, result=MemoState.FROZEN)
    rule = authority_rule_for(
        amount=memo.proposed_amount,
        grade=memo.score.grade,
        product_code=case.product_code,
        on=on,
    )
    by_two = rule.level == AuthorityRule.Level.TWO_APPROVERS
    open_task(
        "give_approval" if by_two else "put_on_agenda",
        case=case,
        organisation=case.bank,
        role="BMG" if by_two else "BRV",
        on=on,
        due_on=due_on,
        link=("case_committee", case.number) if by_two else ("meeting_list", ""),
    )


@transaction.atomic(durable=True)
def return_memo(*, case: Case, reason: str, actor: User, on: date) -> Memo:
    """Give a file back from decision for more work; opinions start a new round."""
    case = locked_case(case)
    memo = latest_memo(case)

    require_bank_staff(case, actor=actor, permission="underwriting.convene_meeting")
    if memo is None:
        raise NoMemo
    if is_on_agenda(case):
        raise OnAnAgenda

    return send_back(case, memo, reason=reason, actor=actor, on=on)


def send_back(
    case: Case,
    memo: Memo,
    *,
    reason: str,
    actor: User,
    on: date,
    events: tuple[str, str] = ("send_back", "return_to_review"),
) -> Memo:
    """Return memo and application to review and open the task to revise; under the case's lock.

    `events` are those of memo and application; an appeal has its own.
    """
    assert connection.in_atomic_block
    assert case.bank
    memo_event, application_event = events
    transition(memo, memo_event, actor=actor, on=on, reason=reason)
    transition(application_of(case), application_event, actor=actor, on=on, reason=reason)

    for kind in ("give_approval", "put_on_agenda"):
        close_task(kind, subject=case, actor=actor, on=on, result=MemoState.RETURNED)
    due_on = stage_deadline("review", on)
    move_case(case, stage=Stage.REVIEW, holder=Holder.BANK, on=on, due_on=due_on)
    open_task(
        "revise_memo",
        case=case,
        organisation=case.bank,
        role="BNK" if "BNK" in memo.author.roles else "BRV",
        assignee=memo.author,
        on=on,
        due_on=due_on,
        link=("case_evaluation", case.number),
        detail=reason[:200],
    )
    return memo
