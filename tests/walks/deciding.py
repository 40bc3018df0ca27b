"""From the file before the committee to the signed contract, each step by its person."""

from datetime import date

from casework.models import Case
from guarantees.models import Security
from guarantees.rules import REVIEW_CHECKS
from tests.walks.looks import look
from tests.walks.steps import PHONE, Cast
from tests.walks.walker import Walker, fetched, newest_code, send, visit
from underwriting.models import Meeting

MEMBERS = ("member_1", "member_2", "member_3", "member_4", "member_5")


def vote(walk: Walker, cast: Cast, case: Case, today: date) -> None:
    """A meeting is called, the five members read and vote, the manager closes it."""
    secretary = walk.staff(cast["reviewer"])
    visit(secretary, "/meetings/")
    send(secretary, "/meetings/new/", "/meetings/new/", held_on=today, place="三楼会议室")
    base = f"/meetings/{Meeting.objects.get().number}/"
    present = [cast[key].pk for key in MEMBERS]
    send(secretary, f"{base}presence/", base, present=present)
    send(secretary, f"{base}open/")
    for key in MEMBERS:
        path = f"{base}files/1/"
        send(walk.staff(cast[key]), path, path, choice="approve", comment="")
    send(
        walk.staff(cast["manager"]),
        f"{base}close/",
        f"{base}close/",
        minutes="五位委员到会，逐件审阅材料后表决。",
    )
    visit(secretary, f"/cases/{case.number}/committee/")


def read_the_decision(walk: Walker, case: Case) -> None:
    """The applicant reads the decision and keeps the letter."""
    page = walk.applicant(PHONE)
    visit(page, f"/applications/{case.number}/decision/")
    letter = fetched(page, f"/applications/{case.number}/decision.pdf")
    assert letter.startswith(b"%PDF")


def guarantee(walk: Walker, cast: Cast, case: Case) -> None:
    """The bank asks, the clerk examines, the leader promises: the fund is reserved."""
    base = f"/cases/{case.number}/guarantee/"
    send(
        walk.staff(cast["officer"]),
        f"{base}request/",
        f"{base}request/",
        intention="我行已完成审批，请贵中心予以担保。",
    )
    clerk, leader = walk.staff(cast["center_clerk"]), walk.staff(cast["center_leader"])
    send(clerk, f"{base}steps/take_up/", f"{base}steps/take_up/")
    send(
        clerk,
        f"{base}opinion/",
        f"{base}opinion/",
        **dict.fromkeys(REVIEW_CHECKS, True),
        text="群体身份、户籍和证明材料已核对，建议担保。",
    )
    send(leader, f"{base}steps/commit/", f"{base}steps/commit/")
    visit(leader, "/fund/")


def secure(walk: Walker, cast: Cast, case: Case, today: date) -> None:
    """A surety is registered and put behind the guarantee."""
    base = f"/cases/{case.number}/guarantee/"
    clerk = walk.staff(cast["center_clerk"])
    send(
        clerk,
        "/securities/new/",
        f"/securities/new/?case={case.number}",
        kind=Security.Kind.SURETY,
        owner_name="刘志强",
        owner_id_number="110101198001010010",
        owner_phone="13900003333",
        description="在编教师，工资稳定",
        co_owner_name="",
        employer="澜溪县第一中学",
        annual_income="96000",
        surety_agreed_on=today,
        certificate_number="",
        kept_at="",
    )
    send(clerk, f"{base}securities/use/")
    send(clerk, f"{base}steps/secure/", f"{base}steps/secure/")
    visit(clerk, base)


def contract(walk: Walker, cast: Cast, case: Case) -> None:
    """Prepared, released, signed by borrower, bank and center; then the letter is issued."""
    base = f"/cases/{case.number}/contract/"
    manager, leader = walk.staff(cast["manager"]), walk.staff(cast["center_leader"])
    send(walk.staff(cast["officer"]), f"{base}prepare/", base)
    send(manager, f"{base}issue/", f"{base}issue/")
    _sign_on_the_phone(walk, case)
    send(manager, f"{base}sign/", f"{base}sign/")
    send(leader, f"{base}sign/", f"{base}sign/")
    own = f"/applications/{case.number}/contract/"
    send(walk.applicant(PHONE), f"{own}received/", own)
    letter = f"/cases/{case.number}/guarantee/"
    send(leader, f"{letter}steps/issue/", f"{letter}steps/issue/")
    assert fetched(leader, f"{letter}letter.pdf").startswith(b"%PDF")


def _sign_on_the_phone(walk: Walker, case: Case) -> None:
    page, base = walk.applicant(PHONE), f"/applications/{case.number}/contract/"
    visit(page, base)
    page.goto(f"{base}sign/")
    page.locator(f"form[action$='{base}code/'] button").click()
    page.wait_for_load_state("load")
    look(page)
    send(page, f"{base}sign/", advice_acknowledged=True, code=newest_code())
