"""Reads of the decision: who decides by which rule, reasons in words, records."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from casework.models import Case
from policy.models import AuthorityRule, in_language
from policy.selectors import parameter
from underwriting.models import Approval, Decision
from underwriting.selectors.files import authority_rule_for, latest_memo


@dataclass(frozen=True)
class Reason:
    """A reason of the list: what it says and what the applicant can do about it."""

    code: str
    text: str
    advice: str


def decision_reasons(on: date) -> list[Reason]:
    """The list of reasons of a day, in the reader's language."""
    rows: list[dict[str, Any]] = parameter("decision.reasons", on)
    return [
        Reason(
            row["code"],
            in_language(row["zh"], row["en"]),
            in_language(row["advice_zh"], row["advice_en"]),
        )
        for row in rows
    ]


def reasons_of(decision: Decision) -> list[Reason]:
    """The reasons of a decision as the list of its day words them."""
    known = {reason.code: reason for reason in decision_reasons(decision.decided_on)}
    return [known[code] for code in decision.reasons if code in known]


def authority_rule_of(case: Case, on: date) -> AuthorityRule | None:
    """The rule that names who decides this file; none before there is a scored memo."""
    memo = latest_memo(case)
    if memo is None or memo.score is None:
        return None
    return authority_rule_for(
        amount=memo.proposed_amount,
        grade=memo.score.grade,
        product_code=case.product_code,
        on=on,
    )


def newest_decision(case: Case) -> Decision | None:
    """The decision that counts now."""
    return decisions_of(case).first()


def decisions_of(case: Case) -> "QuerySet[Decision]":
    """All decisions of a case, the newest first, with what they rest on."""
    found: QuerySet[Decision] = case.decisions.select_related(
        "authority_rule",
        "memo",
        "score__scorecard",
        "agenda_item__meeting__committee",
        "decided_by__person",
        "corrects",
    )
    return found


def approvals_of(case: Case) -> list[Approval]:
    """The approvals on the memo that lies before the approvers."""
    memo = latest_memo(case)
    if memo is None:
        return []
    return list(memo.approvals.select_related("approver__person").order_by("pk"))
