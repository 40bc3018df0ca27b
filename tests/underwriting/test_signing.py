"""Key terms, questions and signatures: the borrower on a phone, bank and center at their desks."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page

from applications.models import Application
from casework.models import Case, Notice, Task
from loanprogram.demo.walk_applications import picture
from loanprogram.demo.walk_decision import issued_contract
from parties.errors import NotAllowed
from parties.models import User
from tests.underwriting.contracting import secured_case
from underwriting.errors import (
    AdviceNotAcknowledged,
    CopiesBeforeSignature,
    NotTheSignedFile,
    ScanMissing,
    SignedInOrder,
)
from underwriting.models import Contract
from underwriting.selectors.contracts import planned_instalments, totals_of
from underwriting.services.signatures import (
    Ticks,
    acknowledge_copies,
    sign_contract,
    sign_on_paper,
)

Cast = dict[str, User]
OpenPage = Callable[..., Page]
READ = Ticks(advice_acknowledged=True)


@pytest.fixture
def contract(cast: Cast, today: date) -> Contract:
    """A pack that waits for the borrower."""
    return issued_contract(secured_case(cast, today), cast, today)


def code_sent() -> str:
    """The six digits of the newest message."""
    notice = Notice.objects.filter(kind="one_time_code").order_by("-pk").first()
    assert notice
    found = re.search(r"[0-9]{6}", notice.body)
    assert found
    return found.group()


@pytest.mark.row("S-080")
@pytest.mark.row("S-081")
def test_key_terms_and_a_question_on_a_phone(
    cast: Cast,
    today: date,
    contract: Contract,
    phone_page: OpenPage,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
) -> None:
    """One card per topic, total as in the schedule, 'fees: none'; a question is answered there."""
    number = contract.case.number
    total = totals_of(planned_instalments(contract, disbursed_on=today, on=today)).payment
    page = phone_page(cast["applicant"])
    page.goto(f"/applications/{number}/contract/")
    assert axe(page) == []
    cards = page.locator(".card, section").filter(has_text="就这一条提问")
    assert cards.count() >= 8
    text = page.locator("main").inner_text()
    assert f"{total:,.2f} 元" in text
    assert "费用：无" in text
    page.get_by_text("还款计划", exact=True).first.click()
    assert f"{total:,.2f}" in page.locator("tfoot, table").last.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    page.goto(f"/applications/{number}/contract/?about=late#ask")
    assert page.locator("#id_clause").input_value() == "late"
    page.fill("#id_text", "罚息怎么算？")
    page.get_by_role("button", name="发送", exact=True).click()
    page.get_by_text("银行尚未答复。").wait_for()
    assert Task.objects.open().filter(kind="answer_contract_question").count() == 1

    desk = open_page(cast["officer"])
    desk.goto(f"/cases/{number}/contract/")
    assert axe(desk) == []
    desk.fill("textarea[name=answer]", "按合同利率的 1.5 倍按日计算。")
    desk.get_by_role("button", name="答复", exact=True).click()
    desk.get_by_text("借款人可以看到您的答复。").wait_for()
    page.reload()
    page.get_by_text("按合同利率的 1.5 倍按日计算。").wait_for()
    assert not Task.objects.open().filter(kind="answer_contract_question").exists()


def sign_as_borrower(page: Page, contract: Contract) -> None:
    """Ask for a code, forget the tick, then sign."""
    page.goto(f"/applications/{contract.case.number}/contract/sign/")
    page.get_by_role("button", name="发送验证码").click()
    page.fill("#id_code", code_sent())
    page.get_by_role("button", name="签署合同").click()
    assert not contract.signatures.exists()
    page.get_by_label("我知道签署前可以咨询律师").check()
    page.fill("#id_code", code_sent())
    page.get_by_role("button", name="签署合同").click()
    page.get_by_text("您已签署。接下来由银行签署").wait_for()
    assert contract.pack_hash in page.locator("main").inner_text()


@pytest.mark.row("S-082")
def test_three_parties_sign_and_a_changed_file_is_found(
    cast: Cast,
    today: date,
    contract: Contract,
    phone_page: OpenPage,
    open_page: OpenPage,
) -> None:
    """Code, hash and time of the borrower; bank and center follow; the receipt tick is stored."""
    number = contract.case.number
    page = phone_page(cast["applicant"])
    sign_as_borrower(page, contract)
    for key in ("manager", "center_leader"):
        desk = open_page(cast[key])
        desk.goto(f"/cases/{number}/contract/sign/")
        assert "50,000.00 元" in desk.locator("main").inner_text()
        desk.get_by_role("button", name="签署", exact=True).click()
        desk.get_by_text("您的签署已记录。").wait_for()
    contract = Contract.objects.get(pk=contract.pk)
    assert contract.state == "signed"
    assert Application.objects.get(case=contract.case).state == "contracted"
    assert Task.objects.open().filter(kind="issue_letter", case=contract.case).count() == 1
    assert contract.files.filter(kind="signatures").count() == 1

    page.goto(f"/applications/{number}/contract/")
    page.get_by_role("button", name="我已收到全部文本").click()
    page.get_by_text("确认收到全部文本").wait_for()
    assert contract.copy_receipt.received_on == today


@pytest.mark.row("S-082")
def test_a_changed_pdf_is_not_the_signed_file(
    cast: Cast, contract: Contract, open_page: OpenPage, tmp_path: Path
) -> None:
    """The paper itself is recognised; with one byte more it is not."""
    number = contract.case.number
    with contract.files.get(kind="loan_contract").file.open("rb") as stored:
        original = stored.read()
    desk = open_page(cast["officer"])
    for content, answer in ((original, "是本套合同的文件"), (original + b" ", "不是已签署的文件")):
        file = tmp_path / "contract.pdf"
        file.write_bytes(content)
        desk.goto(f"/cases/{number}/contract/")
        desk.get_by_text("这份 PDF 是已签署的文件吗？").click()
        desk.set_input_files("#id_file", file)
        desk.get_by_role("button", name="比对").click()
        desk.get_by_text(answer, exact=True).wait_for()


def test_the_order_and_the_hands_are_fixed(cast: Cast, today: date, contract: Contract) -> None:
    """Bank before borrower, strangers and the unadvised are refused; nothing is written."""

    def sign(party: str, who: str, ticks: Ticks = READ) -> None:
        sign_contract(contract=contract, party=party, actor=cast[who], on=today, ticks=ticks)

    with pytest.raises(SignedInOrder):
        sign("bank", "manager")
    with pytest.raises(AdviceNotAcknowledged):
        sign("borrower", "applicant", Ticks())
    for who in ("other_applicant", "stranger", "center_leader"):
        with pytest.raises(NotAllowed):
            sign("borrower", who)
    with pytest.raises(ScanMissing):
        sign("borrower", "officer")
    with pytest.raises(CopiesBeforeSignature):
        acknowledge_copies(contract=contract, actor=cast["applicant"], on=today)
    assert not contract.signatures.exists()
    sign("borrower", "applicant")
    sign("borrower", "applicant")
    with pytest.raises(NotAllowed):
        sign("center", "manager")
    with pytest.raises(NotAllowed):
        sign("bank", "stranger")
    assert contract.signatures.count() == 1


def test_a_changed_paper_stops_the_signing(cast: Cast, today: date, contract: Contract) -> None:
    """Somebody exchanged a file in the store: the borrower does not sign it."""
    paper = contract.files.get(kind="key_terms")
    Path(paper.file.path).write_bytes(b"%PDF-1.7 other terms")
    with pytest.raises(NotTheSignedFile):
        sign_contract(
            contract=contract, party="borrower", actor=cast["applicant"], on=today, ticks=READ
        )
    assert not contract.signatures.exists()


def test_a_signature_on_paper_brings_its_scan(cast: Cast, today: date, contract: Contract) -> None:
    """The officer hands in the scan; the bank signs next."""
    scan = SimpleUploadedFile("signed.jpg", picture("signed pages"))
    signature = sign_on_paper(
        contract=contract, upload=scan, ticks=READ, actor=cast["officer"], on=today
    )
    assert signature.method == "paper"
    assert signature.scan
    assert Case.objects.get(pk=contract.case_id).holder == "bank"
    with pytest.raises(NotAllowed):
        sign_on_paper(
            contract=contract,
            upload=SimpleUploadedFile("x.jpg", picture("x")),
            ticks=READ,
            actor=cast["stranger"],
            on=today,
        )
