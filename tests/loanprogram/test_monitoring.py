"""The repayment monitor: its figures agree with the list of loans and with the Excel file."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from loanprogram.demo.walk_servicing import repaid
from loanprogram.reports.monitoring import monitor
from parties.models import Person, Township
from servicing.models import Loan

ON = date(2026, 3, 2)


def test_due_and_received_by_month_and_what_will_come(portfolio, cast):
    late, _young = portfolio
    repaid(late, cast, amount=Decimal("5869.28"), on=ON, received_on=ON)
    found = monitor(cast["manager"], "bank", ON)
    months = dict(found.months)
    february = months[date(2026, 2, 1)]
    assert (february.due, february.in_time) == (Decimal("5869.28"), Decimal(0))
    assert february.received == february.late
    assert Decimal("0.98") < february.rate < 1
    assert found.whole.open == february.open
    assert [each.month.month for each in found.ahead] == [4, 5, 6]
    assert found.ahead[0].expected < found.ahead[0].due


def test_ageing_adds_up_to_what_is_overdue_in_the_list(portfolio, cast):
    found = monitor(cast["manager"], "township", ON)
    overdue = Loan.objects.filter(state="overdue")
    assert found.overdue == sum(loan.outstanding for loan in overdue) == Decimal("200000.00")
    assert found.overdue_count == overdue.count() == 1
    assert sum(row.overdue for row in found.groups) == found.overdue
    assert monitor(cast["stranger"], "bank", ON).groups == []
    assert monitor(cast["center_clerk"], "bank", ON).overdue == found.overdue


@pytest.mark.row("S-122")
def test_the_monitor_shows_where_and_how_old_and_excel_has_the_same(
    portfolio, cast, open_page, phone_page, screenshot
):
    place = Township.objects.get(code="LX02")
    Person.objects.filter(pk=portfolio[0].borrower_id).update(township=place)
    page = open_page(cast["manager"])
    page.goto("/monitoring/?by=product")
    assert page.get_by_text(place.name).count() == 0
    page.select_option("[name=by]", "township")
    page.get_by_role("button", name="显示").click()
    page.get_by_text(place.name).first.wait_for()
    screenshot(page, "monitoring")
    rows = page.get_by_role("table", name="逾期贷款（按天数）").locator("tbody tr")
    amounts = [row.locator("td").last.inner_text() for row in rows.all()]
    total = sum(Decimal(text.replace(",", "")) for text in amounts)
    assert total == Decimal("200000.00")
    with page.expect_download() as file:
        page.get_by_role("link", name="导出这些数字").click()
    book = CalamineWorkbook.from_filelike(BytesIO(file.value.path().read_bytes()))
    sheet = book.get_sheet_by_index(1).to_python()
    assert sum(row[2] for row in sheet[3:]) == float(total)
    page.goto("/loans/?state=overdue")
    assert len(re.findall(r"200,000\.00", page.locator("tbody").inner_text())) >= 1
    small = phone_page(cast["center_leader"])
    small.goto("/monitoring/")
    assert small.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screenshot(small, "monitoring_360")
