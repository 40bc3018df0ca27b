"""An approval that runs out goes back to the bank, which can decide the file anew."""

from datetime import date, timedelta

import pytest

from casework.models import Case, Notice, Stage, Task
from guarantees.models import Guarantee
from guarantees.services.sweeping import lapse_ended_promises
from loanprogram.demo.walk_decision import approved_case, decided_case
from loanprogram.demo.walk_evaluation import give_opinions, written_memo
from loanprogram.demo.walk_guarantees import guaranteed_case, requested_guarantee, stocked_fund
from parties.models import User
from underwriting.models import ContractBasis, Decision
from underwriting.services import freeze_memo
from underwriting.services.expiry import reopen_expired_decisions

pytestmark = pytest.mark.django_db(transaction=True)


def _day_after(case: Case) -> date:
    return Decision.objects.get(case=case).valid_until_on + timedelta(days=1)


def test_an_expired_approval_opens_a_task_for_the_author_of_the_memo(
    cast: dict[str, User], today: date
) -> None:
    case = approved_case(cast, today)
    late = _day_after(case)

    assert reopen_expired_decisions(late - timedelta(days=1)) == 0
    assert reopen_expired_decisions(late) == 1
    assert reopen_expired_decisions(late) == 0

    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.application.state) == (Stage.REVIEW, "in_review")
    assert [task.kind for task in Task.objects.open().filter(case=case)] == ["revise_memo"]
    assert Task.objects.open().get(case=case).assignee == cast["officer"]
    told = Notice.objects.filter(idempotency_key__startswith="decision-expired:")
    assert {notice.recipient for notice in told} == {case.borrower}


def test_a_file_whose_approval_ran_out_is_decided_anew(cast: dict[str, User], today: date) -> None:
    stocked_fund(cast, today)
    case = guaranteed_case(approved_case(cast, today), cast, today)
    late = _day_after(case)
    assert (lapse_ended_promises(late), reopen_expired_decisions(late)) == (1, 1)
    assert not ContractBasis.objects.exists()

    give_opinions(case, cast, late)
    written_memo(case, cast, late)
    freeze_memo(case=case, actor=cast["officer"], on=late)
    case = decided_case(Case.objects.get(pk=case.pk), cast, late)
    assert case.application.state == "approved"

    requested_guarantee(case, cast, late)
    assert Guarantee.objects.get(case=case).state == "requested"
    assert (lapse_ended_promises(late), reopen_expired_decisions(late)) == (0, 0)
