"""The memo: generated, bounded, frozen with its hash, and a new version after a return."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import InternalError, transaction

from casework.errors import ReasonMissing
from casework.models import Case, Task
from loanprogram.demo.walk_evaluation import (
    evaluated_case,
    give_opinions,
    ready_case,
    worksheet_of,
    written_memo,
)
from parties.errors import NotAllowed
from parties.models import User
from underwriting.errors import (
    DeviationNeedsReason,
    EvaluationIncomplete,
    MemoChangedMeanwhile,
    MemoIsFrozen,
    MethodNotOffered,
    NothingToScore,
    ProposalNotInSteps,
    ProposalOutside,
)
from underwriting.models import Memo
from underwriting.selectors import application_of, evaluation_gaps, latest_memo
from underwriting.services import (
    Proposal,
    freeze_memo,
    memo_digest,
    return_memo,
    save_memo,
    start_memo,
)

PROPOSAL = Proposal(
    amount=Decimal("180000.00"),
    term_months=24,
    rate=Decimal("0.036000"),
    method="equal_principal",
    conclusion="建议同意。",
    conditions="",
)


@pytest.fixture
def draft(case: Case, cast: dict[str, User], today: date) -> Memo:
    """A draft generated from a scored file."""
    worksheet_of(case, cast, today)
    return start_memo(case=case, actor=cast["officer"], on=today)


@pytest.fixture
def ready(case: Case, cast: dict[str, User], today: date) -> Case:
    """A file with everything the decision needs."""
    return ready_case(case, cast, today)


def test_it_proposes_what_the_computation_suggests(draft):
    assert (draft.version, draft.proposed_amount) == (1, Decimal("200000.00"))
    assert (draft.proposed_term_months, draft.proposed_rate) == (36, Decimal("0.036000"))
    assert [section["code"] for section in draft.facts][:4] == [
        "application",
        "worksheet",
        "score",
        "limits",
    ]


def test_refuses_a_memo_without_a_score(case, officer, today):
    with pytest.raises(NothingToScore):
        start_memo(case=case, actor=officer, on=today)


def test_the_written_part_is_kept(draft, officer, today):
    memo = save_memo(memo=draft, proposal=PROPOSAL, edition=1, actor=officer, on=today)
    assert (memo.proposed_amount, memo.proposed_method) == (
        Decimal("180000.00"),
        "equal_principal",
    )
    assert (memo.edition, memo.conclusion) == (2, "建议同意。")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"amount": Decimal("201000.00")}, ProposalOutside),
        ({"amount": Decimal("9000.00")}, ProposalOutside),
        ({"amount": Decimal("150500.00")}, ProposalNotInSteps),
        ({"term_months": 37}, ProposalOutside),
        ({"rate": Decimal("0.099000")}, ProposalOutside),
        ({"method": "single_payment"}, MethodNotOffered),
    ],
)
def test_refuses_what_is_outside_product_wish_and_agreement(draft, officer, today, change, refusal):
    with pytest.raises(refusal):
        save_memo(
            memo=draft,
            proposal=replace(PROPOSAL, **change),
            edition=1,
            actor=officer,
            on=today,
        )
    assert Memo.objects.get().edition == 1


def test_more_than_suggested_needs_a_reason(case, cast, today):
    worksheet_of(case, cast, today, living_costs=Decimal("9500.00"))
    memo = start_memo(case=case, actor=cast["officer"], on=today)
    more = replace(PROPOSAL, amount=Decimal("190000.00"))
    assert memo.proposed_amount == Decimal("179000.00")
    with pytest.raises(DeviationNeedsReason):
        save_memo(memo=memo, proposal=more, edition=1, actor=cast["officer"], on=today)
    explained = replace(more, deviation_reason="有长期供货合同。")
    save_memo(memo=memo, proposal=explained, edition=1, actor=cast["officer"], on=today)
    assert Memo.objects.get().proposed_amount == Decimal("190000.00")


def test_refuses_to_overwrite_what_somebody_else_saved(draft, officer, reviewer, today):
    save_memo(memo=draft, proposal=PROPOSAL, edition=1, actor=reviewer, on=today)
    other = replace(PROPOSAL, conclusion="另写。")
    with pytest.raises(MemoChangedMeanwhile) as refusal:
        save_memo(memo=draft, proposal=other, edition=1, actor=officer, on=today)
    assert reviewer.display_name in str(refusal.value)
    assert Memo.objects.get().conclusion == "建议同意。"


def test_refuses_an_incomplete_file_and_names_all_gaps(case, cast, today):
    worksheet_of(case, cast, today)
    written_memo(case, cast, today, conclusion="")
    with pytest.raises(EvaluationIncomplete):
        freeze_memo(case=case, actor=cast["officer"], on=today)
    assert [gap.code for gap in evaluation_gaps(case, today)] == [
        "opinions",
        "opinions",
        "opinions",
        "visit",
        "memo",
    ]
    assert latest_memo(case).state == "draft"


def test_a_paper_that_is_not_accepted_is_a_gap(ready, officer, today):
    ready.documents.filter(type_code="id_card").update(verdict="open")
    gaps = evaluation_gaps(ready, today)
    assert [gap.sentence for gap in gaps] == ["审核通过的材料：本人身份证（正反面）"]


def test_sending_freezes_the_memo_and_moves_the_case(ready, officer, today):
    memo = freeze_memo(case=ready, actor=officer, on=today)
    case = Case.objects.get(pk=ready.pk)
    assert (memo.state, memo.content_hash) == ("frozen", memo_digest(memo))
    assert application_of(case).state == "evaluated"
    assert (case.stage, case.holder, case.headline_amount) == (
        "decision",
        "bank",
        Decimal("200000.00"),
    )
    task = Task.objects.open().get(case=case)
    assert (task.kind, task.role, task.link_name) == ("put_on_agenda", "BRV", "meeting_list")


def test_a_small_low_risk_file_goes_to_two_approvers(case, cast, today):
    evaluated_case(case, cast, today, proposed_amount=Decimal("50000.00"))
    task = Task.objects.open().get(case=case)
    assert (task.kind, task.role) == ("give_approval", "BMG")
    assert (task.link_name, task.link_argument) == ("case_committee", case.number)


def test_a_frozen_memo_is_read_only(ready, officer, today, run_sql):
    memo = freeze_memo(case=ready, actor=officer, on=today)
    with pytest.raises(MemoIsFrozen):
        freeze_memo(case=ready, actor=officer, on=today)
    for statement in (
        "UPDATE underwriting_memo SET proposed_amount = 1",
        "UPDATE underwriting_memo SET facts = '[]'",
        "DELETE FROM underwriting_memo",
    ):
        with pytest.raises(InternalError), transaction.atomic():
            run_sql(statement)
    assert Memo.objects.get().content_hash == memo.content_hash


def test_a_returned_file_starts_the_second_version(case, cast, today):
    evaluated_case(case, cast, today)
    return_memo(case=case, reason="补充流水", actor=cast["manager"], on=today)
    assert application_of(case).state == "in_review"
    assert Task.objects.open().get(case=case).kind == "revise_memo"
    give_opinions(case, cast, today)
    memo = start_memo(case=case, actor=cast["officer"], on=today)
    assert (memo.version, memo.conclusion) == (2, "经营真实，还款来源可靠，建议同意。")
    freeze_memo(case=case, actor=cast["officer"], on=today)
    states = dict(case.memos.values_list("version", "state"))
    assert states == {1: "returned", 2: "frozen"}
    assert list(case.opinions.values_list("round", flat=True)) == [1, 1, 1, 2, 2, 2]


def test_a_return_needs_a_reason_and_the_right(case, cast, today):
    evaluated_case(case, cast, today)
    with pytest.raises(ReasonMissing):
        return_memo(case=case, reason="", actor=cast["manager"], on=today)
    for name in ("officer", "stranger"):
        with pytest.raises(NotAllowed):
            return_memo(case=case, reason="补充", actor=cast[name], on=today)
    assert latest_memo(case).state == "frozen"


@pytest.mark.parametrize("name", ["stranger", "manager", "center_clerk"])
def test_refuses_whoever_may_not_write(ready, cast, today, name):
    with pytest.raises(NotAllowed):
        freeze_memo(case=ready, actor=cast[name], on=today)
