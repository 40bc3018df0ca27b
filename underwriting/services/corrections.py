"""A decision is never changed: what was worded wrongly is corrected by a new record."""

from datetime import date, timedelta

from django.db import transaction
from django.forms import model_to_dict

from casework.services import next_number
from parties.errors import NotAllowed, SamePerson
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import parameter
from underwriting.errors import CorrectedBefore, CorrectionTooLate, ReasonsMissing, ReasonUnknown
from underwriting.models import Decision
from underwriting.selectors.contracts import live_contract
from underwriting.selectors.decisions import decision_reasons
from underwriting.services.decisions import Verdict, tell_decision
from underwriting.services.guards import locked_case

KEPT = ("amount", "term_months", "interest_rate", "repayment_method", "valid_until_on")


@transaction.atomic(durable=True)
def correct_decision(
    *, decision: Decision, verdict: Verdict, why: str, actor: User, on: date
) -> Decision:
    """Word reasons, advice and conditions anew; result, terms and votes stay as they were.

    By a manager of the bank who did not decide, and only before there is a contract.
    """
    case = locked_case(decision.case)
    decision = Decision.objects.get(pk=decision.pk)
    _require_correctable(decision, verdict, actor=actor, on=on)

    corrected: Decision = Decision.objects.create(
        case=case,
        number=f"D{on.year}{next_number('decision', on=on):05d}",
        result=decision.result,
        authority_rule=decision.authority_rule,
        memo=decision.memo,
        score=decision.score,
        agenda_item=decision.agenda_item,
        votes=decision.votes,
        override_reason=decision.override_reason,
        reasons=list(verdict.reasons),
        reason_text=verdict.reason_text,
        advice=verdict.advice,
        conditions=verdict.conditions,
        decided_by=actor,
        decided_on=on,
        appeal_until_on=on + timedelta(days=int(parameter("appeal.days", on))),
        corrects=decision,
        **model_to_dict(decision, fields=KEPT),
    )
    record_act(
        "underwriting.correct_decision",
        actor=actor,
        on=on,
        subject=corrected,
        case_number=case.number,
        facts={"corrects": decision.number, "why": why},
    )
    tell_decision(case, corrected, on=on)
    return corrected


def _require_correctable(decision: Decision, verdict: Verdict, *, actor: User, on: date) -> None:
    case = decision.case
    if actor.organisation_id != case.bank_id or not actor.may("underwriting.approve"):
        raise NotAllowed
    if actor.pk == decision.decided_by_id:
        raise SamePerson
    if Decision.objects.filter(corrects=decision).exists():
        raise CorrectedBefore
    if live_contract(case):
        raise CorrectionTooLate
    if not set(verdict.reasons) <= {reason.code for reason in decision_reasons(on)}:
        raise ReasonUnknown
    is_approved = decision.result == Decision.Result.APPROVED
    if not (is_approved or verdict.reasons):
        raise ReasonsMissing
