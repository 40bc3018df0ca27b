"""Leads: one per phone in a house, nothing about other houses, and an application at the end."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from applications.errors import AlreadyActive
from applications.models import Application
from casework.errors import NotInThisState, ReasonMissing
from casework.models import Notice, Task, TransitionRecord
from loanprogram.demo.walk_outreach import lively_desk
from outreach import services
from outreach.errors import LeadExists, NoConsentToContact, OwnerElsewhere
from outreach.models import Lead
from outreach.selectors import houses_knowing, leads_for
from outreach.services import Contact
from parties.errors import NotAllowed
from parties.models import AuditEntry, Township, User
from policy.models import ProductVersion

pytestmark = pytest.mark.django_db(transaction=True)
LINK = "https://loans.example/sign-in/phone/"


def contact(**more: object) -> Contact:
    facts = {
        "name": "何小满",
        "phone": "13911112222",
        "has_consent": True,
        "source": "event",
        "channel": "radio",
        "topic": "conditions",
        **more,
    }
    return Contact(**facts)


def recorded(actor: User, on: date, key: str = "k1", **more: object) -> Lead:
    return services.record_lead(contact=contact(**more), actor=actor, on=on, idempotency_key=key)


def converted(lead: Lead, actor: User, on: date) -> Lead:
    return services.convert_lead(
        lead=lead, product_code="personal", address=LINK, actor=actor, on=on
    )


def test_a_lead_is_recorded_once_with_a_task(officer: User, today: date) -> None:
    lead = recorded(officer, today)

    assert recorded(officer, today) == lead
    assert Lead.objects.count() == 1
    task = Task.objects.get()
    assert (task.kind, task.assignee, task.due_on) == ("follow_lead", officer, date(2026, 3, 5))
    assert (lead.state, lead.phone_tail) == ("new", "2222")


def test_the_phone_is_encrypted(officer: User, today: date) -> None:
    lead = recorded(officer, today)

    stored = Lead.objects.filter(pk=lead.pk).extra(select={"raw": "phone"}).get().raw

    assert b"13911112222" not in bytes(stored)
    assert Lead.objects.get().phone == "13911112222"


@pytest.mark.row("S-031")
def test_the_same_phone_is_one_lead_in_a_house(officer: User, today: date) -> None:
    lead = recorded(officer, today)

    with pytest.raises(LeadExists) as refusal:
        recorded(officer, today, key="k2", name="何满")

    assert lead.number in str(refusal.value)
    assert Lead.objects.count() == 1


def test_a_lead_that_slips_past_the_service_is_refused_by_the_database(
    officer: User, today: date
) -> None:
    lead = recorded(officer, today)
    lead.pk, lead.number, lead.idempotency_key = None, "L-other", "other"

    with pytest.raises(IntegrityError), transaction.atomic():
        lead.save(force_insert=True)


def test_houses_learn_nothing_of_each_other(
    officer: User, stranger: User, publicity: User, auditor: User, applicant: User, today: date
) -> None:
    mine = recorded(officer, today)
    theirs = recorded(stranger, today, key="k2")
    centers = recorded(publicity, today, key="k3")

    assert list(leads_for(officer)) == [mine]
    assert list(leads_for(stranger)) == [theirs]
    assert list(leads_for(publicity)) == [centers]
    assert set(leads_for(auditor)) == {mine, theirs, centers}
    assert not leads_for(applicant).exists()


def test_the_center_finds_out_which_houses_know_a_person(
    officer: User, stranger: User, today: date
) -> None:
    lead = recorded(officer, today)
    recorded(stranger, today, key="k2")

    houses = houses_knowing("13911112222", besides=lead.organisation_id)

    assert [house.code for house in houses] == ["bank-b"]


@pytest.mark.parametrize("missing", [{"has_consent": False}, {"phone": ""}, {"name": " "}])
def test_without_consent_nobody_is_kept(officer: User, today: date, missing: dict) -> None:
    with pytest.raises(NoConsentToContact):
        recorded(officer, today, **missing)

    assert not Lead.objects.exists()


def test_who_keeps_no_leads_records_none(reviewer: User, auditor: User, today: date) -> None:
    for actor in (reviewer, auditor):
        with pytest.raises(NotAllowed):
            recorded(actor, today)


def test_a_talk_closes_the_task_and_needs_words(officer: User, today: date) -> None:
    lead = recorded(officer, today)

    with pytest.raises(ReasonMissing):
        services.contact_lead(lead=lead, text=" ", actor=officer, on=today)
    services.contact_lead(lead=lead, text="想了解免担保", actor=officer, on=today)

    assert not Task.objects.open().exists()
    assert TransitionRecord.objects.get().reason == "想了解免担保"


def test_an_invitation_is_one_message_with_the_link(officer: User, today: date) -> None:
    lead = recorded(officer, today)

    lead = services.invite_lead(lead=lead, address=LINK, actor=officer, on=today)

    notice = Notice.objects.get()
    assert (notice.channel, notice.destination_tail) == ("sms", "*2222")
    assert LINK in notice.body
    assert "何小满" not in notice.body
    with pytest.raises(NotInThisState):
        services.invite_lead(lead=lead, address=LINK, actor=officer, on=today)


@pytest.mark.row("S-031", "S-017")
def test_conversion_opens_a_draft_with_what_is_known(officer: User, today: date) -> None:
    lead = recorded(officer, today, township=Township.objects.get(code="LX01"))

    lead = converted(lead, officer, today)

    application = Application.objects.get()
    assert (lead.state, lead.application) == ("applied", application)
    assert application.applicant.name == "何小满"
    assert application.applicant.phone == "13911112222"
    assert application.answers == {"person": {"township": "LX01"}}
    assert (application.source, application.lead_reference) == ("lead", lead.number)
    notice = Notice.objects.get()
    assert (notice.channel, notice.case) == ("sms", application.case)
    assert LINK in notice.body


def test_a_second_conversion_changes_nothing(officer: User, today: date) -> None:
    lead = converted(recorded(officer, today), officer, today)

    assert converted(lead, officer, today).application == lead.application
    assert (Application.objects.count(), Notice.objects.count()) == (1, 1)


def test_a_person_with_a_file_elsewhere_is_not_converted(
    officer: User, cast: dict[str, User], today: date
) -> None:
    first = converted(recorded(officer, today), officer, today)
    application = first.application
    assert application
    Application.objects.filter(pk=application.pk).update(
        state="in_review",
        submitted_on=today,
        amount="100000.00",
        term_months=12,
        product_version=_version(),
    )
    second = recorded(cast["stranger"], today, key="k2")

    with pytest.raises(AlreadyActive):
        converted(second, cast["stranger"], today)

    second = Lead.objects.get(pk=second.pk)
    assert (second.state, second.application) == ("new", None)


def _version() -> object:
    return ProductVersion.objects.filter(product__code="personal")[0]


def test_a_lost_lead_is_taken_up_again(officer: User, today: date) -> None:
    lead = recorded(officer, today)

    lead = services.lose_lead(lead=lead, reason="搬走了", actor=officer, on=today)
    assert (lead.state, Task.objects.open().count()) == ("lost", 0)
    lead = services.take_up_lead(lead=lead, reason="又回来了", actor=officer, on=today)

    assert lead.state == "contacted"


def test_a_lead_goes_to_a_colleague_with_its_task(
    officer: User, second_officer: User, stranger: User, reviewer: User, today: date
) -> None:
    lead = recorded(officer, today)

    for other in (stranger, reviewer):
        with pytest.raises(OwnerElsewhere):
            services.assign_lead(lead=lead, owner=other, actor=officer, on=today)
    services.assign_lead(lead=lead, owner=second_officer, actor=officer, on=today)

    assert Task.objects.open().get().assignee == second_officer


def test_a_stranger_cannot_touch_it(officer: User, stranger: User, today: date) -> None:
    lead = recorded(officer, today)

    for act in (
        lambda: services.contact_lead(lead=lead, text="x", actor=stranger, on=today),
        lambda: services.invite_lead(lead=lead, address=LINK, actor=stranger, on=today),
        lambda: converted(lead, stranger, today),
    ):
        with pytest.raises(Lead.DoesNotExist):
            act()
    assert Lead.objects.get(pk=lead.pk).state == "new"


def test_a_look_at_the_number_is_on_record(officer: User, today: date) -> None:
    lead = recorded(officer, today)

    assert services.reveal_phone(lead, actor=officer, on=today) == "13911112222"

    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.actor) == ("outreach.reveal_number", officer)


def test_the_demo_shows_every_stage(cast: dict[str, User], today: date) -> None:
    lively_desk(cast, today)

    stages = set(Lead.objects.values_list("state", flat=True))
    assert stages == {"new", "contacted", "invited", "applied", "lost"}
    assert Task.objects.open().filter(kind="desk_follow_up").count() == 2
