"""The twenty main pages on a desk and on a phone, as people with assistive tools meet them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from loanprogram.closing import close_days
from loanprogram.demo.walk_applications import draft_case
from loanprogram.demo.walk_decision import approved_case, contracted_case
from loanprogram.demo.walk_guarantees import guaranteed_case, issued_letter
from loanprogram.demo.walk_servicing import disbursed_loan
from parties.models import User
from servicing.models import Loan
from tests.walks.conftest import WISH

PAGES: dict[str, list[str]] = {
    "": ["/", "/self-check/", "/calculator/", "/sign-in/phone/"],
    "other_applicant": [
        "/applications/{draft}/tasks/",
        "/applications/{draft}/steps/business/",
        "/applications/{draft}/papers/",
    ],
    "applicant": ["/me/", "/applications/{number}/contract/", "/my/loans/{loan}/"],
    "manager": [
        "/work/",
        "/cases/",
        "/cases/{number}/",
        "/cases/{number}/documents/",
        "/cases/{number}/evaluation/",
        "/cases/{number}/repayments/",
        "/cockpit/",
        "/reports/",
    ],
    "center_leader": ["/cases/{number}/guarantee/", "/fund/"],
}
WIDTHS = (1280, 360)


@pytest.mark.django_db(transaction=True)
def test_the_main_pages_have_no_serious_findings(
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    house: dict[str, User],
    today: date,
) -> None:
    case = guaranteed_case(approved_case(house, today, **WISH), house, today)
    case = issued_letter(contracted_case(case, house, today), house, today)
    loan = disbursed_loan(Loan.objects.get(case=case), house, on=today)
    close_days(to=today + timedelta(days=1), actor=User.objects.system())
    draft = draft_case(house, today, who="other_applicant")
    names = {"number": case.number, "loan": loan.number, "draft": draft.number}

    findings = []
    for who, paths in PAGES.items():
        page = open_page(house[who] if who else None)
        for path in paths:
            response = page.goto(path.format(**names))
            assert response
            assert response.ok, path
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                findings += [f"{path} at {width} px: {found}" for found in axe(page)]

    assert sum(len(paths) for paths in PAGES.values()) == 20
    assert not findings, "\n".join(findings)
