"""Banks and product versions as people change them on the pages."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from loanprogram.demo.walk_applications import submitted_case
from parties.models import Organisation, User
from policy.models import ProductVersion
from policy.selectors import banks_on_offer, product_version

Opener = Callable[..., Page]


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-004")
def test_a_suspended_bank_takes_no_applications_and_keeps_its_files(
    open_page: Opener, cast: dict[str, User], bank_b: Organisation, today: date
) -> None:
    page = open_page(cast["center_leader"])
    page.goto("/banks/")
    expect(page.locator("main")).to_contain_text("邮安银行澜溪县支行")
    expect(page.locator("main")).to_contain_text("1,600.00 万元")

    page.goto("/banks/bank-b/status/")
    page.locator("[name=status][value=suspended]").check()
    page.fill("[name=reason]", "投标承诺未兑现，暂停受理。")
    page.locator("main form button[type=submit]").click()

    expect(page.locator("main")).to_contain_text("已暂停")
    assert bank_b not in banks_on_offer(today, "personal")
    response = open_page(cast["stranger"]).goto("/cases/")
    assert response
    assert response.status == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-004")
def test_a_suspended_banks_own_files_stay_reachable(
    open_page: Opener, cast: dict[str, User], bank_b: Organisation, today: date
) -> None:
    case = submitted_case(cast, today, bank="bank-b")
    bank_b.status = Organisation.Status.SUSPENDED
    bank_b.save()

    page = open_page(cast["stranger"])
    page.goto(f"/cases/{case.number}/")

    expect(page.locator("main")).to_contain_text(case.number)


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-010")
def test_a_lower_maximum_from_tomorrow_leaves_todays_terms_and_needs_two_persons(
    open_page: Opener, cast: dict[str, User], today: date
) -> None:
    tomorrow = today + timedelta(days=1)
    author = open_page(cast["center_clerk"])
    author.goto("/catalogue/personal/new/")
    author.fill("[name=from_on]", tomorrow.isoformat())
    author.fill("[name=amount_max]", "200000")
    author.locator("main form button[type=submit]").first.click()
    version = ProductVersion.objects.get(product__code="personal", number=2)
    author.locator("form[action$='/submit/'] button").click()
    assert not author.locator("form[action$='/publish/']").count()

    leader = open_page(cast["center_leader"])
    leader.goto(f"/catalogue/versions/{version.pk}/")
    leader.locator("form[action$='/publish/'] button").click()

    expect(leader.locator("main")).to_contain_text("沈梅")
    expect(leader.locator("main")).to_contain_text("周明远")
    assert product_version("personal", today).amount_max == Decimal("300000.00")
    assert product_version("personal", tomorrow).amount_max == Decimal("200000.00")


@pytest.mark.django_db(transaction=True)
def test_an_impossible_product_version_is_refused_and_nothing_is_lost(
    open_page: Opener, cast: dict[str, User], today: date
) -> None:
    page = open_page(cast["center_clerk"])
    page.goto("/catalogue/personal/new/")
    page.fill("[name=from_on]", today.isoformat())
    page.fill("[name=amount_max]", "500")
    page.locator("main form button[type=submit]").first.click()

    expect(page.locator("main")).to_contain_text("最高额度低于最低额度。")
    assert page.input_value("[name=amount_max]").replace(",", "") in {"500", "500.00"}
    assert ProductVersion.objects.filter(product__code="personal").count() == 1
