"""Site visits: appointment, report with photos, and the end that only two visitors can make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from casework.models import Case, Document
from casework.services import close_task, open_task, transition
from casework.services.documents import store_document
from parties.models import User
from parties.services.audit import record_act
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
from underwriting.selectors import latest_worksheet, possible_visitors
from underwriting.services.guards import locked_case, require_bank_staff, require_open_for_work
from underwriting.services.scoring import record_score
from underwriting.states import VisitState


@dataclass
class PictureRule:
    """What a photo or signature of a visit may be; limits of the machine, not of the program."""

    code: str
    formats: list[str]
    size_max_mb: int = 15
    pages_max: int = 1


PHOTO = PictureRule("visit_photo", ["jpg", "png"])
SIGNATURE = PictureRule("visit_signature", ["png"], size_max_mb=1)


@dataclass(frozen=True)
class VisitReport:
    """What the visitors write down; a place only with the owner's consent."""

    visited_on: date | None
    second_visitor: User | None
    findings: dict[str, Any]
    rating: str
    conclusion: str
    place_consent: bool
    place_found: str
    latitude: Decimal | None
    longitude: Decimal | None
    owner_signature: str

    @property
    def has_position(self) -> bool:
        """Whether the report holds a measured place."""
        return self.latitude is not None or self.longitude is not None


@dataclass(frozen=True)
class Picture:
    """One photo as it came from the phone."""

    upload: UploadedFile
    caption: str = ""


@transaction.atomic(durable=True)
def plan_visit(
    *,
    case: Case,
    planned_on: date,
    planned_time: time | None,
    place: str,
    first_visitor: User,
    second_visitor: User | None,
    actor: User,
    on: date,
) -> SiteVisit:
    """Make an appointment; the first visitor gets the task."""
    case = locked_case(case)

    require_bank_staff(case, actor=actor, permission="underwriting.visit")
    require_open_for_work(case)
    _require_visitors(case, first_visitor, second_visitor)

    visit: SiteVisit = case.site_visits.create(
        planned_on=planned_on,
        planned_time=planned_time,
        place=place,
        first_visitor=first_visitor,
        second_visitor=second_visitor,
    )
    record_act(
        "underwriting.plan_visit", actor=actor, on=on, subject=visit, case_number=case.number
    )
    assert case.bank
    open_task(
        "visit",
        case=case,
        subject=visit,
        organisation=case.bank,
        role="BNK" if "BNK" in first_visitor.roles else "BRV",
        assignee=first_visitor,
        on=on,
        due_on=max(planned_on, on),
        link=("case_evaluation", case.number),
    )
    return visit


def _require_visitors(case: Case, first: User, second: User | None) -> None:
    if first == second:
        raise VisitorsDiffer
    wanted = {person.pk for person in (first, second) if person}
    if set(possible_visitors(case).filter(pk__in=wanted).values_list("pk", flat=True)) != wanted:
        raise VisitorOfAnotherBank


@transaction.atomic(durable=True)
def save_visit(
    *, visit: SiteVisit, report: VisitReport, pictures: Sequence[Picture], actor: User, on: date
) -> SiteVisit:
    """Keep what was written so far, with its photos; nothing is lost when the end is refused."""
    visit = _locked_visit(visit, actor=actor)

    _require_writer(visit, report, actor)
    _require_visitors(visit.case, visit.first_visitor, report.second_visitor)
    if report.has_position and not report.place_consent:
        raise PlaceNeedsConsent
    if report.visited_on and report.visited_on > on:
        raise VisitBeforeItsDay

    for name in report.__dataclass_fields__:
        setattr(visit, name, getattr(report, name))
    visit.save()
    for picture in pictures:
        _add_photo(visit, picture, actor=actor, on=on)
    record_act(
        "underwriting.save_visit",
        actor=actor,
        on=on,
        subject=visit,
        case_number=visit.case.number,
        facts={"photos": len(pictures), "place_consent": report.place_consent},
    )
    return visit


def _locked_visit(visit: SiteVisit, *, actor: User) -> SiteVisit:
    assert connection.in_atomic_block
    case = locked_case(visit.case)
    require_bank_staff(case, actor=actor, permission="underwriting.visit")
    found = SiteVisit.objects.select_related("first_visitor", "second_visitor").get(pk=visit.pk)
    if found.state != VisitState.PLANNED:
        raise VisitIsClosed
    found.case = case
    return found


def _require_writer(visit: SiteVisit, report: VisitReport, actor: User) -> None:
    second = report.second_visitor or visit.second_visitor
    if actor.pk not in {visit.first_visitor_id, second.pk if second else None}:
        raise NotAVisitor


def _add_photo(visit: SiteVisit, picture: Picture, *, actor: User, on: date) -> None:
    document = store_document(
        case=visit.case, type=PHOTO, upload=picture.upload, actor=actor, on=on
    )
    visit.photos.create(
        document=document,
        caption=picture.caption,
        latitude=visit.latitude,
        longitude=visit.longitude,
    )


@transaction.atomic(durable=True)
def sign_visit(*, visit: SiteVisit, drawing: UploadedFile, actor: User, on: date) -> SiteVisit:
    """Keep the owner's drawn signature as a picture of the case."""
    visit = _locked_visit(visit, actor=actor)
    earlier = visit.signature_drawing
    document: Document = store_document(
        case=visit.case, type=SIGNATURE, upload=drawing, actor=actor, on=on, replaces=earlier
    )
    visit.signature_drawing = document
    visit.save()
    return visit


@transaction.atomic(durable=True)
def finish_visit(*, visit: SiteVisit, actor: User, on: date) -> SiteVisit:
    """Close the visit for good: two visitors, a conclusion, a photo, the owner's signature."""
    visit = _locked_visit(visit, actor=actor)

    if actor.pk not in {visit.first_visitor_id, visit.second_visitor_id}:
        raise NotAVisitor
    if visit.second_visitor is None:
        raise TwoVisitorsNeeded
    if missing := _missing(visit):
        raise VisitIncomplete(missing=_(", ").join(missing))

    visit.finished_at = Now()
    transition(visit, "finish", actor=actor, on=on)
    close_task("visit", subject=visit, actor=actor, on=on, result=visit.rating)
    sheet = latest_worksheet(visit.case)
    if sheet:
        record_score(visit.case, sheet, actor=actor, on=on)
    return SiteVisit.objects.get(pk=visit.pk)


def _missing(visit: SiteVisit) -> list[str]:
    present = {
        _("the day of the visit"): visit.visited_on,
        _("the overall result"): visit.rating,
        _("the conclusion"): visit.conclusion.strip(),
        _("the owner's signature"): visit.owner_signature.strip(),
        _("at least one photo"): visit.photos.exists(),
    }
    return [name for name, value in present.items() if not value]


@transaction.atomic(durable=True)
def cancel_visit(*, visit: SiteVisit, reason: str, actor: User, on: date) -> None:
    """Give an appointment up, with the reason."""
    visit = _locked_visit(visit, actor=actor)
    transition(visit, "cancel", actor=actor, on=on, reason=reason)
    close_task("visit", subject=visit, actor=actor, on=on, result=VisitState.CANCELLED)
