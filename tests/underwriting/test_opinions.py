"""Three separate opinions, each by another person, never changed."""

from datetime import date

import pytest
from django.db import InternalError, transaction

from casework.models import Case
from loanprogram.demo.walk_applications import submitted_case
from parties.errors import NotAllowed
from parties.models import AuditEntry, User
from underwriting.errors import NotUnderReview, OneOpinionPerPerson, OpinionGiven
from underwriting.models import Opinion
from underwriting.services import give_opinion


def sign(case: Case, kind: str, actor: User, on: date) -> Opinion:
    return give_opinion(
        case=case, kind=kind, verdict="positive", text="已核对。", actor=actor, on=on
    )


def test_an_opinion_is_signed_with_name_and_time(case, reviewer, today):
    opinion = sign(case, "authenticity", reviewer, today)
    assert (opinion.author, opinion.given_on, opinion.round) == (reviewer, today, 1)
    assert opinion.given_at is not None
    entry = AuditEntry.objects.get(act="underwriting.give_opinion")
    assert entry.facts == {"kind": "authenticity", "verdict": "positive", "round": 1}


def test_refuses_a_second_opinion_by_the_same_person(case, reviewer, today):
    sign(case, "authenticity", reviewer, today)
    with pytest.raises(OneOpinionPerPerson):
        sign(case, "risk", reviewer, today)
    assert case.opinions.count() == 1


def test_refuses_the_same_opinion_twice(case, reviewer, risk_analyst, today):
    sign(case, "risk", reviewer, today)
    with pytest.raises(OpinionGiven):
        sign(case, "risk", risk_analyst, today)
    assert case.opinions.get().author == reviewer


def test_three_people_give_three_opinions(case, reviewer, risk_analyst, legal_officer, today):
    sign(case, "authenticity", reviewer, today)
    sign(case, "risk", risk_analyst, today)
    sign(case, "legal", legal_officer, today)
    assert list(case.opinions.values_list("kind", flat=True)) == ["authenticity", "risk", "legal"]


@pytest.mark.parametrize("name", ["officer", "manager", "stranger", "center_clerk", "auditor"])
def test_refuses_whoever_has_no_right(case, cast, today, name):
    with pytest.raises(NotAllowed):
        sign(case, "risk", cast[name], today)
    assert not case.opinions.exists()


def test_refuses_a_file_that_is_not_in_review(cast, today, reviewer):
    with pytest.raises(NotUnderReview):
        sign(submitted_case(cast, today), "risk", reviewer, today)


@pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'x'", "DELETE FROM {}"])
def test_the_database_keeps_a_signed_opinion(case, reviewer, today, statement, run_sql):
    sign(case, "risk", reviewer, today)
    with pytest.raises(InternalError), transaction.atomic():
        run_sql(statement.format("underwriting_opinion"))
    assert case.opinions.get().text == "已核对。"
