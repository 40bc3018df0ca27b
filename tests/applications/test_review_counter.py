"""S-052 and S-053: help at the counter: printed form, signed scan, the same answers everywhere."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications.errors import AlreadyActive, SignedFormMissing
from applications.models import Application
from applications.selectors.counter import counter_drafts
from applications.services import submit_application
from applications.services.counter import add_signed_form, assist_draft, start_at_counter
from casework.models import Case, Notice
from loanprogram.demo.walk_applications import draft_case, picture
from parties.errors import NotAllowed
from parties.models import AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: dict[str, User], today: date) -> Application:
    """Begun online by the applicant, complete, not handed in."""
    return Application.objects.get(case=draft_case(cast, today))


def submit(draft: Application, actor: User, on: date) -> None:
    submit_application(application=draft, actor=actor, on=on, idempotency_key="k1")


def test_the_hand_in_at_the_counter_needs_the_signed_page(
    draft: Application, officer: User, today: date
) -> None:
    assist_draft(application=draft, actor=officer, on=today)

    with pytest.raises(SignedFormMissing):
        submit(draft, officer, today)
    assert Application.objects.get(pk=draft.pk).state == "draft"
    scan = SimpleUploadedFile("signed.jpg", picture("signed"), "image/jpeg")
    add_signed_form(application=draft, upload=scan, actor=officer, on=today)
    submit(draft, officer, today)

    handed_in = Application.objects.get(pk=draft.pk)
    assert (handed_in.state, handed_in.assisted_by) == ("submitted", officer)
    assert Notice.objects.filter(kind="receipt", channel="sms").count() == 1


def test_the_applicant_alone_needs_no_scan(
    draft: Application, officer: User, applicant: User, today: date
) -> None:
    assist_draft(application=draft, actor=officer, on=today)

    submit(draft, applicant, today)

    assert Application.objects.get(pk=draft.pk).state == "submitted"


def test_what_was_begun_online_goes_on_at_the_counter(
    client: Client, draft: Application, officer: User
) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    found = client.post("/counter/", {"phone": "139 0000 1111", "find": "1"})

    assert list(found.context["drafts"]) == [draft]
    number = draft.case.number
    go_on = client.post(f"/counter/{number}/continue/", {"phone": "13900001111"})
    assert go_on.headers["Location"] == f"/counter/{number}/"
    page = client.get(f"/applications/{number}/steps/business/").content.decode()
    assert "春梅豆腐坊" in page
    assert AuditEntry.objects.filter(act="applications.assist_draft", actor=officer).count() == 1


def test_a_wrong_phone_opens_nothing(client: Client, draft: Application, officer: User) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post(f"/counter/{draft.case.number}/continue/", {"phone": "13900002222"})

    assert answer.status_code == 404
    assert client.get(f"/counter/{draft.case.number}/").status_code == 404


def test_the_printed_form_is_a_pdf_of_this_draft(
    client: Client, draft: Application, officer: User, today: date
) -> None:
    assist_draft(application=draft, actor=officer, on=today)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(f"/counter/{draft.case.number}/form.pdf")

    assert answer.content[:5] == b"%PDF-"
    assert f"{draft.case.number}.pdf" in answer.headers["Content-Disposition"]


def test_a_new_person_gets_a_draft_and_a_message(
    client: Client, programme: object, officer: User
) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    client.post("/counter/", {"phone": "13900007777", "name": "赵敏", "product": "personal"})

    draft = Application.objects.get()
    assert (draft.source, draft.assisted_by) == ("counter", officer)
    assert Notice.objects.get(kind="draft_opened").case == draft.case


def test_a_file_at_another_bank_stays_there(
    draft: Application, officer: User, bank_b: object, today: date
) -> None:
    Case.objects.filter(pk=draft.case_id).update(bank=bank_b)

    with pytest.raises(AlreadyActive):
        assist_draft(application=draft, actor=officer, on=today)
    assert not counter_drafts("13900001111").exists()


def test_only_those_who_assist_begin_at_the_counter(reviewer: User, today: date) -> None:
    with pytest.raises(NotAllowed):
        start_at_counter(
            phone="13900007777", name="", product_code="personal", actor=reviewer, on=today
        )
    assert not Application.objects.exists()
