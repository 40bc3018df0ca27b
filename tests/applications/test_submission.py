"""Handing in and giving up: both orders, refusals, one receipt."""

from datetime import date
from decimal import Decimal

import pytest

from applications.errors import (
    AlreadyActive,
    ConsentMissing,
    DocumentsMissing,
    NotADraft,
    NotWithdrawable,
    StepsMissing,
)
from applications.models import Application
from applications.services import (
    hand_to_bank,
    save_step,
    start_application,
    submit_application,
    take_back_consent,
    take_back_paper,
    withdraw_application,
)
from casework.models import Notice, Receipt, Task
from loanprogram.demo.walk_applications import answers_by_step, draft_case, submitted_case
from parties.errors import NotAllowed
from policy.models import ProgrammeProfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def center_first(programme):
    ProgrammeProfile.objects.update(processing_order="center_first")


def hand_in(case, actor, today, key="k1"):
    application = Application.objects.get(case=case)
    return submit_application(application=application, actor=actor, on=today, idempotency_key=key)


def test_bank_first_asks_the_chosen_bank_to_accept(cast, bank_a, today):
    case = submitted_case(cast, today)

    task = Task.objects.get(case=case)
    assert (case.stage, case.holder, case.bank) == ("review", "bank", bank_a)
    assert (case.stage_due_on, case.headline_amount) == (date(2026, 3, 9), Decimal("200000.00"))
    assert (task.kind, task.organisation, task.role) == ("accept_application", bank_a, "BNK")
    assert (task.link_name, task.link_argument) == ("case_application", case.number)
    assert not case.shared_with_center


def test_center_first_asks_the_center_and_then_the_bank(cast, center, bank_a, today, center_first):
    case = submitted_case(cast, today)
    first = Task.objects.get(case=case)

    hand_to_bank(application=case.application, actor=cast["center_clerk"], on=today)

    case.refresh_from_db()
    second = Task.objects.exclude(pk=first.pk).get(case=case)
    assert (first.kind, first.organisation, first.role) == ("qualification_review", center, "CTR")
    assert first.link_name == "case_guarantee"
    assert (second.kind, second.organisation) == ("accept_application", bank_a)
    assert (case.holder, case.shared_with_center) == ("bank", True)


def test_the_answers_are_frozen_with_the_terms_of_the_day(cast, today):
    case = submitted_case(cast, today)

    application = case.application
    assert application.frozen_answers["wish"]["amount"] == "200000.00"
    assert application.product_version.number == 1
    assert (application.submitted_on, application.state) == (today, "submitted")
    with pytest.raises(NotADraft):
        save_step(
            application=application,
            step="jobs",
            answers=answers_by_step()["jobs"],
            actor=cast["applicant"],
            on=today,
        )


def test_pressing_twice_gives_one_receipt(cast, applicant, today):
    case = draft_case(cast, today)

    first = hand_in(case, applicant, today, key="a")
    second = hand_in(case, applicant, today, key="a")
    third = hand_in(case, applicant, today, key="b")

    assert first == second == third
    assert Receipt.objects.count() == 1
    assert Task.objects.count() == 1
    assert Notice.objects.filter(kind="receipt", channel="sms").count() == 1
    assert len(first.files) == 6


@pytest.mark.row("S-054")
def test_refuses_without_the_separate_credit_consent(cast, applicant, today):
    case = draft_case(cast, today)
    take_back_consent(applicant.person, "credit_query", actor=applicant, on=today)

    with pytest.raises(ConsentMissing, match="征信查询授权书"):
        hand_in(case, applicant, today)

    assert not Receipt.objects.exists()
    assert Application.objects.get(case=case).state == "draft"


def test_refuses_without_a_needed_paper(cast, applicant, today):
    case = draft_case(cast, today)
    paper = case.documents.get(type_code="premises")
    take_back_paper(application=case.application, document=paper, actor=applicant, on=today)

    with pytest.raises(DocumentsMissing, match="经营场所证明"):
        hand_in(case, applicant, today)


def test_refuses_an_unfinished_step(cast, applicant, today):
    case = draft_case(cast, today)
    application = case.application
    application.steps_done = [step for step in application.steps_done if step != "income"]
    application.save()

    with pytest.raises(StepsMissing):
        hand_in(case, applicant, today)


def test_refuses_another_person(cast, other_applicant, today):
    case = draft_case(cast, today)

    with pytest.raises(NotAllowed):
        hand_in(case, other_applicant, today)


def test_withdrawing_ends_the_tasks_of_the_bank(cast, applicant, today):
    case = submitted_case(cast, today)

    withdraw_application(
        application=case.application, reason="family reasons", actor=applicant, on=today
    )

    case.refresh_from_db()
    assert not Task.objects.open().exists()
    assert (case.stage, case.holder, case.closed_on) == ("closed", "nobody", today)
    assert case.transitions.get(event="withdraw").reason == "family reasons"
    with pytest.raises(NotWithdrawable):
        withdraw_application(
            application=case.application, reason="again", actor=applicant, on=today
        )


def test_a_person_has_one_active_application_per_product(cast, applicant, today):
    case = submitted_case(cast, today)

    with pytest.raises(AlreadyActive, match=case.number):
        start_application(
            phone=applicant.person.phone,
            name="",
            product_code="personal",
            source="online",
            lead_reference="",
            actor=applicant,
            on=today,
        )
