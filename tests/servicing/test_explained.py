"""Every figure of a loan can be asked where it comes from."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from policy.models import BusinessDay
from servicing.models import Loan, Repayment
from servicing.selectors.books import payoff_quote
from servicing.selectors.explained import quote_figures, repayment_figures, row_figures
from servicing.services import catch_up

DUE = date(2026, 4, 2)


def total(figures) -> Decimal:
    return sum((figure.amount for figure in figures), Decimal(0))


def set_day(on: date) -> None:
    catch_up(to=on - timedelta(days=1))
    BusinessDay.objects.update(current_on=on)


@pytest.mark.parametrize("late_days", [0, 45])
def test_the_parts_of_a_quote_add_up_to_it(loan, repay, late_days: int) -> None:
    on = DUE + timedelta(days=late_days)
    catch_up(to=on - timedelta(days=1))
    loan = Loan.objects.get()
    figures = quote_figures(loan, on)
    assert total(figures) == payoff_quote(loan, on).total
    assert all(figure.found or figure.reason for figure in figures)
    repay(loan, "3000", on)
    repay(loan, "7000", on + timedelta(days=9))
    loan = Loan.objects.get()
    later = on + timedelta(days=30)
    catch_up(to=later - timedelta(days=1))
    loan = Loan.objects.get()
    assert total(quote_figures(loan, later)) == payoff_quote(loan, later).total


def test_the_parts_of_an_instalment_add_up_to_it(loan, repay) -> None:
    late = DUE + timedelta(days=40)
    catch_up(to=late - timedelta(days=1))
    repay(loan, "5000", late)
    catch_up(to=late + timedelta(days=30))
    loan = Loan.objects.get()
    for row in loan.instalments.all():
        found = row_figures(loan, row.number)
        assert total(found.figures) == row.principal + row.interest + row.penalty
    assert row_figures(loan, 99) is None


def test_the_use_of_a_receipt_stands_beside_what_was_owed(loan, repay) -> None:
    late = DUE + timedelta(days=10)
    catch_up(to=late - timedelta(days=1))
    paid = repay(loan, "6000", late)
    found = repayment_figures(paid)
    assert [use.kind for use in found.uses] == ["penalty", "interest", "principal"]
    assert [use.owed for use in found.uses] == [use.amount for use in found.uses]
    assert found.used + found.kept == paid.amount
    assert found.days_past_due == 10
    part = repay(loan, "100", late)
    assert repayment_figures(part).kept == 100
    assert repayment_figures(Repayment(loan=loan)) is None


@pytest.mark.row("S-117")
def test_a_click_on_a_figure_shows_where_it_comes_from(
    loan, repay, cast, open_page, screenshot
) -> None:
    late = DUE + timedelta(days=10)
    set_day(late)
    repay(loan, "6000", late)
    page = open_page(cast["post_loan_officer"])
    account = f"/cases/{loan.case.number}/repayments/"
    page.goto(account)
    page.locator("[data-quote]").click()
    quote = page.locator("[data-total]").inner_text()
    shown = [text.replace(",", "") for text in page.locator("[data-figure]").all_inner_texts()]
    amounts = [Decimal(re.search(r"-?[\d.]+", text).group()) for text in shown]
    assert f"{sum(amounts):,}" in quote
    assert "版" in page.content()
    screenshot(page, "explained_quote")
    page.goto(account)
    page.get_by_role("link", name="6,000.00").click()
    uses = page.locator("[data-uses]").inner_text()
    assert uses.index("罚息") < uses.index("利息", uses.index("罚息") + 2) < uses.index("本金")
    screenshot(page, "explained_receipt")
    page.locator("[data-uses] a").first.click()
    page.get_by_text("四舍五入前").first.wait_for()
    assert "600.00" in page.locator("[data-figure]").first.inner_text()
    screenshot(page, "explained_instalment")
    stranger = open_page(cast["stranger"])
    for path in ("quote/", f"{Repayment.objects.get().pk}/figures/"):
        assert stranger.goto(account + path).status == 404
    phone = open_page(cast["post_loan_officer"], width=360, language="en")
    phone.goto(account + f"{Repayment.objects.get().pk}/figures/")
    screenshot(phone, "explained_receipt_360_en")
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
