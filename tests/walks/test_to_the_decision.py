"""A case from the talk at the consulting desk to the decision, by all through the browser."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page

from applications.states import ApplicationState
from casework.models import Case, Stage
from parties.models import User
from tests.walks import steps
from tests.walks.walker import Walker


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-030")
@pytest.mark.row("S-031")
def test_a_talk_at_the_desk_becomes_a_file_before_the_committee(
    open_page: Callable[..., Page], cast: dict[str, User], today: date, tmp_path: Path
) -> None:
    walk = Walker(open_page, 1280, "zh-hans")

    lead = steps.talk_at_the_desk(walk, cast, today)
    case = steps.convert(walk, cast, lead)
    case = steps.apply_on_the_phone(walk, case, tmp_path, amount=Decimal("60000.00"), term_months=6)
    steps.review(walk, cast, case)
    steps.evaluate(walk, cast, case, today, tmp_path)

    case = Case.objects.get(pk=case.pk)
    assert case.stage == Stage.DECISION
    assert case.application.state == ApplicationState.EVALUATED
