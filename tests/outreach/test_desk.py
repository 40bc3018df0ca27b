"""The consulting desk: a talk, a promise to come back to it, and its result."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casework.errors import NotInThisState, ReasonMissing
from casework.models import Task
from casework.selectors import due_today, open_tasks
from outreach.errors import FollowUpInThePast, FollowUpNeedsPerson, NoConsentToContact
from outreach.models import DeskVisit, Lead
from outreach.services import Contact, Talk, close_follow_up, record_visit
from parties.models import User

pytestmark = pytest.mark.django_db(transaction=True)
TOMORROW = date(2026, 3, 3)


def visitor(**more: object) -> Contact:
    facts = {
        "name": "何小满",
        "phone": "13911112222",
        "has_consent": True,
        "source": "desk",
        "channel": "wechat",
        "topic": "guarantee",
        **more,
    }
    return Contact(**facts)


def talk(actor: User, on: date, key: str = "k1", **more: object) -> DeskVisit:
    facts = {
        "topic": "guarantee",
        "question": "没有保证人怎么办？",
        "advice": "十万元以内可以申请免反担保。",
        **more,
    }
    said = Talk(**facts)
    return record_visit(talk=said, actor=actor, on=on, idempotency_key=key)


@pytest.mark.row("S-030")
def test_a_follow_up_is_on_the_worklist_of_its_day(publicity: User, today: date) -> None:
    visit = talk(publicity, today, contact=visitor(), follow_up_on=TOMORROW)

    tasks = open_tasks(publicity)
    assert not tasks.filter(due_today(today), kind="desk_follow_up").exists()
    task = tasks.get(due_today(TOMORROW), kind="desk_follow_up")
    assert (task.assignee, task.link_argument) == (publicity, visit.number)


@pytest.mark.row("S-030")
def test_closing_needs_a_result(publicity: User, today: date) -> None:
    visit = talk(publicity, today, contact=visitor(), follow_up_on=TOMORROW)

    with pytest.raises(ReasonMissing):
        close_follow_up(visit=visit, result=" ", actor=publicity, on=TOMORROW)
    assert Task.objects.open().filter(kind="desk_follow_up").exists()
    visit = close_follow_up(visit=visit, result="已约周五来办", actor=publicity, on=TOMORROW)

    assert (visit.state, visit.closed_on) == ("closed", TOMORROW)
    assert not Task.objects.open().filter(kind="desk_follow_up").exists()
    with pytest.raises(NotInThisState):
        close_follow_up(visit=visit, result="再次", actor=publicity, on=TOMORROW)


def test_the_database_refuses_a_closed_talk_without_result(publicity: User, today: date) -> None:
    visit = talk(publicity, today, contact=visitor(), follow_up_on=TOMORROW)

    with pytest.raises(IntegrityError), transaction.atomic():
        DeskVisit.objects.filter(pk=visit.pk).update(state="closed", closed_on=TOMORROW)


def test_a_visitor_without_consent_stays_unknown(publicity: User, today: date) -> None:
    visit = talk(publicity, today)

    assert (visit.state, visit.lead) == ("advised", None)
    assert not Lead.objects.exists()
    with pytest.raises(NoConsentToContact):
        talk(publicity, today, key="k2", contact=visitor(has_consent=False))
    with pytest.raises(FollowUpNeedsPerson):
        talk(publicity, today, key="k3", follow_up_on=TOMORROW)
    assert DeskVisit.objects.count() == 1


def test_a_follow_up_lies_ahead(publicity: User, today: date) -> None:
    with pytest.raises(FollowUpInThePast):
        talk(publicity, today, contact=visitor(), follow_up_on=date(2026, 3, 1))


def test_the_second_talk_belongs_to_the_same_lead(publicity: User, today: date) -> None:
    first = talk(publicity, today, contact=visitor())
    second = talk(publicity, today, key="k2", contact=visitor(name="何满"))

    assert first.lead == second.lead
    assert Lead.objects.get().name == "何小满"


def test_sending_the_form_twice_records_once(publicity: User, today: date) -> None:
    first = talk(publicity, today, contact=visitor(), follow_up_on=TOMORROW)

    assert talk(publicity, today, contact=visitor(), follow_up_on=TOMORROW) == first
    assert (DeskVisit.objects.count(), Task.objects.filter(kind="desk_follow_up").count()) == (1, 1)


def test_a_colleague_of_another_house_sees_nothing(
    publicity: User, stranger: User, today: date
) -> None:
    visit = talk(publicity, today, contact=visitor(), follow_up_on=TOMORROW)

    with pytest.raises(DeskVisit.DoesNotExist):
        close_follow_up(visit=visit, result="x", actor=stranger, on=TOMORROW)
