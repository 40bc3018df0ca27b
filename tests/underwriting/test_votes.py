"""Votes in the browser: conflicts of interest, the vote itself, and that closing is final."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from playwright.sync_api import Page

from casework.models import Case
from loanprogram.demo.walk_decision import file_in_decision, voting_meeting
from parties.models import User
from underwriting.errors import ConflictOfInterest, MeetingClosed
from underwriting.models import AgendaItem, Decision, Vote
from underwriting.selectors.committee import voters_of
from underwriting.services.committee import cast_vote
from underwriting.services.committee_setup import declare_relation

Cast = dict[str, User]
OpenPage = Callable[..., Page]
SURETY_ID = "110101198001010010"


@pytest.fixture
def item(cast: Cast, today: date) -> AgendaItem:
    """A file of 300,000 that is voted on; the first member is related to the surety."""
    declare_relation(
        user=cast["member_1"], name="刘志强", id_number=SURETY_ID, kind="family", on=today
    )
    file = file_in_decision(cast, today, amount=Decimal("300000.00"))
    return voting_meeting([file], cast, today).items.get()


@pytest.mark.row("S-071")
def test_who_is_related_may_not_vote_and_reads_why(
    cast: Cast, today: date, item: AgendaItem, open_page: OpenPage
) -> None:
    page = open_page(cast["member_1"])
    page.goto(f"/meetings/{item.meeting.number}/files/1/")
    page.locator("#vote").get_by_text("您不能对本案表决").wait_for()
    assert page.locator("#vote input[name=choice]").count() == 0
    with pytest.raises(ConflictOfInterest):
        cast_vote(item=item, choice="approve", comment="", actor=cast["member_1"], on=today)
    assert [user.username for user in voters_of(item)] == [
        f"member-{number}-a" for number in range(2, 6)
    ]


@pytest.mark.row("S-071")
def test_a_vote_is_cast_and_nothing_changes_after_closing(
    cast: Cast,
    today: date,
    item: AgendaItem,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
) -> None:
    page = open_page(cast["member_2"])
    page.goto(f"/meetings/{item.meeting.number}/files/1/")
    assert axe(page) == []
    page.get_by_label("附条件同意").check()
    page.fill("#id_comment", "放款前办妥保险。")
    page.get_by_role("button", name="表决").click()
    page.get_by_text("您的表决已记录").wait_for()
    for number in (3, 4, 5):
        cast_vote(item=item, choice="approve", comment="", actor=cast[f"member_{number}"], on=today)

    close_in_the_browser(open_page(cast["manager"]), item, axe)

    decision = Decision.objects.get(case=Case.objects.get(pk=item.case_id))
    assert decision.result == "approved"
    assert "放款前办妥保险。" in decision.conditions
    with pytest.raises(MeetingClosed):
        cast_vote(item=item, choice="reject", comment="x", actor=cast["member_3"], on=today)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.filter(member=cast["member_3"]).update(choice="reject")


def close_in_the_browser(page: Page, item: AgendaItem, axe: Callable[[Page], list[str]]) -> None:
    """The manager ends the meeting on its page."""
    page.goto(f"/meetings/{item.meeting.number}/close/")
    assert axe(page) == []
    page.get_by_role("button", name="结束会议并形成决定").click()
    page.get_by_text("会议已结束，各案件均已处理").wait_for()
