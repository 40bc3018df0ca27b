"""Decisions by two approvers: the route, the reasons, the record."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import DatabaseError, transaction
from playwright.sync_api import Page

from casework.models import Case, Notice, Task
from loanprogram.demo.walk_decision import (
    REFUSAL,
    approved_case,
    declined_case,
    file_in_decision,
)
from parties.errors import NotAllowed
from parties.models import User
from underwriting.errors import (
    ApprovedBefore,
    ConflictOfInterest,
    DecidedByCommittee,
    ReasonsMissing,
    ReasonUnknown,
)
from underwriting.models import Decision
from underwriting.selectors.decisions import authority_rule_of, reasons_of
from underwriting.services.decisions import Verdict, give_approval

Cast = dict[str, User]
SMALL = {"amount": Decimal("50000.00")}
YES = Verdict(is_positive=True, reason_text="同意。")


@pytest.mark.row("S-072")
def test_the_amount_decides_who_decides(
    cast: Cast, today: date, open_page: Callable[..., Page]
) -> None:
    """50,000 goes to two approvers, 300,000 to the committee; the case page names the rule."""
    small = file_in_decision(cast, today, **SMALL)
    rule = authority_rule_of(small, today)
    assert rule and rule.level == "two_approvers"
    large = file_in_decision(cast, today, who="other_applicant", amount=Decimal("300000.00"))
    rule = authority_rule_of(large, today)
    assert rule and rule.level == "committee"
    with pytest.raises(DecidedByCommittee):
        give_approval(case=large, verdict=YES, actor=cast["manager"], on=today)
    assert not large.approvals.exists()
    page = open_page(cast["manager"])
    page.goto(f"/cases/{small.number}/committee/")
    page.get_by_text("五万元以下低风险：双人审批").wait_for()
    page.goto(f"/cases/{large.number}/committee/")
    page.get_by_text("五万元以上：评审会").wait_for()
    assert page.get_by_role("link", name="审批本案").count() == 0


def test_two_persons_approve(cast: Cast, today: date) -> None:
    """The first signature decides nothing, the second one everything."""
    case = file_in_decision(cast, today, **SMALL)
    assert give_approval(case=case, verdict=YES, actor=cast["manager"], on=today) is None
    with pytest.raises(ApprovedBefore):
        give_approval(case=case, verdict=YES, actor=cast["manager"], on=today)
    decision = give_approval(case=case, verdict=YES, actor=cast["second_manager"], on=today)
    assert decision and decision.result == "approved"
    assert decision.amount == Decimal("50000.00")
    assert [vote["choice"] for vote in decision.votes] == ["approve", "approve"]
    assert Case.objects.get(pk=case.pk).stage == "guarantee"
    assert Task.objects.open().get(case=case).kind == "request_guarantee"
    sent = Notice.objects.filter(case=case, kind="decision")
    assert {notice.channel for notice in sent} == {"sms", "page"}


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("officer", NotAllowed), ("stranger", NotAllowed), ("member_1", NotAllowed)],
)
def test_others_do_not_approve(cast: Cast, today: date, who: str, refusal: type) -> None:
    """Only managers of the bank of the case sign."""
    case = file_in_decision(cast, today, **SMALL)
    with pytest.raises(refusal):
        give_approval(case=case, verdict=YES, actor=cast[who], on=today)
    assert not case.approvals.exists()


def test_walks_reach_every_level(cast: Cast, today: date) -> None:
    """The committee decides a large file, for and against."""
    yes = approved_case(cast, today)
    decision = Decision.objects.get(case=yes)
    assert decision.result == "approved"
    assert decision.agenda_item
    assert len(decision.votes) == 5
    no = declined_case(cast, today, who="other_applicant")
    decision = Decision.objects.get(case=no)
    assert decision.result == "declined"
    assert [reason.code for reason in reasons_of(decision)] == ["income_too_low"]
    assert Case.objects.get(pk=no.pk).stage == "closed"


def test_a_refusal_takes_its_reasons_from_the_list(cast: Cast, today: date) -> None:
    """Words alone, or a reason nobody knows, are no reasons; one no is enough."""
    case = file_in_decision(cast, today, **SMALL)
    words_alone = Verdict(is_positive=False, reason_text="不行。")
    with pytest.raises(ReasonsMissing):
        give_approval(case=case, verdict=words_alone, actor=cast["manager"], on=today)
    unknown = Verdict(is_positive=False, reasons=("because",), reason_text="不行。")
    with pytest.raises(ReasonUnknown):
        give_approval(case=case, verdict=unknown, actor=cast["manager"], on=today)
    assert not case.approvals.exists()
    decision = give_approval(case=case, verdict=REFUSAL, actor=cast["manager"], on=today)
    assert decision and decision.result == "declined"
    assert decision.conditions == ""


def test_nobody_decides_on_their_own_case(cast: Cast, today: date) -> None:
    """A manager who is the borrower, or related to one, is refused."""
    case = file_in_decision(cast, today, **SMALL)
    manager = cast["manager"]
    assert manager.person
    manager.person.id_index = case.borrower.id_index
    with pytest.raises(ConflictOfInterest):
        give_approval(case=case, verdict=YES, actor=manager, on=today)
    assert not case.approvals.exists()


@pytest.mark.row("S-073")
def test_the_record_has_all_parts_and_cannot_be_changed(
    cast: Cast, today: date, open_page: Callable[..., Page]
) -> None:
    """Basis, score, memo, votes, reasons, conditions, terms, validity; nobody can edit it."""
    case = approved_case(cast, today)
    decision = Decision.objects.get(case=case)
    page = open_page(cast["reviewer"])
    page.goto(f"/cases/{case.number}/committee/")
    record = page.locator("main").inner_text()
    for part in (
        decision.number,
        "五万元以上：评审会",
        "评审会会议 H20260001-A",
        "评估报告版本",
        "评分与等级",
        "曹颖",
        "放款前办妥设备保险。",
        "200,000.00",
        "36",
        "3.6%",
        "等额本息",
        "2026年5月1日",
    ):
        assert part in record
    assert page.locator("main form").count() == 0
    assert Decision not in admin.site._registry
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(reason_text="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.delete()
    printed = page.request.get(f"/cases/{case.number}/committee/{decision.number}.pdf")
    assert printed.body().startswith(b"%PDF")
    stranger = open_page(cast["stranger"])
    answer = stranger.goto(f"/cases/{case.number}/committee/")
    assert answer and answer.status == 404


@pytest.mark.row("S-076")
def test_the_applicant_reads_reasons_and_rights(
    cast: Cast, today: date, phone_page: Callable[..., Page]
) -> None:
    """Reasons, advice and 'appeal until'; no comment of the committee and no score."""
    case = declined_case(cast, today)
    page = phone_page(cast["applicant"])
    page.goto(f"/applications/{case.number}/decision/")
    told = page.locator("main").inner_text()
    for part in ("这次未能通过", "经营收入不足以覆盖每期还款", "人工复核", "2026年3月17日 前申诉"):
        assert part in told
    for internal in ("还款来源不足。", "评分", "曹颖", "等级"):
        assert internal not in told
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    letter = page.request.get(f"/applications/{case.number}/decision.pdf")
    assert letter.body().startswith(b"%PDF")
    english = phone_page(cast["applicant"], "en")
    english.goto(f"/applications/{case.number}/decision/")
    english.get_by_text("The income does not cover the instalments").wait_for()
    other = phone_page(cast["other_applicant"])
    answer = other.goto(f"/applications/{case.number}/decision/")
    assert answer and answer.status == 404
    notices = Notice.objects.filter(case=case, kind="decision").values_list("body", flat=True)
    assert all("收入" not in body for body in notices)


def test_two_managers_decide_on_the_page(
    cast: Cast, today: date, open_page: Callable[..., Page]
) -> None:
    """Each signs with the facts above the button; the first one cannot sign twice."""
    case = file_in_decision(cast, today, **SMALL)
    answers = (("manager", "您的意见已记录"), ("second_manager", "本案已作出决定"))
    for key, told in answers:
        page = open_page(cast[key])
        page.goto(f"/cases/{case.number}/committee/approve/")
        page.get_by_label("同意", exact=True).check()
        page.fill("#id_reason_text", "经营稳定。")
        assert "50,000.00 元" in page.locator("form", has_text="您审批的是").inner_text()
        page.get_by_role("button", name="签署审批意见").click()
        page.get_by_text(told).wait_for()
        assert case.decisions.exists() == (key == "second_manager")
    assert case.decisions.get().result == "approved"


def test_a_correction_is_a_new_record(
    cast: Cast,
    today: date,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    """Another manager words the reasons anew; the record before stays, terms and votes too."""
    case = declined_case(cast, today)
    first = case.decisions.get()
    page = open_page(cast["manager"])
    page.goto(f"/cases/{case.number}/committee/{first.number}/correct/")
    page.fill("#id_why", "理由写得不清楚。")
    page.get_by_role("button", name="登记更正").click()
    page.locator(".error-summary, [role=alert]").first.wait_for()
    assert case.decisions.count() == 1

    page = open_page(cast["second_manager"])
    page.goto(f"/cases/{case.number}/committee/")
    page.get_by_role("link", name="更正文字").click()
    page.locator("#id_why").last.fill("理由写得不清楚。")
    page.locator("#id_reason_text").last.fill("每月结余不够还款。")
    page.get_by_role("button", name="登记更正").last.click()
    page.get_by_text("更正已另立记录").wait_for()
    assert axe(page) == []
    second = case.decisions.get(corrects=first)
    assert (second.reason_text, second.votes) == ("每月结余不够还款。", first.votes)
    assert case.decisions.get(pk=first.pk).reason_text == REFUSAL.reason_text
