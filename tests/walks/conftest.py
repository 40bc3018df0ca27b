"""What every walk finds: a fund with money and a committee in office."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from loanprogram.demo.walk_decision import standing_committee
from loanprogram.demo.walk_guarantees import stocked_fund
from parties.models import Organisation, User
from servicing.models import Loan
from tests.walks import deciding, paying, steps
from tests.walks.walker import Walker

WISH: dict[str, Any] = {"amount": Decimal("60000.00"), "term_months": 24}
Walk = Callable[[int, str], Walker]


@pytest.fixture
def house(cast: dict[str, User], bank_a: Organisation, today: date) -> dict[str, User]:
    """The cast, with the fund paid in and the committee set up."""
    stocked_fund(cast, today)
    standing_committee(bank_a, cast, today)
    return cast


@pytest.fixture
def paid_out(
    open_page: Callable[..., Page], house: dict[str, User], today: date, tmp_path: Path
) -> Callable[[int, str], tuple[Walker, Loan]]:
    """Walks from the talk at the desk to the loan that is paid out, page by page."""

    def to_the_payout(width: int, language: str) -> tuple[Walker, Loan]:
        walk = Walker(open_page, width, language)
        lead = steps.talk_at_the_desk(walk, house, today)
        steps.check_oneself(walk)
        case = steps.convert(walk, house, lead)
        case = steps.apply_on_the_phone(walk, case, tmp_path, **WISH)
        steps.review(walk, house, case, tmp_path)
        steps.evaluate(walk, house, case, today, tmp_path)
        deciding.vote(walk, house, case, today)
        deciding.read_the_decision(walk, case)
        deciding.guarantee(walk, house, case)
        deciding.secure(walk, house, case, today)
        deciding.contract(walk, house, case)
        return walk, paying.pay_out(walk, house, case)

    return to_the_payout
