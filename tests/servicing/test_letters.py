"""Letters in batches: numbering, approval, one file, posting, proof, returned mail."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from casework.models import Task
from parties.errors import SamePerson
from parties.models import Person, User
from policy.models import BusinessDay
from servicing.errors.care import (
    BatchNotApproved,
    LetterSettled,
    NumbersMissing,
)
from servicing.models import BadAddress, ContactRecord, Letter, LetterBatch
from servicing.selectors.letters import candidates
from servicing.services import catch_up
from servicing.services import letters as services
from tests.servicing.factories import running_loan

ON = date(2026, 4, 20)  # 18 days after the first instalment


def people(count: int) -> list[Person]:
    return [
        Person.objects.create(name=f"借款人{n}", phone=f"137{n:08d}", address=f"新街 {n} 号")
        for n in range(count)
    ]


def late_loans(cast: dict, count: int, on: date) -> None:
    for person in people(count):
        running_loan(cast, on=on, borrower=person)
    catch_up(to=ON - timedelta(days=1))
    BusinessDay.objects.update(current_on=ON)


def picture(name: str = "回执.png") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 40), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


@pytest.fixture
def batch(transactional_db, cast, today) -> LetterBatch:
    """Two overdue notices, written."""
    late_loans(cast, 2, today)
    user = cast["post_loan_officer"]
    loans = [each.loan for each in candidates(user, "overdue", ON)]
    return services.write_letters(kind="overdue", loans=loans, actor=user, on=ON)


def approved(batch, cast) -> LetterBatch:
    return services.approve_letters(batch=batch, actor=cast["manager"], on=ON)


def posted(batch, cast) -> list[Letter]:
    user = cast["post_loan_officer"]
    services.post_letters(
        batch=approved(batch, cast), numbers=["EMS1", "EMS2"], posted_on=ON, actor=user, on=ON
    )
    return list(batch.letters.order_by("pk"))


def test_letters_are_numbered_and_approved_by_another_person(batch, cast):
    assert list(batch.letters.values_list("number", flat=True)) == [
        "催函〔2026〕00001号",
        "催函〔2026〕00002号",
    ]
    assert "5,8" in batch.letters.first().body
    with pytest.raises(BatchNotApproved):
        services.post_letters(
            batch=batch, numbers=["1"], posted_on=ON, actor=cast["post_loan_officer"], on=ON
        )
    both = cast["post_loan_officer"]
    both.grants.create(role="BMG", granted_by=cast["manager"], approved_by=cast["second_manager"])
    with pytest.raises(SamePerson):
        services.approve_letters(batch=batch, actor=User.objects.get(pk=both.pk), on=ON)
    assert len(PdfReader(approved(batch, cast).file.open()).pages) == 2
    assert candidates(cast["post_loan_officer"], "overdue", ON) == []
    assert candidates(cast["stranger"], "overdue", ON) == []


def test_every_letter_has_its_posting_number_and_its_proof(batch, cast):
    user = cast["post_loan_officer"]
    with pytest.raises(NumbersMissing):
        services.post_letters(
            batch=approved(batch, cast), numbers=["EMS1"], posted_on=ON, actor=user, on=ON
        )
    services.post_letters(batch=batch, numbers=["EMS1", "EMS2"], posted_on=ON, actor=user, on=ON)
    letter = batch.letters.first()
    found = services.confirm_delivery(
        letter=letter, delivered_on=ON, proof=picture(), actor=user, on=ON
    )
    assert (found.stage, found.proof.type_code) == ("delivered", "letter_proof")
    assert ContactRecord.objects.get().result == "delivered"
    assert not Task.objects.open().filter(kind="collect_letter").exists()
    with pytest.raises(LetterSettled):
        services.take_back_letter(letter=letter, returned_on=ON, reason="拒收", actor=user, on=ON)


def test_a_returned_letter_stops_the_next_one_until_the_address_changes(batch, cast):
    user, letter = cast["post_loan_officer"], posted(batch, cast)[0]
    services.take_back_letter(letter=letter, returned_on=ON, reason="查无此人", actor=user, on=ON)
    reminders = {each.loan.pk: each for each in candidates(user, "reminder", ON)}
    assert not reminders[letter.loan_id].can_be_posted
    Person.objects.filter(pk=letter.loan.borrower_id).update(address="老街 8 号")
    reminders = {each.loan.pk: each for each in candidates(user, "reminder", ON)}
    assert reminders[letter.loan_id].can_be_posted


@pytest.mark.row("S-127")
def test_twenty_letters_are_one_file_and_a_returned_one_flags_the_address(
    transactional_db, cast, open_page, screenshot, today
):
    late_loans(cast, 20, today)
    page, manager = open_page(cast["post_loan_officer"]), open_page(cast["manager"])
    page.goto("/letters/")
    page.get_by_role("link", name="逾期通知").click()
    page.get_by_role("button", name="生成信函").click()
    page.get_by_text("等待审批").first.wait_for()
    manager.set_default_timeout(60_000)  # the first paper of a process loads the fonts
    manager.goto(page.url)
    manager.get_by_role("button", name="批准信函").click()
    with manager.expect_download() as file:
        manager.get_by_role("link", name="打印文件").click()
    assert len(PdfReader(file.value.path()).pages) == Letter.objects.count() == 20
    page.reload()
    page.fill("[name=numbers]", "\n".join(f"EMS{n:05d}" for n in range(20)))
    page.get_by_role("button", name="保存邮寄号").click()
    page.get_by_text("EMS00019").first.wait_for()
    screenshot(page, "letter_batch")
    letter = Letter.objects.first()
    page.goto(f"/letters/{letter.pk}/")
    page.fill("[name=return-reason]", "查无此人")
    page.get_by_role("button", name="信函退回").click()
    page.get_by_text("地址无效").first.wait_for()
    screenshot(page, "letter")
    assert BadAddress.objects.get().address == letter.address
    page.goto(f"/cases/{letter.loan.case.number}/followup/")
    page.get_by_text("此地址曾退信").wait_for()


def test_the_other_bank_sees_no_letter(batch, cast, client):
    client.force_login(cast["stranger"])
    letter = batch.letters.first()
    for place in (f"batches/{batch.pk}/", f"batches/{batch.pk}/print.pdf", f"{letter.pk}/"):
        assert client.get(f"/letters/{place}").status_code == 404
