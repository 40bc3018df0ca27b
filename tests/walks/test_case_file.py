"""One case file from application to closure: every tab of a settled loan is filled."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from loanprogram.closing import close_days
from loanprogram.demo.walk_decision import approved_case, contracted_case
from loanprogram.demo.walk_guarantees import guaranteed_case, issued_letter, stocked_fund
from loanprogram.demo.walk_servicing import disbursed_loan, paid_off
from parties.models import User
from servicing.models import Loan

TABS = (
    "",
    "application/",
    "documents/",
    "evaluation/",
    "committee/",
    "guarantee/",
    "contract/",
    "disbursement/",
    "repayments/",
    "collection/",
    "claims/",
    "messages/",
    "history/",
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-011")
def test_every_tab_of_a_settled_loan_is_filled(
    open_page: Callable[..., Page], cast: dict[str, User], today: date
) -> None:
    stocked_fund(cast, today)
    case = approved_case(cast, today, amount=Decimal("40000.00"), term_months=12)
    case = guaranteed_case(case, cast, today)
    case = issued_letter(contracted_case(case, cast, today), cast, today)
    loan = disbursed_loan(Loan.objects.get(case=case), cast, on=today)
    close_days(to=today, actor=User.objects.system())
    paid_off(loan, cast, on=today + timedelta(days=1))

    page = open_page(cast["manager"])
    for tab in TABS:
        response = page.goto(f"/cases/{case.number}/{tab}")
        assert response
        assert response.status == 200, tab
        expect(page.locator(".case-header")).to_contain_text(case.number)
    history = page.locator("main")
    for act in ("提交材料", "作出审批", "申请担保", "放款", "结清"):
        expect(history).to_contain_text(act)
    assert page.locator("main a[href*='/cases/']").count() > 10
