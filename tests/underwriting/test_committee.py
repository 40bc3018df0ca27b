"""The committee: quorum, meetings, votes, conflicts of interest, closing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page

from casework.models import Case, Task
from loanprogram.demo.walk_decision import file_in_decision, standing_committee, voting_meeting
from parties.errors import NotAllowed
from parties.models import Organisation, Person, User
from parties.services.people import grant_role
from tests.underwriting.contracting import add_applicant
from underwriting.errors import (
    AlternateNotNeeded,
    ChairMissing,
    CommentMissing,
    ConflictOfInterest,
    MajorityTooLow,
    NotReadyForMeeting,
    QuorumMissing,
    QuorumTooLarge,
    ReasonsMissing,
    VotedBefore,
)
from underwriting.models import Decision, Meeting, Membership
from underwriting.selectors.committee import active_members, committee_of, tally_of, voters_of
from underwriting.services.committee import (
    Resolution,
    cast_vote,
    close_meeting,
    open_voting,
    record_presence,
)
from underwriting.services.committee_setup import (
    Rules,
    declare_relation,
    end_relation,
    set_up_committee,
)
from underwriting.services.meetings import cancel_meeting, convene_meeting

Cast = dict[str, User]
OpenPage = Callable[..., Page]
TWO_THIRDS = Decimal("0.666667")
SURETY_ID = "110101198001010010"


@pytest.fixture
def file(cast: Cast, today: date) -> Case:
    """A file of 300,000 that waits for the committee."""
    return file_in_decision(cast, today, amount=Decimal("300000.00"))


def vote_all(meeting: Meeting, cast: Cast, on: date, choices: list[str]) -> None:
    """One vote per member, in order."""
    for number, choice in enumerate(choices, start=1):
        cast_vote(
            item=meeting.items.get(),
            choice=choice,
            comment="保险办妥后放款。",
            actor=cast[f"member_{number}"],
            on=on,
        )


@pytest.mark.row("S-069")
def test_two_of_five_cannot_open_the_voting(
    cast: Cast, today: date, file: Case, open_page: OpenPage
) -> None:
    """The manager sets quorum 3 of 5 on the page; with two members present nothing opens."""
    page = open_page(cast["manager"])
    page.goto("/committee/")
    page.fill("#id_name", "评审会")
    page.fill("#id_quorum", "3")
    page.fill("#id_majority", "66.6667")
    for number in range(1, 6):
        part = "chair" if number == 1 else "member"
        page.select_option(f"#id_part_{cast[f'member_{number}'].pk}", part)
    page.get_by_role("button", name="设立评审会").click()
    page.get_by_text("评审会已设立").wait_for()
    committee = committee_of(file.bank, today)
    assert committee
    assert (committee.quorum, committee.memberships.count()) == (3, 5)

    page = open_page(cast["reviewer"])
    page.goto("/meetings/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="用所选案件召开新会议").click()
    page.get_by_role("button", name="召集会议").click()
    present = page.locator("input[name=present]")
    present.nth(0).check()
    present.nth(1).check()
    page.get_by_role("button", name="登记到会").click()
    page.get_by_role("button", name="开始表决").click()
    page.get_by_text("到会仅 2 人，达到 3 人才能开始表决。").wait_for()
    assert committee.meetings.get().state == "planned"


@pytest.mark.row("S-070")
def test_a_meeting_over_four_files(cast: Cast, today: date, open_page: OpenPage) -> None:
    """Four files are chosen; the agenda prints; each member sees what is unread."""
    names = ["applicant", "other_applicant", "third", "fourth"]
    add_applicant(cast, "third", "赵小云", "11010119920304002", "13900004444")
    add_applicant(cast, "fourth", "孙立新", "11010119880808001", "13900005555")
    files = [file_in_decision(cast, today, who=name) for name in names]
    assert files[0].bank
    standing_committee(files[0].bank, cast, today)

    page = open_page(cast["reviewer"])
    page.goto("/meetings/")
    for box in page.locator("input[name=file]").all():
        box.check()
    page.get_by_role("button", name="用所选案件召开新会议").click()
    page.fill("#id_place", "三楼会议室")
    page.get_by_role("button", name="召集会议").click()
    page.get_by_text("已召集委员").wait_for()
    number = page.url.rstrip("/").rpartition("/")[2]
    printed = page.request.get(f"/meetings/{number}/agenda.pdf")
    assert printed.body().startswith(b"%PDF")

    page = open_page(cast["member_2"])
    page.goto(f"/meetings/{number}/")
    assert page.get_by_text("未读", exact=True).count() == 4
    page.get_by_role("link", name=f"打开材料 {files[2].number}").click()
    page.get_by_role("heading", name="评估报告的建议").wait_for()
    page.get_by_role("link", name="返回议程").click()
    assert page.get_by_text("未读", exact=True).count() == 3
    assert Task.objects.open().filter(kind="vote").count() == 5
    assert not Task.objects.open().filter(kind="put_on_agenda").exists()


@pytest.mark.row("S-071")
def test_the_officer_who_prepared_the_file_cannot_vote(cast: Cast, today: date, file: Case) -> None:
    """A reviewer who also sits in the committee is kept from the files prepared before."""
    root, founder = User.objects.system(), User.objects.get(username="founding-approver")
    officer = cast["officer"]
    grant_role(user=officer, role="COM", granted_by=root, approved_by=founder, on=today)
    officer = User.objects.get(pk=officer.pk)
    assert file.bank
    committee = set_up_committee(
        bank=file.bank,
        name="评审会",
        rules=Rules(2, TWO_THIRDS),
        members=[(officer, "chair"), (cast["member_1"], "member"), (cast["member_2"], "member")],
        from_on=today,
        until_on=None,
        actor=cast["manager"],
        on=today,
    )
    meeting = convene_meeting(
        committee=committee,
        cases=[file],
        held_on=today,
        form="written",
        place="",
        actor=cast["reviewer"],
        on=today,
    )
    everybody = list(active_members(committee, today))
    record_presence(meeting=meeting, present=everybody, actor=cast["reviewer"], on=today)
    meeting = open_voting(meeting=meeting, actor=cast["reviewer"], on=today)
    item = meeting.items.get()
    with pytest.raises(ConflictOfInterest):
        cast_vote(item=item, choice="approve", comment="", actor=officer, on=today)
    assert len(voters_of(item)) == 2


def test_below_the_quorum_a_file_is_deferred(cast: Cast, today: date, file: Case) -> None:
    """Two votes of a quorum of three decide nothing; the file waits for the next meeting."""
    meeting = voting_meeting([file], cast, today)
    vote_all(meeting, cast, today, ["approve", "approve"])
    assert tally_of(meeting.items.get()).outcome == "deferred"
    close_meeting(meeting=meeting, minutes="。", resolutions={}, actor=cast["manager"], on=today)
    assert not Decision.objects.exists()
    assert Task.objects.open().filter(kind="put_on_agenda", case=file).count() == 1


def test_a_refusal_needs_reasons_and_nothing_is_half_closed(
    cast: Cast, today: date, file: Case
) -> None:
    """Without reasons from the list the meeting stays open, with them the file is declined."""
    meeting = voting_meeting([file], cast, today)
    vote_all(meeting, cast, today, ["reject", "reject", "reject", "approve"])
    item = meeting.items.get()
    with pytest.raises(ReasonsMissing):
        close_meeting(
            meeting=meeting, minutes="。", resolutions={}, actor=cast["manager"], on=today
        )
    assert Meeting.objects.get(pk=meeting.pk).state == "voting"
    told = Resolution(reasons=("plan_unclear",), reason_text="用途不清楚。")
    close_meeting(
        meeting=meeting,
        minutes="。",
        resolutions={item.pk: told},
        actor=cast["manager"],
        on=today,
    )
    decision = Decision.objects.get(case=file)
    assert (decision.result, decision.reasons) == ("declined", ["plan_unclear"])


def test_votes_are_cast_once_and_explained(cast: Cast, today: date, file: Case) -> None:
    """A second vote is refused, a no without a reason too, and strangers have no seat."""
    item = voting_meeting([file], cast, today).items.get()
    cast_vote(item=item, choice="approve", comment="", actor=cast["member_1"], on=today)
    with pytest.raises(VotedBefore):
        cast_vote(item=item, choice="approve", comment="", actor=cast["member_1"], on=today)
    with pytest.raises(CommentMissing):
        cast_vote(item=item, choice="reject", comment=" ", actor=cast["member_2"], on=today)
    for outsider in ("manager", "stranger", "officer"):
        with pytest.raises(NotAllowed):
            cast_vote(item=item, choice="approve", comment="", actor=cast[outsider], on=today)
    assert item.votes.count() == 1


def test_alternates_take_empty_seats_only(cast: Cast, today: date, file: Case) -> None:
    """With one member away the alternate votes; with all there it does not."""
    assert file.bank
    parts = ["chair", "member", "member", "alternate"]
    people = [(cast[f"member_{n}"], part) for n, part in enumerate(parts, start=1)]
    committee = set_up_committee(
        bank=file.bank,
        name="评审会",
        rules=Rules(2, TWO_THIRDS),
        members=people,
        from_on=today,
        until_on=None,
        actor=cast["manager"],
        on=today,
    )
    secretary = cast["reviewer"]
    meeting = convene_meeting(
        committee=committee,
        cases=[file],
        held_on=today,
        form="in_person",
        place="",
        actor=secretary,
        on=today,
    )
    record_presence(
        meeting=meeting, present=[user for user, _part in people], actor=secretary, on=today
    )
    item = open_voting(meeting=meeting, actor=secretary, on=today).items.get()
    with pytest.raises(AlternateNotNeeded):
        cast_vote(item=item, choice="approve", comment="", actor=cast["member_4"], on=today)
    record_presence(
        meeting=meeting, present=[user for user, _part in people[1:]], actor=secretary, on=today
    )
    cast_vote(item=item, choice="approve", comment="", actor=cast["member_4"], on=today)
    assert item.votes.count() == 1


def test_a_committee_makes_sense(cast: Cast, bank_a: Organisation, today: date) -> None:
    """One chair, a quorum its members can meet, at least half of the votes, own people only."""

    def set_up(quorum: int, majority: str, chair: str = "member_1", actor: str = "manager") -> None:
        set_up_committee(
            bank=bank_a,
            name="评审会",
            rules=Rules(quorum, Decimal(majority)),
            members=[
                (cast[chair], Membership.Part.CHAIR),
                (cast["member_2"], Membership.Part.MEMBER),
            ],
            from_on=today,
            until_on=None,
            actor=cast[actor],
            on=today,
        )

    with pytest.raises(QuorumTooLarge):
        set_up(3, "0.6")
    with pytest.raises(MajorityTooLow):
        set_up(2, "0.4")
    for chair, actor in (("stranger", "manager"), ("member_1", "stranger"), ("officer", "manager")):
        with pytest.raises(NotAllowed):
            set_up(2, "0.6", chair, actor)
    with pytest.raises(ChairMissing):
        set_up_committee(
            bank=bank_a,
            name="评审会",
            rules=Rules(1, TWO_THIRDS),
            members=[(cast["member_2"], "member")],
            from_on=today,
            until_on=None,
            actor=cast["manager"],
            on=today,
        )
    assert committee_of(bank_a, today) is None


def test_strangers_run_no_meeting_of_another_bank(cast: Cast, today: date, file: Case) -> None:
    """Presence, opening, closing and cancelling belong to the bank of the committee."""
    assert file.bank
    committee = standing_committee(file.bank, cast, today)
    meeting = convene_meeting(
        committee=committee,
        cases=[file],
        held_on=today,
        form="in_person",
        place="",
        actor=cast["reviewer"],
        on=today,
    )
    stranger = cast["stranger"]
    with pytest.raises(NotAllowed):
        record_presence(meeting=meeting, present=[], actor=stranger, on=today)
    with pytest.raises(NotAllowed):
        open_voting(meeting=meeting, actor=stranger, on=today)
    with pytest.raises(NotAllowed):
        cancel_meeting(meeting=meeting, reason="x", actor=stranger, on=today)
    with pytest.raises(NotReadyForMeeting):
        convene_meeting(
            committee=committee,
            cases=[file],
            held_on=today,
            form="written",
            place="",
            actor=cast["reviewer"],
            on=today,
        )
    with pytest.raises(QuorumMissing):
        open_voting(meeting=meeting, actor=cast["reviewer"], on=today)
    cancel_meeting(meeting=meeting, reason="改期", actor=cast["reviewer"], on=today)
    assert Task.objects.open().filter(kind="put_on_agenda", case=file).count() == 1


def test_an_ended_relation_blocks_no_more(cast: Cast, today: date, file: Case) -> None:
    """The relation stays on record with its dates; nobody ends another's relation."""
    member = cast["member_1"]
    relation = declare_relation(
        user=member, name="刘志强", id_number=SURETY_ID, kind="business", on=today
    )
    with pytest.raises(NotAllowed):
        end_relation(relation=relation, user=cast["member_2"], on=today)
    item = voting_meeting([file], cast, today).items.get()
    assert member not in voters_of(item)
    end_relation(relation=relation, user=member, on=today)
    assert member in voters_of(item)
    assert SURETY_ID not in str(vars(relation))


def test_people_of_the_file_need_no_person_on_record(cast: Cast, today: date, file: Case) -> None:
    """The surety is recognised by the number in the application alone."""
    assert not Person.objects.filter(name="刘志强").exists()
    declare_relation(
        user=cast["member_5"], name="刘志强", id_number=SURETY_ID, kind="surety", on=today
    )
    item = voting_meeting([file], cast, today).items.get()
    assert cast["member_5"] not in voters_of(item)
