"""The rows of guarantee, fund, claim and recovery, checked in the browser."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from guarantees.models import Claim, Guarantee
from guarantees.selectors.fund import fund_position
from guarantees.services.sweeping import sweep
from ledger.selectors import balance
from loanprogram.demo import walk_guarantees
from loanprogram.demo.walk_servicing import disbursed_loan, repaid
from policy.models import BusinessDay, Parameter
from servicing.models import Loan
from servicing.selectors.books import payoff_quote
from tests.guarantees.factories import promised
from tests.servicing.factories import payable_loan, signed_contract
from underwriting.models import Contract

pytestmark = pytest.mark.django_db(transaction=True)


def open_day(on):
    """The business date of the site."""
    BusinessDay.objects.update(current_on=on)


def tab(case, part="guarantee", place=""):
    return f"/cases/{case.number}/{part}/{place}"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def step(page, name, *, confirm=None):
    """Take an action of the bar, in the menu or not, and confirm it."""
    menu = page.locator("[data-menu] summary").filter(has_text=re.compile("更多操作|操作"))
    link = page.get_by_role("link", name=name, exact=True)
    if not link.first.is_visible() and menu.count():
        menu.first.click()
    link.first.click()
    if confirm is not None:
        for label, text in confirm.items():
            page.get_by_label(label, exact=True).fill(text)
        press(page, name)


@pytest.fixture
def approved(fund, cast, today):
    """A file the bank has approved, not sent to the center yet."""
    contract = signed_contract(cast, on=today)
    Contract.objects.filter(pk=contract.pk).delete()
    case = contract.case
    type(case.application).objects.filter(case=case).update(state="approved")
    type(case).objects.filter(pk=case.pk).update(stage="guarantee", shared_with_center=False)
    return type(case).objects.get(pk=case.pk)


@pytest.mark.row("S-163")
@pytest.mark.row("S-164")
def test_a_file_goes_to_the_center_comes_back_and_is_promised(approved, cast, open_page, today):
    officer, clerk = open_page(cast["officer"]), open_page(cast["center_clerk"])
    leader = open_page(cast["center_leader"])
    clerk.goto(tab(approved))
    expect(clerk.locator("h1")).to_contain_text("404")
    officer.goto(tab(approved))
    step(officer, "申请担保")
    officer.locator("#id_intention").fill("我行已批准，请予担保。")
    press(officer, "提交给中心")
    expect(officer.locator("main")).to_contain_text("我行已批准，请予担保。")

    clerk.goto("/guarantees/?queue=1")
    expect(clerk.locator("main")).to_contain_text(approved.number)
    expect(clerk.locator("main")).to_contain_text("2026-03-09")
    clerk.goto(tab(approved))
    step(clerk, "受理担保申请", confirm={})
    step(clerk, "退回银行")
    clerk.get_by_label("缺少材料", exact=False).check()
    clerk.get_by_label("具体说明").fill("营业执照看不清。")
    press(clerk, "退回银行")
    officer.goto(tab(approved))
    expect(officer.locator("main")).to_contain_text("营业执照看不清。")
    step(officer, "申请担保")
    officer.locator("#id_intention").fill("执照已补。")
    press(officer, "提交给中心")

    clerk.goto(tab(approved))
    step(clerk, "受理担保申请", confirm={})
    step(clerk, "出具审核意见")
    for name in ("group", "county", "proof", "limits", "times", "fund"):
        clerk.locator(f"#id_{name}").check()
    clerk.locator("#id_text").fill("符合条件，建议担保。")
    press(clerk, "签署并报领导审批")
    expect(clerk.get_by_role("link", name="承诺担保")).to_have_count(0)
    assert clerk.request.get(tab(approved, place="steps/commit/")).status == 403

    leader.goto(tab(approved))
    expect(leader.locator("[data-before]")).to_contain_text("75,000,000.00")
    expect(leader.locator("[data-after]")).to_contain_text("74,800,000.00")
    step(leader, "承诺担保")
    expect(leader.locator("main")).to_contain_text("符合条件，建议担保。")
    press(leader, "承诺担保")
    expect(leader.locator("main")).to_contain_text("已承诺")
    assert fund_position(today).free == Decimal("74800000.00")


@pytest.mark.row("S-164")
def test_an_objection_of_a_visitor_blocks_the_promise(approved, cast, open_page, today, fund):
    Parameter.objects.filter(key="guarantee.notice_days").update(value=5)
    walk_guarantees.recommended_guarantee(approved, cast, today)
    visitor, clerk = open_page(), open_page(cast["center_clerk"])
    leader = open_page(cast["center_leader"])
    visitor.goto("/notices/")
    expect(visitor.locator("main")).to_contain_text("李**")
    visitor.get_by_role("link", name="提出异议").click()
    visitor.get_by_label("您的姓名").fill("赵一")
    visitor.get_by_label("您的手机号").fill("13911112222")
    visitor.get_by_label("异议内容").fill("店铺去年已经关门。")
    press(visitor, "提交异议")
    expect(visitor.locator("[data-number]")).to_contain_text("Y2026")

    open_day(date(2026, 3, 7))
    leader.goto(tab(approved, place="steps/commit/"))
    press(leader, "承诺担保")
    expect(leader.locator(".error-summary")).to_contain_text("异议")
    clerk.goto(tab(approved))
    clerk.get_by_role("link", name="处理异议").click()
    clerk.get_by_label("不属实").check()
    clerk.get_by_label("核实情况").fill("实地查看，正常营业。")
    press(clerk, "保存答复")
    leader.goto(tab(approved, place="steps/commit/"))
    press(leader, "承诺担保")
    expect(leader.locator("main")).to_contain_text("已承诺")


@pytest.mark.row("S-164")
def test_during_the_notice_nothing_is_promised(approved, cast, open_page, today):
    Parameter.objects.filter(key="guarantee.notice_days").update(value=5)
    walk_guarantees.recommended_guarantee(approved, cast, today)
    leader = open_page(cast["center_leader"])
    leader.goto(tab(approved, place="steps/commit/"))
    press(leader, "承诺担保")
    expect(leader.locator(".error-summary")).to_contain_text("2026-03-06")
    assert Guarantee.objects.get(case=approved).state == "recommended"


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(value)


@pytest.mark.row("S-165")
@pytest.mark.row("S-166")
def test_a_house_is_registered_valued_used_and_its_free_value_shown(promise, cast, open_page):
    first, second = promise(), promise()
    clerk = open_page(cast["center_clerk"])
    clerk.goto(tab(first.case))
    clerk.get_by_role("link", name="登记新的反担保").click()
    clerk.locator("#id_kind").select_option("house")
    fill(clerk, owner_name="李春梅", owner_id_number="11010119900307004", description="人民路 5 号")
    press(clerk, "登记")
    expect(clerk.locator(".error-summary")).to_contain_text("身份证号")
    expect(clerk.locator("#id_description")).to_have_value("人民路 5 号")
    fill(clerk, owner_id_number="110101199003070046", certificate_number="浙 2019 第 1 号")
    press(clerk, "登记")
    expect(clerk.locator("[data-free]")).to_contain_text("0.00")
    clerk.get_by_role("link", name="登记评估").click()
    fill(clerk, appraiser="正信评估所", method="市场比较法", value="50万")
    press(clerk, "保存评估")
    expect(clerk.locator("[data-lendable]")).to_contain_text("350,000.00")

    clerk.goto(tab(first.case, place="securities/use/"))
    clerk.locator("#id_security").select_option(index=1)
    fill(clerk, amount="200,000")
    press(clerk, "用于这笔担保")
    expect(clerk.locator("[data-covered]")).to_contain_text("200,000.00")
    clerk.goto(tab(second.case, place="securities/use/"))
    expect(clerk.locator("main")).to_contain_text("150,000.00")
    clerk.locator("#id_security").select_option(index=1)
    fill(clerk, amount="200,000")
    press(clerk, "用于这笔担保")
    expect(clerk.locator(".error-summary")).to_contain_text("150,000.00")
    assert second.securities.count() == 0


@pytest.mark.row("S-170")
def test_the_letter_waits_for_the_contract_and_then_opens_the_payout(fund, cast, open_page, today):
    contract = signed_contract(cast, on=today)
    Contract.objects.filter(pk=contract.pk).update(state="issued", signed_on=None)
    guarantee = promised(contract, cast, on=today, state="secured")
    leader, officer = open_page(cast["center_leader"]), open_page(cast["officer"])
    leader.goto(tab(guarantee.case))
    leader.locator("[data-menu] summary").filter(has_text="操作").click()
    expect(leader.locator(".menu-reason").first).to_contain_text("三方签署")
    leader.goto(tab(guarantee.case, place="steps/issue/"))
    press(leader, "出具担保函")
    expect(leader.locator(".error-summary")).to_contain_text("三方签署")

    Contract.objects.filter(pk=contract.pk).update(state="signed", signed_on=today)
    _letter_paper(contract)
    leader.goto(tab(guarantee.case))
    step(leader, "出具担保函", confirm={})
    expect(leader.get_by_role("link", name="担保函（PDF）")).to_be_visible()
    with leader.expect_download() as got:
        leader.get_by_role("link", name="担保函（PDF）").click()
    assert got.value.suggested_filename == f"{guarantee.number}.pdf"
    officer.goto(tab(guarantee.case, "disbursement"))
    expect(officer.locator("main")).to_contain_text(guarantee.number)


def _letter_paper(contract):
    paper = contract.files.model(
        contract=contract, kind="guarantee_letter", language="zh-hans", sha256="0" * 64
    )
    paper.file.save("letter.pdf", ContentFile(b"%PDF-1.7 letter"), save=True)


@pytest.mark.row("S-171")
def test_the_fund_page_adds_up_and_two_persons_move_it(promise, cast, open_page, bank_a, axe):
    promise()
    accountant, leader = open_page(cast["accountant"]), open_page(cast["center_leader"])
    accountant.goto("/fund/")
    expect(accountant.locator("[data-free]")).to_contain_text("74,800,000.00")
    assert axe(accountant) == []
    accountant.get_by_role("link", name="登记资金变动").click()
    accountant.locator("#id_kind").select_option("injection")
    accountant.locator("#id_bank").select_option(str(bank_a.pk))
    fill(accountant, amount="100万", reference="ZR2026")
    press(accountant, "登记")
    expect(accountant.locator("#movements")).to_contain_text("ZR2026")
    expect(accountant.get_by_role("link", name="批准并记账")).to_have_count(0)
    leader.goto("/fund/")
    step(leader, "批准并记账", confirm={})
    expect(leader.locator("[data-free]")).to_contain_text("79,800,000.00")


@pytest.mark.row("S-172")
def test_a_claim_goes_from_too_early_to_one_payment(default, cast, open_page, claimed_on):
    loan = default(late_on=date(2026, 5, 1))
    officer = open_page(cast["post_loan_officer"])
    open_day(date(2026, 5, 1))
    officer.goto(tab(loan.case, "claims"))
    expect(officer.locator("main")).to_contain_text("31 天")
    officer.goto(tab(loan.case, "claims", "new/"))
    officer.locator("#id_statement").fill("催收无果。")
    press(officer, "提交代偿申请")
    expect(officer.locator(".error-summary")).to_contain_text("31")
    open_day(claimed_on)
    officer.goto(tab(loan.case, "claims"))
    expect(officer.locator("[data-figures]")).to_contain_text("2,520.00")
    expect(officer.locator("[data-figures] [data-fund]")).to_contain_text("144,000.00")
    step(officer, "申请代偿")
    officer.locator("#id_statement").fill("催收无果。")
    press(officer, "提交代偿申请")

    pages = {
        name: open_page(cast[name])
        for name in ("center_clerk", "center_leader", "accountant", "second_accountant")
    }
    for name, label, confirm in (
        ("center_clerk", "材料和金额无误", {"理由": "齐全"}),
        ("center_leader", "同意代偿", {}),
        ("accountant", "准备付款", {"银行流水号": "DC1"}),
    ):
        pages[name].goto(tab(loan.case, "claims"))
        step(pages[name], label, confirm=confirm)
    other = open_page(cast["second_accountant"])
    claim = Claim.objects.get()
    other.goto(tab(loan.case, "claims", f"{claim.pk}/release/"))
    pages["second_accountant"].goto(tab(loan.case, "claims"))
    step(pages["second_accountant"], "放行付款", confirm={})
    expect(pages["second_accountant"].locator("main")).to_contain_text("已支付")
    press(other, "放行付款")
    other.wait_for_url("**/claims/")
    assert balance("fund:bank-a:cash") == Decimal("4856000.00")
    assert Loan.objects.get(pk=loan.pk).state == "claimed"


@pytest.mark.row("S-173")
def test_money_comes_back_is_split_and_the_rest_given_up(paid_claim, cast, open_page, claimed_on):
    open_day(claimed_on)
    clerk, accountant = open_page(cast["center_clerk"]), open_page(cast["accountant"])
    leader = open_page(cast["center_leader"])
    clerk.goto(tab(paid_claim.case, "claims"))
    clerk.get_by_role("link", name="登记收款").click()
    fill(clerk, gross="1,000", payer="李春梅", reference="ZC1")
    press(clerk, "查看分配")
    expect(clerk.locator("[data-fund-part]")).to_contain_text("800.00")
    expect(clerk.locator("[data-bank-part]")).to_contain_text("200.00")
    press(clerk, "登记")
    expect(clerk.get_by_role("link", name="批准并记账")).to_have_count(0)
    accountant.goto(tab(paid_claim.case, "claims"))
    step(accountant, "批准并记账", confirm={})
    assert balance("fund:claims") == Decimal("143200.00")

    clerk.goto(tab(paid_claim.case, "claims"))
    clerk.get_by_role("link", name="申请核销").click()
    clerk.locator("#id_text").fill("法院终结执行裁定书。")
    press(clerk, "提出申请")
    accountant.goto(tab(paid_claim.case, "claims"))
    expect(accountant.get_by_role("link", name="确认核销")).to_have_count(0)
    leader.goto(tab(paid_claim.case, "claims"))
    step(leader, "同意核销", confirm={})
    accountant.goto(tab(paid_claim.case, "claims"))
    step(accountant, "确认核销", confirm={})
    assert balance("fund:losses") == Decimal("143200.00")
    leader.goto("/claims/")
    expect(leader.locator("main")).to_contain_text("80.00")


@pytest.mark.row("S-168")
def test_settlement_frees_the_fund_and_asks_for_the_security(fund, cast, open_page, today):
    loan = disbursed_loan(payable_loan(cast, on=today), cast, on=today)
    guarantee = Guarantee.objects.get(loan=loan)
    house = walk_guarantees.house_of(loan.case, cast, today, amount=Decimal("200000.00"))
    guarantee.securities.create(
        security=house, amount="200000.00", used_on=today, used_by=cast["center_clerk"]
    )
    assert fund_position(today).free == Decimal("74800000.00")
    quote = payoff_quote(loan, today)
    repaid(loan, cast, amount=quote.total, on=today, received_on=today)
    assert sweep(today)["released"] in {0, 1}
    clerk = open_page(cast["center_clerk"])
    clerk.goto(tab(loan.case))
    expect(clerk.locator("main")).to_contain_text("已解除")
    assert fund_position(today).free == Decimal("75000000.00")
    step(clerk, "退还", confirm={})
    expect(clerk.locator("main")).to_contain_text("已退还")


@pytest.mark.row("S-163")
def test_another_bank_sees_none_of_it(promise, paid_claim, cast, client):
    client.force_login(cast["stranger"], backend="django.contrib.auth.backends.ModelBackend")
    for case, parts in ((promise().case, ("guarantee",)), (paid_claim.case, ("claims",))):
        for part in parts:
            assert client.get(tab(case, part)).status_code == 404
    assert client.get("/fund/").status_code == 403
    for address in ("/guarantees/", "/claims/"):
        page = client.get(address)
        assert paid_claim.case.number not in page.content.decode()
