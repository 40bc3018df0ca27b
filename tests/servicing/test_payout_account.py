"""The borrower's payout account: a code for every change, a lock after wrong ones, a pause."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from casework.models import Notice
from loanprogram.demo.walk_servicing import prepared_disbursement
from parties.models import OneTimeCode
from parties.services.codes import LOCK
from policy.models import BusinessDay
from servicing.errors import AccountNumberWrong, AccountRests, PreconditionOpen
from servicing.models import Disbursement, Loan, PayoutAccount
from servicing.selectors.disbursements import payout_checks
from servicing.services import approve_disbursement, prepare_disbursement
from servicing.services.accounts import change_payout_account

NUMBER, OTHER = "6222000011112222", "6228000033334444"


def newest_code() -> str:
    body = Notice.objects.filter(kind="one_time_code").latest("pk").body
    return re.search(r"\d{6}", body).group()


def ask_for_code(page: Page, number: str) -> None:
    page.goto("/me/account/")
    page.fill("[name=number]", number)
    page.fill("[name=held_at]", "澜溪农村商业银行")
    with page.expect_navigation():
        page.locator("[name=send]").click()
    expect(page.locator("[name=number]")).to_have_value(number)  # nothing typed is lost


def save_with(page: Page, code: str) -> None:
    page.fill("[name=code]", code)
    with page.expect_navigation():
        page.get_by_role("button", name="保存账户").click()


@pytest.mark.row("S-056")
def test_changing_the_account_takes_a_fresh_code(payable, cast, phone_page, screenshot):
    page = phone_page(cast["applicant"])
    ask_for_code(page, NUMBER)
    save_with(page, newest_code())
    expect(page.locator("main")).to_contain_text("*2222")
    OneTimeCode.objects.update(created_at=OneTimeCode.objects.latest("pk").created_at - LOCK)

    ask_for_code(page, OTHER)
    right = newest_code()
    wrong = "111111" if right != "111111" else "222222"
    for _try in range(5):
        save_with(page, wrong)
    expect(page.locator("main")).to_contain_text("锁定")
    screenshot(page, "payout-account-locked")
    save_with(page, right)  # the right one comes too late
    assert PayoutAccount.objects.get(replaced_on=None).number == NUMBER
    with page.expect_navigation():
        page.locator("[name=send]").click()
    expect(page.locator("main")).to_contain_text("锁定")

    told = Notice.objects.filter(kind="code_locked", recipient=cast["applicant"].person)
    assert set(told.values_list("channel", flat=True)) == {"sms", "page"}
    OneTimeCode.objects.update(created_at=OneTimeCode.objects.latest("pk").created_at - LOCK)
    ask_for_code(page, OTHER)
    save_with(page, newest_code())
    expect(page.locator("main")).to_contain_text("*4444")
    body = Notice.objects.filter(kind="payout_account", channel="sms").latest("pk").body
    assert "2222" in body
    assert "4444" in body
    assert OTHER not in body


def test_a_changed_account_is_paid_into_after_a_pause(payable, cast, today):
    borrower = cast["applicant"]
    for number in (NUMBER, OTHER):
        account = change_payout_account(
            person=borrower.person, number=number, held_at="银行", actor=borrower, on=today
        )
    assert account.usable_from_on == today + timedelta(days=1)
    payout = prepared(payable, cast, today, OTHER)
    facts = {"disbursement": payout, "bank_serial": "FK1", "actor": cast["manager"]}
    with pytest.raises(AccountRests):
        approve_disbursement(**facts, value_on=today, on=today)

    tomorrow = today + timedelta(days=1)
    BusinessDay.objects.update(current_on=tomorrow)
    approve_disbursement(**facts, value_on=tomorrow, on=tomorrow)
    assert Loan.objects.get().state == "disbursed"

    change_payout_account(
        person=borrower.person, number=NUMBER, held_at="银行", actor=borrower, on=tomorrow
    )
    payout = Disbursement.objects.get()
    assert all(check.is_met for check in payout_checks(Loan.objects.get(), payout))


def prepared(loan, cast, on, number):
    return prepare_disbursement(
        loan=loan,
        account_holder="李春梅",
        account_number=number,
        conditions_met="已满足",
        actor=cast["officer"],
        on=on,
        idempotency_key=f"k{number}",
    )


def test_the_bank_pays_into_no_other_account(payable, cast, today):
    borrower = cast["applicant"]
    change_payout_account(
        person=borrower.person, number=NUMBER, held_at="银行", actor=borrower, on=today
    )
    with pytest.raises(PreconditionOpen):
        prepared(payable, cast, today, OTHER)


def test_without_an_account_of_the_borrower_the_officer_types_it(payable, cast, today):
    assert prepared_disbursement(payable, cast, on=today).account_number


def test_an_account_number_is_digits(payable, cast, today):
    borrower = cast["applicant"]
    with pytest.raises(AccountNumberWrong):
        change_payout_account(
            person=borrower.person, number="12AB", held_at="银行", actor=borrower, on=today
        )


def test_the_officer_need_not_type_the_account(payable, cast, today, open_page):
    borrower = cast["applicant"]
    change_payout_account(
        person=borrower.person, number=NUMBER, held_at="银行", actor=borrower, on=today
    )
    page = open_page(cast["officer"])
    page.goto(f"/cases/{payable.case.number}/disbursement/")
    expect(page.locator("[name=account_number]")).to_have_value(NUMBER)
