"""Flags of the review desk: shared numbers, shared files, contradictions; each needs a note."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page

from applications.errors import FlagHandled, FlagNoteMissing
from applications.models import Application, ReviewFlag, Trace
from applications.selectors.answers import papers_needed
from applications.selectors.review import review_blockers
from applications.services import add_paper
from applications.services.flags import handle_flag
from applications.services.review import accept_application
from casework.models import Document
from loanprogram.demo.walk_applications import draft_case, hand_in, picture, submitted_case
from parties.errors import NotAllowed
from parties.models import AuditEntry, User
from underwriting.selectors import evaluation_gaps

Cast = dict[str, User]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.row("S-062")
def test_a_phone_in_two_files_stops_the_second_until_it_has_a_note(
    cast: Cast, today: date, open_page: Callable[..., Page]
) -> None:
    """The other file is named to the own bank, not to bank B; the note lets the file go on."""
    first = submitted_case(cast, today, bank="bank-b")
    second = submitted_case(cast, today, who="other_applicant")
    accept_application(
        application=Application.objects.get(case=second), actor=cast["officer"], on=today
    )
    kinds = {flag.kind for flag in second.flags.all()}
    assert kinds == {"phone", "person", "business", "address"}
    assert any(
        "note" in gap.sentence or "标记" in gap.sentence for gap in evaluation_gaps(second, today)
    )
    page = open_page(cast["officer"])
    page.goto(f"/cases/{second.number}/documents/")
    page.get_by_text("本案中的电话号码也出现在另一人的申请中。").wait_for()
    assert first.number not in page.content()
    assert "另一案件不对您开放。" in page.inner_text("#flags")
    for _each in range(4):
        page.locator("#flags input[name=note]").first.fill("同一保证人，已电话核实。")
        page.locator("#flags").get_by_role("button", name="保存说明").first.click()
        page.wait_for_load_state()
    page.get_by_text("同一保证人，已电话核实。").first.wait_for()
    assert not second.flags.filter(handled_on=None).exists()
    assert not any("标记" in sentence for sentence in review_blockers(second))


def test_the_own_bank_reads_which_file_it_is(
    cast: Cast, today: date, open_page: Callable[..., Page]
) -> None:
    """Two files of one bank: the flag leads to the other one."""
    first = submitted_case(cast, today)
    second = submitted_case(cast, today, who="other_applicant")
    page = open_page(cast["officer"])
    page.goto(f"/cases/{second.number}/documents/")
    assert page.locator("#flags").get_by_role("link", name=first.number).count() == 4


@pytest.mark.row("S-097")
def test_the_same_file_in_two_applications_is_flagged(
    cast: Cast, today: date, open_page: Callable[..., Page]
) -> None:
    """The reviewer sees the flag; the paper says that it equals the receipt, with the hash."""
    papers: list[Document] = []
    for key in ("applicant", "other_applicant"):
        case = draft_case(cast, today, who=key, seat=len(papers))
        application = Application.objects.get(case=case)
        need = next(n for n in papers_needed(application, on=today) if n.type.code == "premises")
        upload = SimpleUploadedFile("租约.jpg", picture("one lease for two"))
        facts = {"application": application, "type": need.type, "actor": cast[key], "on": today}
        papers.append(add_paper(upload=upload, replaces=need.last, **facts))
        hand_in(Application.objects.get(case=case), cast[key], today)
    flag = ReviewFlag.objects.get(case=papers[1].case, kind="file")
    assert flag.other == papers[0].case
    page = open_page(cast["officer"])
    page.goto(f"/cases/{papers[1].case.number}/documents/?paper={papers[1].pk}")
    page.get_by_text("同一文件也用于另一份申请。").wait_for()
    page.get_by_text("与回执一致").wait_for()
    assert papers[1].short_hash in page.inner_text("main")


def test_a_flag_is_handled_once_by_a_reviewer_with_words(cast: Cast, today: date) -> None:
    """No empty note, no second note, not by the post-loan desk; traces cannot be read."""
    submitted_case(cast, today)
    case = submitted_case(cast, today, who="other_applicant")
    flag = case.flags.first()
    assert flag
    with pytest.raises(FlagNoteMissing):
        handle_flag(flag=flag, note="  ", actor=cast["officer"], on=today)
    with pytest.raises(NotAllowed):
        handle_flag(flag=flag, note="好", actor=cast["post_loan_officer"], on=today)
    handle_flag(flag=flag, note="已核实。", actor=cast["officer"], on=today)
    with pytest.raises(FlagHandled):
        handle_flag(flag=flag, note="再写。", actor=cast["reviewer"], on=today)
    assert all(len(trace.index) == 64 for trace in Trace.objects.all())


def test_a_file_that_was_changed_in_the_store_is_not_shown(
    cast: Cast, today: date, client: Client
) -> None:
    """One byte changed behind the product: staff and applicant read why, an alarm is on record."""
    case = submitted_case(cast, today)
    paper = case.documents.first()
    assert paper
    with paper.file.storage.open(paper.file.name, "r+b") as stored:
        stored.write(b"X")
    addresses = {
        "officer": f"/cases/{case.number}/papers/{paper.pk}/",
        "applicant": f"/me/papers/{paper.pk}/",
    }
    for count, (key, address) in enumerate(addresses.items(), start=1):
        client.force_login(cast[key], backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(address, follow=True)
        assert "与提交时的文件不一致" in answer.content.decode()
        assert AuditEntry.objects.filter(act="casework.find_changed_file").count() == count
