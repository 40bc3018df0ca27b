"""Self-check, calculator, terms and lists of papers, in the browser."""

from decimal import Decimal

import pytest
from django.urls import reverse

from applications.models import Application, SelfCheck
from policy.models import ProductVersion
from tests.applications.conftest import NEW_ID

pytestmark = pytest.mark.django_db(transaction=True)

ELIGIBLE = {
    "product": "personal",
    "group": "07",
    "township": "LX02",
    "business_age": "not_yet",
    "is_employed_elsewhere": "no",
    "has_arrears": "no",
}


def answer(page, age="35", debt="0", **changed):
    page.goto(reverse("self_check"))
    for name, value in {**ELIGIBLE, **changed}.items():
        page.check(f"[name={name}][value='{value}']")
    page.fill("[name=age]", age)
    page.fill("[name=consumption_debt]", debt)
    page.get_by_role("button", name="查看结果").click()


@pytest.mark.row("S-045")
def test_an_ineligible_person_reads_which_condition_fails_and_what_else_to_do(open_page, programme):
    page = open_page()

    answer(page, township="outside", debt="15万")

    text = page.inner_text("main")
    assert "经营地须在本县" in text
    assert "至少还清 50,000 元" in text
    assert page.get_by_role("button", name="开始申请").count() == 0


@pytest.mark.row("S-045")
def test_an_eligible_person_takes_the_answers_into_the_draft(open_page, programme, come_in):
    page = open_page()
    answer(page)
    assert page.locator("form.field-invalid").count() == 0
    page.get_by_role("button", name="开始申请").click()
    come_in(page, start=page.url)
    page.fill("[name=name]", "王小芳")
    page.fill("[name=id_number]", NEW_ID)
    page.get_by_role("button", name="保存并继续").click()

    page.get_by_role("link", name="您的情况").click()

    assert page.is_checked("[name=group][value='07']")
    application = Application.objects.get()
    assert application.answers["business"]["business_township"] == "LX02"
    assert SelfCheck.objects.get().claimed_by == application.applicant.user


def calculate(page, method):
    page.goto(
        f"{reverse('calculator')}?amount=200000&months=36&rate=3.60&method={method}&subsidy=50"
    )
    return page.inner_text("main")


@pytest.mark.row("S-046")
def test_the_calculator_gives_the_known_figures(open_page, programme):
    page = open_page()

    equal = calculate(page, "equal_instalment")
    assert "5,869.28" in equal and "11,293.91" in equal and "5,869.11" in equal
    assert page.locator("tbody tr").last.inner_text().strip().endswith("0.00")
    falling = calculate(page, "equal_principal")
    assert "6,155.56" in falling and "11,100.00" in falling
    assert page.locator("svg.plot-column").count() == 36
    assert "amount=200000" in page.get_by_role("link", name="/calculator/?").inner_text()


@pytest.mark.row("S-046")
def test_the_schedule_is_given_as_paper_and_spreadsheet(client, programme):
    query = "?amount=200000&months=36&rate=3.6&method=equal_instalment&subsidy=50"

    paper = client.get(reverse("calculator_paper") + query)
    sheet = client.get(reverse("calculator_sheet") + query)

    assert paper.content.startswith(b"%PDF")
    assert sheet.content.startswith(b"PK")


def test_the_calculator_works_without_scripts_and_says_what_is_wrong(open_page, programme):
    page = open_page(java_script_enabled=False)
    page.goto(reverse("calculator"))
    page.fill("[name=amount]", "abc")
    page.locator("main form button").first.click()

    assert "请用数字填写金额" in page.inner_text(".error-summary")
    assert page.input_value("[name=amount]") == "abc"


@pytest.mark.row("S-048")
def test_the_terms_page_follows_the_catalogue(client, programme):
    address = reverse("product_terms", args=["personal"])
    assert "300,000.00" in client.get(address).content.decode()

    ProductVersion.objects.filter(product__code="personal").update(amount_max=Decimal("350000"))

    assert "350,000.00" in client.get(address).content.decode()


@pytest.mark.row("S-047")
def test_the_list_of_papers_follows_loan_and_security(client, programme):
    def listed(mode, product="partnership"):
        address = f"{reverse('paper_list')}?product={product}&mode={mode}"
        return client.get(address).content.decode()

    assert "合伙协议" in listed("surety")
    assert "保证人身份证和收入证明" in listed("surety")
    assert "保证人身份证和收入证明" not in listed("exempt")
    assert "合伙协议" not in listed("exempt", "personal")


def test_a_public_question_is_limited_by_address(client, programme):
    address = f"{reverse('receipt_check')}?number=R1"
    answers = [client.get(address).status_code for _try in range(31)]
    assert answers == [200] * 30 + [429]
