"""S-059 and S-060: papers are judged, missing ones asked for once, the clock stands meanwhile."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.errors import (
    NotAtTheBank,
    NothingAsked,
    NotInReview,
    NotYourRequest,
    RepeatReasonMissing,
    RequestClosed,
)
from applications.models import Application, SupplementRequest
from applications.selectors.review import paper_checks, review_blockers
from applications.services.review import accept_application, accept_paper, reject_paper
from applications.services.supplements import (
    Missing,
    answer_item,
    lapse_unanswered,
    request_supplement,
)
from casework.models import Case, Document, Holder, Notice, Receipt, Stage, Task
from loanprogram.demo.walk_applications import picture, submitted_case
from loanprogram.demo.walk_review import accepted_case
from parties.errors import NotAllowed
from parties.models import AuditEntry, User

pytestmark = pytest.mark.django_db
LATER = date(2026, 3, 6)


@pytest.fixture
def case(cast: dict[str, User], today: date) -> Case:
    """Handed in at bank A today."""
    return submitted_case(cast, today)


@pytest.fixture
def application(case: Case, officer: User, today: date) -> Application:
    """Taken in by the officer."""
    return accept_application(
        application=Application.objects.get(case=case), actor=officer, on=today
    )


def upload(name: str = "new.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("another page"), "image/jpeg")


def asked(application: Application, officer: User, on: date, **more: Any) -> SupplementRequest:
    facts: dict[str, Any] = {
        "items": [Missing("营业执照", "business_licence"), Missing("为什么需要两台冷藏柜？")],
        "message": "",
        "repeat_reason": "",
        **more,
    }
    return request_supplement(application=application, actor=officer, on=on, **facts)


def answer_all(request: SupplementRequest, actor: User, on: date) -> None:
    for item in request.items.all():
        papers = [upload()] if item.document_type else []
        words = "" if papers else "一台放豆腐，一台放豆浆。"
        answer_item(item=item, text=words, uploads=papers, actor=actor, on=on)


def test_taking_in_names_the_contact_and_opens_the_check(
    application: Application, officer: User
) -> None:
    case = Case.objects.get(pk=application.case_id)

    assert (application.state, case.contact) == ("in_review", officer)
    open_tasks = Task.objects.open().filter(case=case)
    assert [(task.kind, task.assignee) for task in open_tasks] == [("check_documents", officer)]
    told = Notice.objects.filter(kind="application_accepted").values_list("channel", flat=True)
    assert sorted(told) == ["page", "sms"]


def test_only_bank_staff_takes_a_file_in(case: Case, reviewer: User, today: date) -> None:
    with pytest.raises(NotAllowed):
        accept_application(application=Application.objects.get(case=case), actor=reviewer, on=today)
    assert Application.objects.get(case=case).state == "submitted"


def test_the_bank_waits_for_the_center_where_it_is_first(
    case: Case, officer: User, center_clerk: User, today: date
) -> None:
    application = Application.objects.get(case=case)
    Task.objects.filter(case=case).update(kind="qualification_review")

    with pytest.raises(NotAtTheBank):
        accept_application(application=application, actor=officer, on=today)
    with pytest.raises(NotAllowed):
        accept_application(application=application, actor=center_clerk, on=today)
    assert Application.objects.get(case=case).state == "submitted"


def test_every_paper_accepted_leaves_nothing_in_the_way(
    case: Case, cast: dict[str, User], today: date
) -> None:
    accepted_case(case, cast, today)

    assert review_blockers(case) == []
    done = Task.objects.get(case=case, kind="check_documents")
    assert (done.result, done.done_by) == ("complete", cast["officer"])
    assert AuditEntry.objects.filter(act="applications.check_complete").count() == 1


@pytest.mark.row("S-059")
def test_a_rejected_paper_blocks_until_its_replacement_is_accepted(
    case: Case, cast: dict[str, User], today: date, officer: User, applicant: User
) -> None:
    accepted_case(case, cast, today)
    paper = Document.objects.get(case=case, type_code="id_card")

    reject_paper(document=paper, reason="看不清", actor=officer, on=today)

    assert len(review_blockers(case)) == 1
    assert Task.objects.open().filter(case=case, kind="check_documents").exists()
    application = Application.objects.get(case=case)
    sent = asked(application, officer, today, items=[Missing("身份证", "id_card")])
    answer_all(sent, applicant, today)
    newer = Document.objects.get(case=case, type_code="id_card", verdict="open")
    assert (newer.version, newer.replaces) == (2, paper)
    assert len(review_blockers(case)) == 1  # it has not been checked
    accept_paper(document=newer, actor=officer, on=today)
    assert review_blockers(case) == []
    check = next(c for c in paper_checks(application) if c.code == "id_card")
    assert [one.verdict_reason for one in check.earlier] == ["看不清"]


def test_a_missing_paper_is_computed(application: Application) -> None:
    Document.objects.filter(case=application.case, type_code="premises").update(verdict="replaced")

    states = {check.code: check.state for check in paper_checks(application)}

    assert (states["premises"], states["id_card"]) == ("missing", "received")


def test_papers_of_a_decided_file_are_not_judged(
    application: Application, officer: User, today: date
) -> None:
    Application.objects.filter(pk=application.pk).update(state="declined")
    paper = Document.objects.filter(case=application.case).first()
    assert paper

    with pytest.raises(NotInReview):
        accept_paper(document=paper, actor=officer, on=today)
    paper.refresh_from_db()
    assert paper.verdict == "open"


@pytest.mark.row("S-060")
def test_the_clock_stands_until_everything_is_in(
    application: Application, officer: User, applicant: User, today: date
) -> None:
    before = Task.objects.get(case=application.case, done_at=None).due_on
    sent = asked(application, officer, today)

    case = Case.objects.get(pk=application.case_id)
    assert (case.holder, sent.due_on) == (Holder.APPLICANT, date(2026, 3, 16))
    assert Task.objects.paused().filter(case=case).count() == 1
    first, second = sent.items.all()
    answer_item(item=first, text="", uploads=[upload()], actor=applicant, on=LATER)
    assert Task.objects.paused().filter(case=case).count() == 1
    answer_item(item=second, text="一台不够。", uploads=[], actor=applicant, on=LATER)

    case.refresh_from_db()
    task = Task.objects.open().get(case=case)
    assert (task.paused_on, task.paused_days) == (None, 4)
    assert (task.due_on - before).days == 4
    assert (case.holder, case.stage_due_on) == (Holder.BANK, date(2026, 3, 13))
    assert Application.objects.get(pk=application.pk).state == "in_review"


def test_one_notice_lists_everything_and_reminders_end_with_the_answer(
    application: Application, officer: User, applicant: User, today: date
) -> None:
    sent = asked(application, officer, today)

    assert Notice.objects.filter(kind="supplement_asked").count() == 2  # page and short message
    reminders = Notice.objects.filter(kind="supplement_reminder").order_by("send_on")
    days = [reminder.send_on for reminder in reminders]
    assert days == [date(2026, 3, 11), date(2026, 3, 15)]
    answer_all(sent, applicant, today)
    assert set(reminders.values_list("state", flat=True)) == {"cancelled"}
    receipt = Receipt.objects.get(kind="supplement")
    assert [line["type"] for line in receipt.files] == ["business_licence"]
    told = Notice.objects.get(kind="supplement_answered")
    assert told.recipient_user == officer


def test_a_second_request_needs_a_reason_and_is_counted(
    application: Application, officer: User, applicant: User, today: date
) -> None:
    answer_all(asked(application, officer, today), applicant, today)

    with pytest.raises(RepeatReasonMissing):
        asked(application, officer, today)
    assert application.supplements.count() == 1
    again = asked(application, officer, today, repeat_reason="补交的执照是副本")
    assert again.repeat_reason == "补交的执照是副本"
    acts = AuditEntry.objects.filter(act="applications.request_supplement").order_by("sequence")
    assert [act.facts["count"] for act in acts] == [1, 2]


def test_nothing_asked_is_refused(application: Application, officer: User, today: date) -> None:
    with pytest.raises(NothingAsked):
        asked(application, officer, today, items=[])
    assert Application.objects.get(pk=application.pk).state == "in_review"


def test_nobody_else_answers(
    application: Application, officer: User, other_applicant: User, today: date
) -> None:
    item = asked(application, officer, today).items.all()[1]

    with pytest.raises(NotYourRequest):
        answer_item(item=item, text="…", uploads=[], actor=other_applicant, on=today)
    item.refresh_from_db()
    assert item.answer == ""


def test_an_unanswered_request_closes_the_file_the_day_after(
    application: Application, officer: User, applicant: User, today: date
) -> None:
    sent = asked(application, officer, today)

    assert lapse_unanswered(sent.due_on) == 0
    assert lapse_unanswered(date(2026, 3, 17)) == 1
    assert lapse_unanswered(date(2026, 3, 17)) == 0

    case = Case.objects.get(pk=application.case_id)
    assert (case.stage, case.closed_on) == (Stage.CLOSED, date(2026, 3, 17))
    assert Application.objects.get(pk=application.pk).state == "lapsed"
    assert not Task.objects.open().filter(case=case).exists()
    assert Notice.objects.filter(kind="application_lapsed").count() == 2
    assert not Notice.objects.queued().filter(kind="supplement_reminder").exists()
    with pytest.raises(RequestClosed):
        answer_item(item=sent.items.all()[1], text="晚了", uploads=[], actor=applicant, on=LATER)


@pytest.mark.parametrize(
    "page", ["application/", "documents/", "supplement/", "", "messages/", "history/"]
)
def test_another_bank_finds_nothing(
    client: Client, application: Application, stranger: User, page: str
) -> None:
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(f"/cases/{application.case.number}/{page}").status_code == 404


def test_a_paper_is_shown_to_its_bank_only_and_each_look_is_on_record(
    client: Client, application: Application, officer: User, stranger: User
) -> None:
    paper = Document.objects.filter(case=application.case).first()
    assert paper
    address = f"/cases/{application.case.number}/papers/{paper.pk}/"
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(address)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    looks = AuditEntry.objects.filter(act="casework.view_document", object_id=str(paper.pk))
    assert [look.actor for look in looks] == [officer]
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404
    judge = f"/cases/{application.case.number}/documents/{paper.pk}/accept/"
    assert client.post(judge).status_code == 404
    assert looks.count() == 1


def test_a_number_is_shown_on_request_and_on_record(
    client: Client, application: Application, officer: User, applicant: User
) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/cases/{application.case.number}/application/"
    assert applicant.person
    number = applicant.person.id_number

    assert number not in client.get(address).content.decode()
    shown = client.post(address, {"field": "id_number"}).content.decode()

    assert number in shown
    look = AuditEntry.objects.get(act="casework.reveal_number")
    assert (look.actor, look.facts) == (officer, {"field": "id_number"})


def test_the_headline_shows_what_was_asked_for(application: Application) -> None:
    assert application.case.headline_amount == Decimal("200000.00")
