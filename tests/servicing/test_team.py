"""The post-loan team: portfolios, stand-ins, loans handed over with acceptance."""

from datetime import date, timedelta

import pytest

from casework.models import Case, Notice, Task
from parties.models import AuditEntry, Person, User
from parties.roles import Role
from parties.services.people import grant_role
from servicing.errors.care import (
    TakerDecides,
)
from servicing.models import Loan, TeamSeat
from servicing.selectors.team import contact_on
from servicing.services import team
from servicing.services.mornings import look_after_loans
from tests.servicing.factories import running_loan


@pytest.fixture
def colleague(cast, transactional_db, today) -> User:
    """The second officer of bank A, who looks after loans as well."""
    founder = User.objects.get(username="founding-approver")
    officer = cast["second_officer"]
    grant_role(
        user=officer,
        role=Role.POST_LOAN_OFFICER,
        granted_by=User.objects.system(),
        approved_by=founder,
        on=today,
    )
    return User.objects.get(pk=officer.pk)


def seated(user: User, cast, on: date, **limits) -> TeamSeat:
    facts = {"townships": [], "branches": [], "classes": [], "part": "service"} | limits
    return team.seat_in_team(user=user, from_on=on, actor=cast["manager"], on=on, **facts)


def test_loans_go_to_the_seat_made_for_them(loan, cast, colleague, today):
    seated(cast["post_loan_officer"], cast, today)
    seated(colleague, cast, today, part="risk_officer", classes=["substandard"])
    assert team.share_out(actor=cast["manager"], on=today) == 1
    assert Case.objects.get().contact == cast["post_loan_officer"]
    Case.objects.update(contact=None)
    Loan.objects.update(asset_class="substandard")
    team.share_out(actor=cast["manager"], on=today)
    assert Case.objects.get().contact == colleague


def test_a_stand_in_gets_the_work_and_gives_back_what_is_left(loan, cast, colleague, today):
    away = cast["post_loan_officer"]
    seated(away, cast, today)
    look_after_loans(on=date(2026, 3, 23), actor=User.objects.system())
    task = Task.objects.open().get(kind="care_first_check")
    assert task.assignee == away
    first = date(2026, 3, 24)
    team.plan_absence(
        user=away,
        substitute=colleague,
        from_on=first,
        until_on=first + timedelta(days=20),
        actor=cast["manager"],
        on=first,
    )
    task.refresh_from_db()
    assert task.assignee == colleague
    assert contact_on(Case.objects.select_related("contact").get(), first) == colleague
    look_after_loans(on=first + timedelta(days=21), actor=User.objects.system())
    task.refresh_from_db()
    assert task.assignee == away
    assert contact_on(Case.objects.get(), first + timedelta(days=21)) == away


def test_only_the_taker_accepts(loan, cast, colleague, today):
    giver = cast["post_loan_officer"]
    Case.objects.update(contact=giver)
    found = team.propose_hand_over(
        giver=giver, taker=colleague, loans=[loan], note="", actor=cast["manager"], on=today
    )
    with pytest.raises(TakerDecides):
        team.accept_hand_over(hand_over=found, actor=giver, on=today)
    team.refuse_hand_over(hand_over=found, reason="手上已满", actor=colleague, on=today)
    assert Case.objects.get().contact == giver


def borrowers(count: int) -> list[Person]:
    return [Person.objects.create(name=f"借款人{n}", phone=f"137{n:08d}") for n in range(count)]


@pytest.mark.row("S-114")
def test_thirty_loans_change_hands_when_the_taker_accepts(
    cast, colleague, open_page, screenshot, today
):
    giver, mine = cast["post_loan_officer"], cast["applicant"]
    loans = [running_loan(cast, on=today)]
    loans += [running_loan(cast, on=today, borrower=person) for person in borrowers(29)]
    Case.objects.update(contact=giver)
    look_after_loans(on=date(2026, 3, 23), actor=User.objects.system())
    head, taker = open_page(cast["manager"]), open_page(colleague)
    head.goto("/team/")
    screenshot(head, "team")
    head.get_by_role("link", name="移交 " + giver.display_name).click()
    head.select_option("[name=taker]", str(colleague.pk))
    head.get_by_role("button", name="提出移交").click()
    head.get_by_text("等待接收").first.wait_for()
    taker.goto("/work/?mine=1")
    assert taker.locator("tbody").get_by_text("贷后首次检查").count() == 0
    taker.get_by_role("link", name="接收贷款").first.click()
    screenshot(taker, "hand_over")
    taker.get_by_role("button", name="接收这些贷款").click()
    taker.get_by_text("已接收").first.wait_for()
    assert Case.objects.filter(contact=colleague).count() == 30
    assert not Task.objects.open().filter(assignee=giver).exists()
    borrower = open_page(mine, width=360)
    borrower.goto(f"/my/loans/{loans[0].number}/")
    assert borrower.locator("[data-contact]").inner_text() == colleague.display_name
    assert Notice.objects.filter(kind="new_contact").count() == 30
    kept = AuditEntry.objects.filter(act="servicing.take_over_loan")
    assert kept.filter(case_number=loans[0].case.number).count() == 1


def test_the_other_bank_sees_nothing_of_the_team(loan, cast, colleague, client, today):
    giver = cast["post_loan_officer"]
    Case.objects.update(contact=giver)
    seated(giver, cast, today)
    found = team.propose_hand_over(
        giver=giver, taker=colleague, loans=[loan], note="", actor=giver, on=today
    )
    client.force_login(cast["stranger"])
    assert giver.display_name not in client.get("/team/").content.decode()
    assert client.get(f"/team/hand-overs/{found.pk}/").status_code == 404
    assert client.get(f"/team/people/{giver.pk}/hand-over/").status_code == 404
