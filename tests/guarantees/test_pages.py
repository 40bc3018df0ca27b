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
from loanprogram.demo.walk_servicing import disbursed_loan
from policy.models import BusinessDay, Parameter
from servicing.models import Loan
from servicing.selectors.books import payoff_quote
from servicing.services import approve_repayment, record_repayment
from tests.guarantees.factories import promised
from tests.servicing.factories import payable_loan, signed_contract
from underwriting.models import Contract

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def english(open_page):
    """Opens pages in English: the words stand in the code beside the test."""
    return lambda user=None: open_page(user, language="en")


def open_day(on):
    """The business date of the site."""
    BusinessDay.objects.update(current_on=on)


def tab(case, part="guarantee", place=""):
    return f"/cases/{case.number}/{part}/{place}"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def step(page, name, *, confirm=None):
    """Take an action of the bar, in the menu or not, and confirm it."""
    menu = page.locator("[data-menu] summary").filter(has_text=re.compile("Actions|More actions"))
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


def _give_opinion(clerk, approved):
    clerk.goto(tab(approved))
    step(clerk, "Take up the request", confirm={})
    step(clerk, "Give the opinion")
    for name in ("group", "county", "proof", "limits", "times", "fund"):
        clerk.locator(f"#id_{name}").check()
    clerk.locator("#id_text").fill("符合条件，建议担保。")
    press(clerk, "Sign and ask the leader")


@pytest.mark.row("S-163")
@pytest.mark.row("S-164")
def test_a_file_goes_to_the_center_comes_back_and_is_promised(approved, cast, english, today):
    officer, clerk = english(cast["officer"]), english(cast["center_clerk"])
    leader = english(cast["center_leader"])
    clerk.goto(tab(approved))
    expect(clerk.locator("h1")).to_contain_text("does not exist")
    officer.goto(tab(approved))
    step(officer, "Ask for the guarantee")
    officer.locator("#id_intention").fill("我行已批准，请予担保。")
    press(officer, "Send to the center")
    expect(officer.locator("main")).to_contain_text("我行已批准，请予担保。")

    clerk.goto("/guarantees/?queue=1")
    expect(clerk.locator("main")).to_contain_text(approved.number)
    expect(clerk.locator("main")).to_contain_text("9 March 2026")
    clerk.goto(tab(approved))
    step(clerk, "Take up the request", confirm={})
    step(clerk, "Return to the bank")
    clerk.get_by_label("a paper is missing", exact=False).check()
    clerk.get_by_label("What exactly").fill("营业执照看不清。")
    press(clerk, "Return to the bank")
    officer.goto(tab(approved))
    expect(officer.locator("main")).to_contain_text("营业执照看不清。")
    step(officer, "Ask for the guarantee")
    officer.locator("#id_intention").fill("执照已补。")
    press(officer, "Send to the center")

    _give_opinion(clerk, approved)
    expect(clerk.get_by_role("link", name="Promise the guarantee")).to_have_count(0)
    assert clerk.request.get(tab(approved, place="steps/commit/")).status == 403

    leader.goto(tab(approved))
    expect(leader.locator("[data-before]")).to_contain_text("75,000,000.00")
    expect(leader.locator("[data-after]")).to_contain_text("74,800,000.00")
    step(leader, "Promise the guarantee")
    expect(leader.locator("main")).to_contain_text("符合条件，建议担保。")
    press(leader, "Promise the guarantee")
    expect(leader.locator("main")).to_contain_text("Promised")
    assert fund_position(today).free == Decimal("74800000.00")


@pytest.mark.row("S-164")
def test_an_objection_of_a_visitor_blocks_the_promise(approved, cast, english, today, fund):
    Parameter.objects.filter(key="guarantee.notice_days").update(value=5)
    walk_guarantees.recommended_guarantee(approved, cast, today)
    visitor, clerk = english(), english(cast["center_clerk"])
    leader = english(cast["center_leader"])
    visitor.goto("/notices/")
    expect(visitor.locator("main")).to_contain_text("李**")
    visitor.get_by_role("link", name="Object").click()
    visitor.get_by_label("Your name").fill("赵一")
    visitor.get_by_label("Your mobile phone").fill("13911112222")
    visitor.get_by_label("What you object").fill("店铺去年已经关门。")
    press(visitor, "Send the objection")
    expect(visitor.locator("[data-number]")).to_contain_text("Y2026")

    open_day(date(2026, 3, 7))
    leader.goto(tab(approved, place="steps/commit/"))
    press(leader, "Promise the guarantee")
    expect(leader.locator(".error-summary")).to_contain_text("objection")
    clerk.goto(tab(approved))
    clerk.get_by_role("link", name="Handle the objection").click()
    clerk.get_by_label("not confirmed").check()
    clerk.get_by_label("What was found").fill("实地查看，正常营业。")
    press(clerk, "Save the answer")
    leader.goto(tab(approved, place="steps/commit/"))
    press(leader, "Promise the guarantee")
    expect(leader.locator("main")).to_contain_text("Promised")


@pytest.mark.row("S-164")
def test_during_the_notice_nothing_is_promised(approved, cast, english, today):
    Parameter.objects.filter(key="guarantee.notice_days").update(value=5)
    walk_guarantees.recommended_guarantee(approved, cast, today)
    leader = english(cast["center_leader"])
    leader.goto(tab(approved, place="steps/commit/"))
    press(leader, "Promise the guarantee")
    expect(leader.locator(".error-summary")).to_contain_text("6 March 2026")
    assert Guarantee.objects.get(case=approved).state == "recommended"


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(value)


@pytest.mark.row("S-165")
@pytest.mark.row("S-166")
def test_a_house_is_registered_valued_used_and_its_free_value_shown(promise, cast, english):
    first, second = promise(), promise()
    clerk = english(cast["center_clerk"])
    clerk.goto(tab(first.case))
    clerk.get_by_role("link", name="Register a new security").click()
    clerk.locator("#id_kind").select_option("house")
    fill(clerk, owner_name="李春梅", owner_id_number="11010119900307004", description="人民路 5 号")
    press(clerk, "Register")
    expect(clerk.locator(".error-summary")).to_contain_text("identity number")
    expect(clerk.locator("#id_description")).to_have_value("人民路 5 号")
    fill(clerk, owner_id_number="110101199003070046", certificate_number="浙 2019 第 1 号")
    press(clerk, "Register")
    expect(clerk.locator("[data-free]")).to_contain_text("0.00")
    clerk.get_by_role("link", name="Record a valuation").click()
    fill(clerk, appraiser="正信评估所", method="市场比较法", value="50万")
    press(clerk, "Save the valuation")
    expect(clerk.locator("[data-lendable]")).to_contain_text("350,000.00")

    clerk.goto(tab(first.case, place="securities/use/"))
    clerk.locator("#id_security").select_option(index=1)
    fill(clerk, amount="200,000")
    press(clerk, "Put it behind the guarantee")
    expect(clerk.locator("[data-covered]")).to_contain_text("200,000.00")
    clerk.goto(tab(second.case, place="securities/use/"))
    expect(clerk.locator("main")).to_contain_text("150,000.00")
    clerk.locator("#id_security").select_option(index=1)
    fill(clerk, amount="200,000")
    press(clerk, "Put it behind the guarantee")
    expect(clerk.locator(".error-summary")).to_contain_text("150,000.00")
    assert second.securities.count() == 0


@pytest.mark.row("S-170")
def test_the_letter_waits_for_the_contract_and_then_opens_the_payout(fund, cast, english, today):
    contract = signed_contract(cast, on=today)
    Contract.objects.filter(pk=contract.pk).update(state="issued", signed_on=None)
    guarantee = promised(contract, cast, on=today, state="secured")
    leader, officer = english(cast["center_leader"]), english(cast["officer"])
    leader.goto(tab(guarantee.case))
    leader.locator("[data-menu] summary").filter(has_text="ctions").click()
    expect(leader.locator(".menu-reason").first).to_contain_text("all three parties")
    leader.goto(tab(guarantee.case, place="steps/issue/"))
    press(leader, "Issue the guarantee letter")
    expect(leader.locator(".error-summary")).to_contain_text("all three parties")

    Contract.objects.filter(pk=contract.pk).update(state="signed", signed_on=today)
    _letter_paper(contract)
    leader.goto(tab(guarantee.case))
    step(leader, "Issue the guarantee letter", confirm={})
    expect(leader.get_by_role("link", name="Guarantee letter (PDF)")).to_be_visible()
    with leader.expect_download() as got:
        leader.get_by_role("link", name="Guarantee letter (PDF)").click()
    assert got.value.suggested_filename == f"{guarantee.number}.pdf"
    officer.goto(tab(guarantee.case, "disbursement"))
    expect(officer.locator("main")).to_contain_text(guarantee.number)


def _letter_paper(contract):
    paper = contract.files.model(
        contract=contract, kind="guarantee_letter", language="zh-hans", sha256="0" * 64
    )
    paper.file.save("letter.pdf", ContentFile(b"%PDF-1.7 letter"), save=True)


@pytest.mark.row("S-171")
def test_the_fund_page_adds_up_and_two_persons_move_it(promise, cast, english, bank_a, axe):
    promise()
    accountant, leader = english(cast["accountant"]), english(cast["center_leader"])
    accountant.goto("/fund/")
    expect(accountant.locator("[data-free]")).to_contain_text("74,800,000.00")
    assert axe(accountant) == []
    accountant.get_by_role("link", name="Record a movement").click()
    accountant.locator("#id_kind").select_option("injection")
    accountant.locator("#id_bank").select_option(str(bank_a.pk))
    fill(accountant, amount="100万", reference="ZR2026")
    press(accountant, "Record")
    expect(accountant.locator("#movements")).to_contain_text("ZR2026")
    expect(accountant.get_by_role("link", name="Approve and post")).to_have_count(0)
    leader.goto("/fund/")
    step(leader, "Approve and post", confirm={})
    expect(leader.locator("[data-free]")).to_contain_text("79,800,000.00")


@pytest.mark.row("S-172")
def test_a_claim_goes_from_too_early_to_one_payment(default, cast, english, claimed_on):
    loan = default(late_on=date(2026, 5, 1))
    officer = english(cast["post_loan_officer"])
    open_day(date(2026, 5, 1))
    officer.goto(tab(loan.case, "claims"))
    expect(officer.locator("main")).to_contain_text("31 days")
    officer.goto(tab(loan.case, "claims", "new/"))
    officer.locator("#id_statement").fill("催收无果。")
    press(officer, "File the claim")
    expect(officer.locator(".error-summary")).to_contain_text("31")
    open_day(claimed_on)
    officer.goto(tab(loan.case, "claims"))
    expect(officer.locator("[data-figures]")).to_contain_text("2,520.00")
    expect(officer.locator("[data-figures] [data-fund]")).to_contain_text("144,000.00")
    step(officer, "File a claim")
    officer.locator("#id_statement").fill("催收无果。")
    press(officer, "File the claim")

    pages = {
        name: english(cast[name])
        for name in ("center_clerk", "center_leader", "accountant", "second_accountant")
    }
    for name, label, confirm in (
        ("center_clerk", "File and figures are right", {"Grounds": "齐全"}),
        ("center_leader", "Approve the claim", {}),
        ("accountant", "Prepare the payment", {"Bank reference": "DC1"}),
    ):
        pages[name].goto(tab(loan.case, "claims"))
        step(pages[name], label, confirm=confirm)
    other = english(cast["second_accountant"])
    claim = Claim.objects.get()
    other.goto(tab(loan.case, "claims", f"{claim.pk}/release/"))
    pages["second_accountant"].goto(tab(loan.case, "claims"))
    step(pages["second_accountant"], "Release the payment", confirm={})
    expect(pages["second_accountant"].locator("main")).to_contain_text("Paid by the fund")
    press(other, "Release the payment")
    other.wait_for_url("**/claims/")
    assert balance("fund:bank-a:cash") == Decimal("4856000.00")
    assert Loan.objects.get(pk=loan.pk).state == "claimed"


@pytest.mark.row("S-173")
def test_money_comes_back_is_split_and_the_rest_given_up(paid_claim, cast, english, claimed_on):
    open_day(claimed_on)
    clerk, accountant = english(cast["center_clerk"]), english(cast["accountant"])
    leader = english(cast["center_leader"])
    clerk.goto(tab(paid_claim.case, "claims"))
    clerk.get_by_role("link", name="Record a receipt").click()
    fill(clerk, gross="1,000", payer="李春梅", reference="ZC1")
    press(clerk, "Show the split")
    expect(clerk.locator("[data-fund-part]")).to_contain_text("800.00")
    expect(clerk.locator("[data-bank-part]")).to_contain_text("200.00")
    press(clerk, "Record it")
    expect(clerk.get_by_role("link", name="Approve and post")).to_have_count(0)
    accountant.goto(tab(paid_claim.case, "claims"))
    step(accountant, "Approve and post", confirm={})
    assert balance("fund:claims") == Decimal("143200.00")

    clerk.goto(tab(paid_claim.case, "claims"))
    clerk.get_by_role("link", name="Propose a write-off").click()
    clerk.locator("#id_text").fill("法院终结执行裁定书。")
    press(clerk, "Propose it")
    accountant.goto(tab(paid_claim.case, "claims"))
    expect(accountant.get_by_role("link", name="Confirm the write-off")).to_have_count(0)
    leader.goto(tab(paid_claim.case, "claims"))
    step(leader, "Approve the write-off", confirm={})
    accountant.goto(tab(paid_claim.case, "claims"))
    step(accountant, "Confirm the write-off", confirm={})
    assert balance("fund:losses") == Decimal("143200.00")
    leader.goto("/claims/")
    expect(leader.locator("main")).to_contain_text("0.56%")


@pytest.mark.row("S-168")
def test_settlement_frees_the_fund_and_asks_for_the_security(fund, cast, english, today):
    loan = disbursed_loan(payable_loan(cast, on=today), cast, on=today)
    guarantee = Guarantee.objects.get(loan=loan)
    house = walk_guarantees.house_of(loan.case, cast, today, amount=Decimal("200000.00"))
    guarantee.securities.create(
        security=house, amount="200000.00", used_on=today, used_by=cast["center_clerk"]
    )
    assert fund_position(today).free == Decimal("74800000.00")
    _paid_off(loan, cast, today)
    assert sweep(today)["released"] == 1
    assert sweep(today)["released"] == 0
    clerk = english(cast["center_clerk"])
    clerk.goto(tab(loan.case))
    expect(clerk.locator("main")).to_contain_text("Released")
    assert fund_position(today).free == Decimal("75000000.00")
    clerk.get_by_role("link", name="Give back").click()
    press(clerk, "Give it back")
    expect(clerk.locator("main")).to_contain_text("Given back.")


def _paid_off(loan, cast, on):
    repayment = record_repayment(
        loan=loan,
        amount=payoff_quote(loan, on).total,
        received_on=on,
        channel="transfer",
        bank_serial="HK1",
        purpose="payoff",
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key="payoff",
    )
    approve_repayment(repayment=repayment, actor=cast["manager"], on=on)


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
