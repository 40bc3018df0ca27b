"""Request, review and promise in both orders; what is refused, and what the applicant is told."""

from datetime import date
from decimal import Decimal

import pytest

from applications.models import Application
from applications.selectors import history_of
from casework.errors import NotInThisState, ReasonMissing
from casework.models import Case, Notice, Task
from guarantees.errors import ContractNotSigned, NotApprovedYet, OpinionMissing
from guarantees.models import Guarantee
from guarantees.services.letters import issue_letter
from guarantees.services.reviews import (
    qualify,
    recommend,
    refuse_guarantee,
    request_guarantee,
    send_back,
    take_up,
)
from guarantees.services.sweeping import lapse_ended_promises, remind_expiring, tell_sureties
from loanprogram.demo import walk_guarantees
from loanprogram.demo.walk_applications import submitted_case
from loanprogram.demo.walk_decision import approved_case, contracted_case, decided_case
from loanprogram.demo.walk_evaluation import evaluated_case
from loanprogram.demo.walk_review import accepted_case
from loanprogram.demo.walk_servicing import disbursed_loan
from parties.errors import NotAllowed
from policy.models import ProgrammeProfile
from servicing.models import Loan
from tests.servicing.factories import payable_loan
from underwriting.models import ContractBasis

pytestmark = pytest.mark.django_db(transaction=True)
CHECKS = {"group": True, "fund": False}


@pytest.mark.row("S-163")
def test_center_first_qualifies_before_the_bank_looks(fund, cast, today):
    ProgrammeProfile.objects.update(processing_order="center_first")
    case = submitted_case(cast, today, amount=Decimal("40000.00"))
    assert Task.objects.open().get(case=case).kind == "qualification_review"
    case = walk_guarantees.qualified_case(case, cast, today)
    assert Task.objects.open().get(case=case).kind == "accept_application"

    case = accepted_case(case, cast, today)
    case = decided_case(evaluated_case(case, cast, today), cast, today)
    case = walk_guarantees.guaranteed_case(case, cast, today)

    guarantee = Guarantee.objects.get(case=case)
    assert (guarantee.state, guarantee.amount) == ("secured", Decimal("40000.00"))
    assert ContractBasis.objects.get(case=case).guarantee_number == guarantee.number


def test_the_bank_asks_only_for_what_it_has_approved(promise, cast, today):
    case = promise("returned").case
    with pytest.raises(NotApprovedYet):
        request_guarantee(case=case, intention="请担保", actor=cast["officer"], on=today)
    with pytest.raises(NotAllowed):
        request_guarantee(case=case, intention="请担保", actor=cast["stranger"], on=today)


def test_other_persons_of_the_center_and_banks_do_not_review(promise, cast, today):
    guarantee = promise("requested")
    for name in ("officer", "stranger", "center_leader", "accountant"):
        with pytest.raises(NotAllowed):
            take_up(guarantee=guarantee, actor=cast[name], on=today)
    assert Guarantee.objects.get(pk=guarantee.pk).state == "requested"


def test_a_return_needs_a_reason_and_asks_the_bank(promise, cast, today):
    guarantee = promise("in_review")
    with pytest.raises(ReasonMissing):
        send_back(guarantee=guarantee, reason=" ", actor=cast["center_clerk"], on=today)
    send_back(guarantee=guarantee, reason="缺营业执照", actor=cast["center_clerk"], on=today)
    task = Task.objects.open().get(case=guarantee.case)
    assert (task.kind, task.detail) == ("request_guarantee", "缺营业执照")


def test_an_opinion_has_grounds_and_keeps_what_was_found(promise, cast, today):
    guarantee = promise("in_review")
    facts = {"guarantee": guarantee, "actor": cast["center_clerk"], "on": today}
    with pytest.raises(OpinionMissing):
        recommend(checks=CHECKS, text="", **facts)
    recommend(checks=CHECKS, text="基金余量不足，不建议。", **facts)
    opinion = guarantee.opinions.get()
    assert (opinion.is_positive, opinion.checks) == (False, CHECKS)
    with pytest.raises(NotInThisState):
        qualify(guarantee=guarantee, text="合格", actor=cast["center_clerk"], on=today)


@pytest.mark.row("S-164")
def test_a_refusal_ends_the_case_and_tells_the_applicant_why(promise, cast, today):
    guarantee = promise("in_review")
    Application.objects.filter(case=guarantee.case).update(state="approved")
    refuse_guarantee(guarantee=guarantee, reason="用途不符", actor=cast["center_leader"], on=today)
    application = Application.objects.get(case=guarantee.case)
    assert application.state == "declined"
    assert Case.objects.get(pk=guarantee.case_id).closed_on == today
    assert Notice.objects.filter(case=guarantee.case, kind="guarantee_refused").count() == 2
    assert "用途不符" in [entry.text for entry in history_of(application)]


@pytest.mark.row("S-170")
def test_no_letter_before_all_have_signed(promise, cast, today):
    guarantee = promise("secured")
    guarantee.case.contracts.update(state="issued", signed_on=None)
    with pytest.raises(ContractNotSigned):
        issue_letter(guarantee=guarantee, actor=cast["center_leader"], on=today)
    assert Guarantee.objects.get(pk=guarantee.pk).state == "secured"


@pytest.mark.row("S-168")
def test_the_bank_is_reminded_before_a_guarantee_ends(fund, cast, today):
    loan = disbursed_loan(payable_loan(cast, on=today, term_months=6), cast, on=today)
    assert remind_expiring(date(2027, 1, 30)) == 0
    assert remind_expiring(date(2027, 1, 31)) == remind_expiring(date(2027, 2, 1)) == 1
    task = Task.objects.open().get(kind="guarantee_expiring")
    assert (task.case_id, task.due_on) == (loan.case_id, date(2027, 3, 2))


def test_a_surety_is_told_once_that_the_loan_is_paid_out(fund, cast, today):
    case = walk_guarantees.guaranteed_case(approved_case(cast, today), cast, today)
    case = walk_guarantees.issued_letter(contracted_case(case, cast, today), cast, today)
    assert tell_sureties(today) == 0  # nothing is paid out yet
    disbursed_loan(Loan.objects.get(case=case), cast, on=today)
    assert (tell_sureties(today), tell_sureties(today)) == (1, 0)
    told = Notice.objects.get(kind="surety_bound")
    assert told.recipient == case.guarantee.securities.get().security.owner
    assert "保证" in told.body


def test_a_promise_whose_decision_ran_out_lapses(promise, cast, today):
    guarantee = promise("committed")
    guarantee.case.contracts.update(state="void")
    Application.objects.filter(case=guarantee.case).update(state="approved")
    assert lapse_ended_promises(today) == 0
    assert lapse_ended_promises(date(2026, 3, 3)) == 1
    assert Guarantee.objects.get(pk=guarantee.pk).state == "lapsed"
