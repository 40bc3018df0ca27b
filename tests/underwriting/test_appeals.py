"""Appeals against refusals: by other people, at the bank and then at the center."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from applications.states import ApplicationState
from casework.models import Case, Notice, Stage, Task
from loanprogram.demo.walk_decision import declined_case
from loanprogram.reports.figures import report_figures
from loanprogram.reports.periods import Period
from parties.errors import NotAllowed, SamePerson
from parties.models import User
from underwriting.errors import AppealNotOpen, AppealTakesPart, AppealWithoutWords
from underwriting.models import Appeal
from underwriting.selectors.appeals import possible_handlers
from underwriting.services.appeals import assign_appeal, decide_appeal, file_appeal

Cast = dict[str, User]
WORDS = "门店流水漏算了外卖平台的收入。"


def filed(case: Case, cast: Cast, on: date) -> Appeal:
    """An appeal in words."""
    return file_appeal(case=case, text=WORDS, uploads=[], actor=cast["applicant"], on=on)


def decided(appeal: Appeal, handler: User, chooser: User, on: date, *, lifts: bool) -> Appeal:
    """An appeal given to a handler and decided."""
    assign_appeal(appeal=appeal, handler=handler, actor=chooser, on=on)
    return decide_appeal(
        appeal=appeal, lifts_refusal=lifts, reason="补充流水属实。", actor=handler, on=on
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-077")
def test_an_appeal_is_handled_by_others_and_told(
    cast: Cast,
    today: date,
    phone_page: Callable[..., Page],
    open_page: Callable[..., Page],
    tmp_path: Path,
) -> None:
    """The first decider cannot be chosen; the result stands on the applicant's page."""
    case = declined_case(cast, today)
    page = phone_page(cast["applicant"])
    page.goto(f"/applications/{case.number}/decision/")
    page.get_by_role("link", name="申诉", exact=True).click()
    page.fill("#id_text", WORDS)
    photo = tmp_path / "流水.jpg"
    Image.new("RGB", (60, 80), "white").save(photo)
    page.set_input_files("#id_papers", photo)
    page.get_by_role("button", name="提交申诉").click()
    page.get_by_text("申诉已提交。").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    manager = open_page(cast["manager"])
    manager.goto(f"/cases/{case.number}/committee/")
    manager.get_by_role("link", name="指定经办人").click()
    names = manager.locator("form").filter(has_text="经办人").inner_text()
    assert cast["manager"].display_name not in names
    manager.get_by_label(cast["second_manager"].display_name).check()
    manager.get_by_role("button", name="确定").click()
    manager.get_by_text("已指定经办人。").wait_for()
    handler = open_page(cast["second_manager"])
    handler.goto(f"/cases/{case.number}/committee/")
    handler.get_by_role("link", name="作出申诉决定").click()
    handler.get_by_label("撤销原决定").check()
    handler.fill("#id_reason", "补充的流水属实，重新评审。")
    handler.get_by_role("button", name="作出申诉决定").click()
    handler.get_by_text("申诉已办结").wait_for()
    page.goto(f"/applications/{case.number}/appeal/")
    page.get_by_text("补充的流水属实，重新评审。").wait_for()
    case.refresh_from_db()
    assert (case.stage, case.application.state) == (Stage.REVIEW, ApplicationState.IN_REVIEW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-077")
def test_second_instance_is_the_center_and_the_last(cast: Cast, today: date) -> None:
    """Upheld at the bank, upheld at the center: then the refusal is final; all is counted."""
    case = declined_case(cast, today)
    first = decided(
        filed(case, cast, today), cast["second_manager"], cast["manager"], today, lifts=False
    )
    case.refresh_from_db()
    assert (case.stage, first.further_until_on) == (Stage.CLOSED, today + timedelta(days=15))
    second = filed(case, cast, today)
    assert second.organisation == cast["center_leader"].organisation
    assert Task.objects.open().get(case=case).organisation == second.organisation
    decided(second, cast["center_clerk"], cast["center_leader"], today, lifts=False)
    with pytest.raises(AppealNotOpen):
        filed(case, cast, today)
    case.refresh_from_db()
    assert case.application.state == ApplicationState.DECLINED
    assert Notice.objects.filter(case=case, kind="appeal", channel="sms").count() == 4
    period = Period("monthly", date(2026, 3, 1), date(2026, 3, 31))
    tables = report_figures(period, second.organisation)["tables"]
    rows = next(table["rows"] for table in tables if table["code"] == "appeals")
    assert rows[-1][1:] == [2, 0, 2]


@pytest.mark.django_db(transaction=True)
def test_nobody_with_a_part_in_the_refusal_handles_it(cast: Cast, today: date) -> None:
    """Not the deciders, not the reviewers, not another bank; only the handler decides."""
    case = declined_case(cast, today)
    appeal = filed(case, cast, today)
    assert possible_handlers(appeal) == [cast["second_manager"]]
    for key in ("manager", "reviewer", "stranger"):
        with pytest.raises(AppealTakesPart):
            assign_appeal(appeal=appeal, handler=cast[key], actor=cast["manager"], on=today)
    with pytest.raises(NotAllowed):
        assign_appeal(
            appeal=appeal, handler=cast["second_manager"], actor=cast["stranger"], on=today
        )
    assign_appeal(appeal=appeal, handler=cast["second_manager"], actor=cast["manager"], on=today)
    with pytest.raises((NotAllowed, SamePerson)):
        decide_appeal(
            appeal=appeal, lifts_refusal=True, reason="x", actor=cast["manager"], on=today
        )


@pytest.mark.django_db(transaction=True)
def test_an_appeal_needs_words_and_comes_in_time(cast: Cast, today: date) -> None:
    """Without words, by somebody else or after its date it is refused."""
    case = declined_case(cast, today)
    with pytest.raises(AppealWithoutWords):
        file_appeal(case=case, text=" ", uploads=[], actor=cast["applicant"], on=today)
    with pytest.raises(NotAllowed):
        file_appeal(case=case, text=WORDS, uploads=[], actor=cast["other_applicant"], on=today)
    late = case.decisions.get().appeal_until_on + timedelta(days=1)
    with pytest.raises(AppealNotOpen):
        filed(case, cast, late)
