"""One founder's case, from a talk at the consulting desk to the last repayment, in the browser."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page

from loanprogram.demo.walk_decision import standing_committee
from loanprogram.demo.walk_guarantees import stocked_fund
from parties.models import Organisation, User
from tests.walks import steps
from tests.walks.walker import Walker

Opener = Callable[..., Page]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans")])
def test_a_case_is_walked_to_its_settlement(
    open_page: Opener, cast: dict[str, User], today: date, tmp_path: Path, width: int, language: str
) -> None:
    standing_committee(Organisation.objects.get(code="bank-a"), cast, today)
    stocked_fund(cast, today)
    walk = Walker(open_page, width, language)

    lead = steps.talk_at_the_desk(walk, cast, today)
    case = steps.convert(walk, cast, lead)
    case = steps.apply_on_the_phone(walk, case, tmp_path, amount=Decimal("60000.00"), term_months=6)
    steps.review(walk, cast, case)
    steps.evaluate(walk, cast, case, today, tmp_path)
    steps.decide(walk, cast, case, today)
