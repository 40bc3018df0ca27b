"""Visits to borrowers: two visitors, arrival, photos, record, signature or refusal."""

from datetime import date

import pytest

from casework.models import Task
from parties.models import User
from servicing.errors.care import (
    ArriveFirst,
    NotInTeam,
    NotOnThisVisit,
    VisitLacks,
)
from servicing.models import LoanVisit
from servicing.selectors.visits import route_of
from servicing.services import visits as services
from servicing.services.visits import Talk
from tests.servicing.factories import running_loan
from tests.servicing.test_letters import people, picture
from underwriting.errors import PlaceNeedsConsent

TALK = Talk(talked_with="李春梅", text="店里正常营业，愿意月底还清", signature="李春梅")


def planned(loan, cast, on: date, second: str = "officer") -> LoanVisit:
    return services.plan_loan_visit(
        loan=loan,
        purpose="check",
        planned_on=on,
        place="澜溪镇新街 9 号",
        second_visitor=cast[second],
        actor=cast["post_loan_officer"],
        on=on,
    )


def arrived(visit: LoanVisit, actor: User, on: date, consent: bool = False) -> LoanVisit:
    return services.check_in(
        visit=visit, place_consent=consent, latitude=None, longitude=None, actor=actor, on=on
    )


def saved(visit, actor, on, talk=TALK, photos=1):
    return services.save_loan_visit(
        visit=visit,
        talk=talk,
        photos=[picture() for _ in range(photos)],
        drawing=None,
        actor=actor,
        on=on,
    )


def test_a_visit_needs_arrival_talk_photo_and_signature(loan, cast, today):
    visit, me = planned(loan, cast, today), cast["post_loan_officer"]
    with pytest.raises(ArriveFirst):
        saved(visit, me, today)
    with pytest.raises(PlaceNeedsConsent):
        services.check_in(
            visit=visit, place_consent=False, latitude=30, longitude=120, actor=me, on=today
        )
    arrived(visit, me, today)
    saved(visit, me, today, Talk(talked_with="", text="在店里"), photos=0)
    with pytest.raises(VisitLacks, match="照片"):
        services.finish_loan_visit(visit=visit, actor=me, on=today)
    refused = Talk(talked_with="", text="在店里", refused=True, refusal="拒绝签字，说要先问家人")
    saved(visit, me, today, refused)
    assert services.finish_loan_visit(visit=visit, actor=me, on=today).refused
    assert not Task.objects.open().filter(kind="visit_borrower").exists()


def test_only_the_two_visitors_of_the_bank_record_it(loan, cast, today):
    with pytest.raises(NotInTeam):
        planned(loan, cast, today, second="stranger")
    visit = planned(loan, cast, today)
    with pytest.raises(NotOnThisVisit):
        arrived(visit, cast["manager"], today)


def test_the_route_of_a_day_can_be_put_in_order(loan, cast, today):
    me = cast["post_loan_officer"]
    other = running_loan(cast, on=today, borrower=people(1)[0])
    first, second = planned(loan, cast, today), planned(other, cast, today)
    services.move_stop(visit=second, up=True, actor=me, on=today)
    assert [stop.pk for stop in route_of(me, today)] == [second.pk, first.pk]


@pytest.mark.row("S-128")
def test_a_visit_is_finished_on_a_phone_and_stands_on_the_timeline(
    loan, cast, phone_page, open_page, screenshot
):
    page = phone_page(cast["post_loan_officer"])
    page.goto(f"/cases/{loan.case.number}/visits/plan/")
    page.fill("[name=place]", "澜溪镇新街 9 号")
    page.select_option("[name=second_visitor]", str(cast["officer"].pk))
    page.get_by_role("button", name="加入路线").click()
    screenshot(page, "visit_route_360")
    page.get_by_role("link", name="李春梅").click()
    page.get_by_role("button", name="我已到达").click()
    content = picture().read()
    page.set_input_files(
        "[name=photos]", [{"name": "店面.png", "mimeType": "image/png", "buffer": content}]
    )
    page.fill("[name=talked_with]", "李春梅")
    page.fill("[name=text]", "店里正常营业，愿意月底还清")
    page.fill("[name=signature]", "李春梅")
    screenshot(page, "visit_360")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="完成走访").click()
    page.get_by_text("走访已记录").wait_for()
    desk = open_page(cast["manager"])
    desk.goto(f"/cases/{loan.case.number}/")
    entry = desk.locator(".timeline-entry").filter(has_text="走访借款人").first
    text = entry.inner_text()
    assert "愿意月底还清" in text
    assert cast["officer"].display_name in text
    assert cast["post_loan_officer"].display_name in text
    assert entry.locator("img").evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 40
    screenshot(desk, "visit_timeline")


def test_the_other_bank_sees_no_visit(loan, cast, client, today):
    visit = planned(loan, cast, today)
    client.force_login(cast["stranger"])
    for place in (f"/visits/{visit.pk}/", f"/visits/{visit.pk}/cancel/"):
        assert client.get(place).status_code == 404
    assert client.get(f"/cases/{loan.case.number}/visits/plan/").status_code == 404
