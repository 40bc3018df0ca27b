"""The application in the browser: steps, papers, consents, hand-in, status, withdrawal."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from applications.models import Application
from applications.services import start_application
from casework.models import Document, Receipt, Task
from loanprogram.demo.walk_applications import draft_case, submitted_case
from parties.models import Consent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(applicant, today):
    return start_application(
        phone=applicant.person.phone,
        name="",
        product_code="personal",
        source="online",
        lead_reference="",
        actor=applicant,
        on=today,
    )


def save(page):
    page.get_by_role("button", name="保存并继续").click()


def fill_three_steps(page, number):
    page.goto(reverse("application_step", args=[number, "person"]))
    page.check("[name=group][value='07']")
    page.check("[name=township][value=LX01]")
    page.fill("[name=address]", "人民路 12 号")
    page.check("[name=is_employed_elsewhere][value=no]")
    save(page)
    page.check("[name=marital_status][value=married]")
    page.fill("[name=spouse_name]", "刘志强")
    page.fill("[name=spouse_id_number]", "110101 19800101 0010")
    page.fill("[name=spouse_phone]", "139 0000 4444")
    page.check("[name=spouse_agrees][value=yes]")
    page.fill("[name=dependants]", "2")
    page.check("[name=home][value=own]")
    save(page)
    page.check("[name=entity_type][value=none]")
    page.fill("[name=business_name]", "春梅豆腐坊")
    page.check("[name=trade][value=food]")
    page.check("[name=business_township][value=LX01]")
    page.fill("[name=business_address]", "商业街 8 号")
    page.fill("[name=plan]", "做豆腐，卖给饭店。")
    save(page)


@pytest.mark.row("S-050")
def test_three_steps_are_there_after_the_browser_was_closed(open_page, applicant, draft):
    page = open_page(applicant)
    fill_three_steps(page, draft.case.number)
    page.context.close()

    page = open_page(applicant, 360)
    page.goto(reverse("application_tasks", args=[draft.case.number]))

    assert page.locator(".task-state", has_text="已完成").count() == 3
    page.get_by_role("link", name="继续下一部分").click()
    assert page.inner_text("h1") == "带动就业"
    page.goto(reverse("application_step", args=[draft.case.number, "household"]))
    assert page.input_value("[name=spouse_id_number]") == "110101198001010010"
    draft = Application.objects.get()
    assert "1101011980" not in str(draft.answers)


@pytest.mark.row("S-050")
def test_an_error_stands_beside_its_field_and_nothing_is_lost(open_page, applicant, draft):
    page = open_page(applicant)
    page.goto(reverse("application_step", args=[draft.case.number, "wish"]))
    page.fill("[name=amount]", "999万")
    page.fill("[name=term_months]", "48")
    page.fill("[name=use_details]", "买磨浆机")
    save(page)

    summary = page.inner_text(".error-summary")
    assert "10,000.00" in summary and "300,000.00" in summary and "36 个月" in summary
    assert page.input_value("[name=use_details]") == "买磨浆机"
    assert page.evaluate("document.activeElement.className").startswith("error-summary")
    page.get_by_role("button", name="保存，稍后继续").click()
    draft = Application.objects.get()
    assert draft.answers["wish"] == {"use_details": "买磨浆机"}
    assert draft.steps_done == []


@pytest.mark.row("S-050")
def test_i_do_not_know_is_an_answer_where_it_may_be(open_page, applicant, draft):
    page = open_page(applicant, java_script_enabled=False)
    page.goto(reverse("application_step", args=[draft.case.number, "jobs"]))
    page.fill("[name=staff_now]", "1")
    page.fill("[name=new_hires]", "0")
    page.check("[name=jobs_planned_unknown]")
    save(page)

    draft = Application.objects.get()
    assert draft.answers["jobs"]["jobs_planned"] == "unknown"
    assert draft.steps_done == ["jobs"]


def pdf(password=""):
    writer = PdfWriter()
    writer.add_blank_page(300, 300)
    if password:
        writer.encrypt(password)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


BAD_FILES = {
    "photo.jpg": (b"MZ" + b"\0" * 400, "不是"),
    "large.jpg": (b"\xff\xd8\xff" + b"0" * 30 * 1024 * 1024, "最多允许 10 MB"),
    "locked.pdf": (pdf("secret"), "密码"),
    "empty.pdf": (b"", "空文件"),
}


@pytest.mark.row("S-092")
def test_four_bad_files_have_four_clear_messages_and_a_good_one_is_renamed(
    open_page, applicant, draft, photo, tmp_path
):
    page = open_page(applicant)
    page.goto(reverse("application_documents", args=[draft.case.number]))
    card = "#id_card input[type=file]"
    messages = set()
    for name, (content, words) in BAD_FILES.items():
        (tmp_path / name).write_bytes(content)
        page.set_input_files(card, tmp_path / name)
        page.locator("#id_card button", has_text="提交").click()
        page.locator(".error-summary li", has_text=words).wait_for()
        messages.add(page.inner_text(".error-summary li"))
    assert len(messages) == 4
    assert not Document.objects.exists()

    page.set_input_files(card, photo)
    page.locator("#id_card button", has_text="提交").click()

    name = f"{draft.case.number}_id_card_李春梅_20260302.jpg"
    page.locator("#id_card", has_text=name).wait_for()
    assert Document.objects.get().name == name


@pytest.mark.row("S-054")
def test_the_credit_consent_is_separate_and_needed(open_page, applicant, cast, draft):
    page = open_page(applicant)
    page.goto(reverse("application_declarations", args=[draft.case.number]))
    for name in ("truth", "privacy", "sensitive", "bank_sharing", "contact"):
        page.check(f"[name={name}]")
    save(page)
    assert "征信查询授权书" in page.inner_text(".error-summary")
    assert not Consent.objects.exists()
    page.check("[name=credit_query]")
    save(page)

    page.goto(reverse("my_data"))
    rows = page.locator("tbody tr").all_inner_texts()
    assert len([row for row in rows if "2026年3月2日" in row and "有效" in row]) == 5
    page.get_by_role("button", name="撤回").click()
    assert Consent.objects.get(kind="contact").withdrawn_on.isoformat() == "2026-03-02"
    assert page.get_by_role("link", name="下载我的数据").count() == 1


@pytest.mark.row("S-055")
@pytest.mark.row("S-101")
def test_pressing_twice_gives_one_receipt_that_anybody_can_check(open_page, applicant, cast, today):
    number = draft_case(cast, today).number
    page = open_page(applicant)
    page.goto(reverse("application_check_answers", args=[number]))
    page.get_by_role("button", name="同意并提交申请").dblclick()
    page.wait_for_url("**/submitted/")

    receipt = Receipt.objects.get()
    assert receipt.number in page.inner_text("main")
    page.reload()
    assert receipt.number in page.inner_text("main")
    page.go_back()
    page.goto(reverse("application_check_answers", args=[number]))
    assert page.url.endswith("/submitted/")
    assert Task.objects.count() == 1

    stranger = open_page()
    stranger.goto(reverse("receipt_check"))
    stranger.fill("[name=number]", f" {receipt.number.lower()}")
    stranger.get_by_role("button", name="查验").click()
    text = stranger.inner_text("main")
    assert "6 个文件" in text and "李春梅" not in text


@pytest.mark.row("S-055")
def test_the_paper_lists_all_answers_with_the_number_masked(client, cast, applicant, today):
    case = submitted_case(cast, today)
    client.force_login(applicant)
    answer = client.get(reverse("receipt_pdf", args=[Receipt.objects.get().number]))

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "110***********0046" in text
    assert applicant.person.id_number not in text and "110101198001010010" not in text
    for words in (case.number, "春梅豆腐坊", "200,000.00", "刘志强", "返乡创业农民工"):
        assert words in text


@pytest.mark.row("S-057")
def test_the_status_names_stage_institution_and_date_and_can_be_ended(
    open_page, applicant, cast, today
):
    number = submitted_case(cast, today).number
    page = open_page(applicant, 360)
    page.goto(reverse("my_application", args=[number]))
    now = page.inner_text("[aria-current=step]")
    assert "审核" in now and "澜溪农村商业银行" in now and "2026年3月9日" in now

    page.goto(reverse("application_withdraw", args=[number]))
    page.get_by_role("button", name="撤回申请").click()
    assert Task.objects.open().count() == 1
    page.fill("[name=reason]", "家里有事")
    page.get_by_role("button", name="撤回申请").click()

    assert Task.objects.open().count() == 0
    assert "家里有事" in page.inner_text("main")
    assert Application.objects.get().state == "withdrawn"
