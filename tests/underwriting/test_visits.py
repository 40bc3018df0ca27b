"""Site visits: two visitors, a place only with consent, and an end that is final."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, transaction

from casework.errors import ReasonMissing
from casework.models import Case, Task
from loanprogram.demo.walk_applications import picture
from loanprogram.demo.walk_evaluation import FINDINGS, finished_visit_of
from parties.models import User
from underwriting.errors import (
    NotAVisitor,
    PlaceNeedsConsent,
    TwoVisitorsNeeded,
    VisitBeforeItsDay,
    VisitIncomplete,
    VisitIsClosed,
    VisitorOfAnotherBank,
    VisitorsDiffer,
)
from underwriting.models import SiteVisit
from underwriting.services import (
    Picture,
    VisitReport,
    cancel_visit,
    finish_visit,
    plan_visit,
    save_visit,
)


def report(**changes: Any) -> VisitReport:
    values: dict[str, Any] = {
        "visited_on": date(2026, 3, 2),
        "second_visitor": None,
        "findings": FINDINGS,
        "rating": "good",
        "conclusion": "与申报一致。",
        "place_consent": False,
        "place_found": "",
        "latitude": None,
        "longitude": None,
        "owner_signature": "李春梅",
    }
    return VisitReport(**{**values, **changes})


def photo() -> Picture:
    return Picture(SimpleUploadedFile("shop.jpg", picture("shop")), "门面")


def appointment(case: Case, cast: dict[str, User], second: User | None) -> SiteVisit:
    return plan_visit(
        case=case,
        planned_on=date(2026, 3, 4),
        planned_time=None,
        place="商业街 8 号",
        first_visitor=cast["officer"],
        second_visitor=second,
        actor=cast["officer"],
        on=date(2026, 3, 2),
    )


@pytest.fixture
def visit(case: Case, cast: dict[str, User]) -> SiteVisit:
    """An appointment of one visitor."""
    return appointment(case, cast, None)


def test_an_appointment_opens_a_task_for_the_first_visitor(visit, officer):
    task = Task.objects.get(kind="visit")
    assert (task.assignee, task.due_on) == (officer, date(2026, 3, 4))
    assert (task.link_name, task.link_argument) == ("case_evaluation", visit.case.number)


def test_refuses_the_same_person_twice(case, cast):
    with pytest.raises(VisitorsDiffer):
        appointment(case, cast, cast["officer"])


@pytest.mark.parametrize("name", ["stranger", "manager", "center_clerk"])
def test_refuses_visitors_without_the_right(case, cast, name):
    with pytest.raises(VisitorOfAnotherBank):
        appointment(case, cast, cast[name])


def test_refuses_to_finish_with_one_visitor(visit, officer, today):
    save_visit(visit=visit, report=report(), pictures=[photo()], actor=officer, on=today)
    with pytest.raises(TwoVisitorsNeeded):
        finish_visit(visit=visit, actor=officer, on=today)
    assert SiteVisit.objects.get().state == "planned"


def test_two_visitors_finish_it(visit, cast, today):
    both = report(second_visitor=cast["second_officer"])
    save_visit(visit=visit, report=both, pictures=[photo()], actor=cast["officer"], on=today)
    done = finish_visit(visit=visit, actor=cast["second_officer"], on=today)
    assert (done.state, done.second_visitor) == ("done", cast["second_officer"])
    assert done.finished_at is not None
    assert Task.objects.get(kind="visit").done_by == cast["second_officer"]


def test_names_everything_that_is_missing(visit, cast, today):
    empty = report(
        second_visitor=cast["second_officer"], rating="", conclusion=" ", owner_signature=""
    )
    save_visit(visit=visit, report=empty, pictures=[], actor=cast["officer"], on=today)
    with pytest.raises(VisitIncomplete) as refusal:
        finish_visit(visit=visit, actor=cast["officer"], on=today)
    assert str(refusal.value) == "结束前请补充：总体结论、结论、经营者签名、至少一张照片。"


def test_refuses_a_place_without_consent(visit, officer, today):
    placed = report(latitude=Decimal("29.20840"), longitude=Decimal("119.46320"))
    with pytest.raises(PlaceNeedsConsent):
        save_visit(visit=visit, report=placed, pictures=[], actor=officer, on=today)
    assert SiteVisit.objects.get().latitude is None


def test_a_photo_keeps_time_and_place_with_consent(visit, officer, today):
    placed = report(
        place_consent=True, latitude=Decimal("29.20840"), longitude=Decimal("119.46320")
    )
    save_visit(visit=visit, report=placed, pictures=[photo()], actor=officer, on=today)
    kept = visit.photos.get()
    assert (kept.latitude, kept.longitude) == (Decimal("29.20840"), Decimal("119.46320"))
    assert (kept.caption, kept.document.type_code) == ("门面", "visit_photo")
    assert kept.taken_at is not None


def test_refuses_a_day_in_the_future(visit, officer, today):
    with pytest.raises(VisitBeforeItsDay):
        save_visit(
            visit=visit,
            report=report(visited_on=today + timedelta(days=1)),
            pictures=[],
            actor=officer,
            on=today,
        )


def test_refuses_whoever_was_not_there(visit, second_officer, today):
    with pytest.raises(NotAVisitor):
        save_visit(visit=visit, report=report(), pictures=[], actor=second_officer, on=today)


def test_a_finished_visit_is_not_changed(case, cast, today, run_sql):
    done = finished_visit_of(case, cast, today)
    with pytest.raises(VisitIsClosed):
        save_visit(visit=done, report=report(), pictures=[], actor=cast["officer"], on=today)
    with pytest.raises(InternalError), transaction.atomic():
        run_sql("UPDATE underwriting_sitevisit SET conclusion = 'x'")


def test_the_database_refuses_an_end_by_one(visit, run_sql):
    with pytest.raises(IntegrityError), transaction.atomic():
        run_sql("UPDATE underwriting_sitevisit SET state = 'done'")


def test_a_cancelled_visit_needs_a_reason(visit, officer, today):
    with pytest.raises(ReasonMissing):
        cancel_visit(visit=visit, reason=" ", actor=officer, on=today)
    cancel_visit(visit=visit, reason="店主出差", actor=officer, on=today)
    assert SiteVisit.objects.get().state == "cancelled"
    assert Task.objects.get(kind="visit").done_on == today
