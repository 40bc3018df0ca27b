"""The administration: one organisation for each account, fixed history, no case content."""

from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from loanprogram.demo.people import PASSWORD, demo_secret
from parties.models import AuditEntry, User

Opener = Callable[..., Page]


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-002")
def test_a_staff_user_without_an_organisation_is_refused(
    open_page: Opener, security_admin: User
) -> None:
    page = open_page(security_admin)
    page.goto("/admin/parties/user/add/")
    page.fill("[name=username]", "newcomer")
    page.select_option("[name=kind]", "staff")
    page.fill("[name=password1]", "a-long-enough-word-7")
    page.fill("[name=password2]", "a-long-enough-word-7")
    page.locator("[name=_save]").click()

    expect(page.locator("#content")).to_contain_text("每个工作人员只能属于一个机构，请选择机构。")
    assert not User.objects.filter(username="newcomer").exists()


@pytest.mark.django_db(transaction=True)
def test_the_administration_shows_no_case_and_changes_no_audit_entry(
    open_page: Opener, administrator: User
) -> None:
    page = open_page(administrator)
    page.goto("/admin/")

    expect(page.locator("#content")).not_to_contain_text("casework")
    entry = AuditEntry.objects.first()
    assert entry
    page.goto(f"/admin/parties/auditentry/{entry.pk}/change/")
    assert not page.locator("[name=_save]").count()


@pytest.mark.django_db(transaction=True)
def test_staff_sign_in_with_password_and_second_factor(open_page: Opener, officer: User) -> None:
    page = open_page()
    page.goto("/account/login/?next=/work/")
    page.fill("[name=login]", officer.username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.fill("[name=code]", "000000")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("二次验证")

    page.fill("[name=code]", pyotp.TOTP(demo_secret(officer.username)).now())
    page.locator("main form button[type=submit]").first.click()

    page.wait_for_url("**/work/")


@pytest.mark.django_db(transaction=True)
def test_the_auditor_reads_the_trail_and_checks_the_chains(
    open_page: Opener, auditor: User, officer: User
) -> None:
    page = open_page(auditor)
    page.goto("/audit/")
    page.locator("form[action='/audit/check/'] button").click()
    expect(page.locator("main")).to_contain_text("所有哈希链从第一条到最后一条均完整。")

    refused = open_page(officer)
    response = refused.goto("/audit/")
    assert response
    assert response.status == 403
