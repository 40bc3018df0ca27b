"""Decisions by two approvers: the route, the reasons, the record."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError

from casework.models import Case, Notice, Task
from loanprogram.demo.walk_decision import (
    REFUSAL,
    approved_case,
    declined_case,
    file_in_decision,
)
from parties.errors import NotAllowed, SamePerson
from parties.models import User
from underwriting.errors import (
    ApprovedBefore,
    DecidedByCommittee,
    PreparedByYou,
    ReasonsMissing,
    ReasonUnknown,
)
from underwriting.models import Decision
from underwriting.selectors.decisions import authority_rule_of, reasons_of
from underwriting.services.decisions import Verdict, give_approval

Cast = dict[str, User]
SMALL = {"amount": Decimal("50000.00")}
YES = Verdict(is_positive=True, reason_text="同意。")


def test_the_amount_decides_who_decides(cast: Cast, today: date) -> None:
    """S-072: 50,000 goes to two approvers, 300,000 to the committee."""
    small = file_in_decision(cast, today, **SMALL)
    rule = authority_rule_of(small, today)
    assert rule and rule.level == "two_approvers"
    large = file_in_decision(
        cast, today, who="other_applicant", amount=Decimal("300000.00")
    )
    rule = authority_rule_of(large, today)
    assert rule and rule.level == "committee"
    with pytest.raises(DecidedByCommittee):
        give_approval(case=large, verdict=YES, actor=cast["manager"], on=today)
    assert not large.approvals.exists()


def test_two_persons_approve(cast: Cast, today: date) -> None:
    """The first signature decides nothing, the second one everything."""
    case = file_in_decision(cast, today, **SMALL)
    assert give_approval(case=case, verdict=YES, actor=cast["manager"], on=today) is None
    with pytest.raises(ApprovedBefore):
        give_approval(case=case, verdict=YES, actor=cast["manager"], on=today)
    decision = give_approval(case=case, verdict=YES, actor=cast["second_manager"], on=today)
    assert decision and decision.result == "approved"
    assert decision.amount == Decimal("50000.00")
    assert [vote["choice"] for vote in decision.votes] == ["approve", "approve"]
    assert Case.objects.get(pk=case.pk).stage == "guarantee"
    assert Task.objects.open().get(case=case).kind == "request_guarantee"
    sent = Notice.objects.filter(case=case, kind="decision")
    assert {notice.channel for notice in sent} == {"sms", "page"}


@pytest.mark.parametrize(
    ("who", "refusal"), [("officer", NotAllowed), ("stranger", NotAllowed), ("member_1", NotAllowed)]
)
def test_others_do_not_approve(cast: Cast, today: date, who: str, refusal: type) -> None:
    """Only managers of the bank of the case sign."""
    case = file_in_decision(cast, today, **SMALL)
    with pytest.raises(refusal):
        give_approval(case=case, verdict=YES, actor=cast[who], on=today)
    assert not case.approvals.exists()


def test_walks_reach_every_level(cast: Cast, today: date) -> None:
    """The committee decides a large file, for and against."""
    yes = approved_case(cast, today)
    decision = Decision.objects.get(case=yes)
    assert decision.result == "approved"
    assert decision.agenda_item
    assert len(decision.votes) == 5
    no = declined_case(cast, today, who="other_applicant")
    decision = Decision.objects.get(case=no)
    assert decision.result == "declined"
    assert [reason.code for reason in reasons_of(decision)] == ["income_too_low"]
    assert Case.objects.get(pk=no.pk).stage == "closed"
