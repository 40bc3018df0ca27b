"""Visits to borrowers: planned with two visitors, checked in, recorded, signed or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction as database
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.services import close_task, open_task, transition
from casework.services.documents import store_document
from parties.errors import NotAllowed
from parties.models import User
from servicing.errors.care import (
    ArriveFirst,
    NotInTeam,
    NotOnThisVisit,
    VisitLacks,
)
from servicing.models import ContactRecord, Loan, LoanVisit
from servicing.selectors.collection import open_spell
from servicing.selectors.visits import route_of
from servicing.services.projections import locked_loan
from servicing.states.care import LoanVisitState
from underwriting.errors import PlaceNeedsConsent, VisitIsClosed
from underwriting.services.visits import SIGNATURE, PictureRule

PHOTO = PictureRule("loan_visit_photo", ["jpg", "png"])


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What the visitors write down."""

    talked_with: str
    text: str
    agreed: str = ""
    signature: str = ""
    refused: bool = False
    refusal: str = ""


@database.atomic(durable=True)
def plan_loan_visit(
    *,
    loan: Loan,
    purpose: str,
    planned_on: date,
    place: str,
    second_visitor: User,
    actor: User,
    on: date,
) -> LoanVisit:
    """Put a visit on the route of a day; the first visitor is who plans it."""
    found = locked_loan(loan.pk)
    if not actor.may("servicing.follow_up"):
        raise NotAllowed
    if second_visitor.organisation_id != found.bank_id:
        raise NotInTeam(name=second_visitor.display_name)
    visit = LoanVisit(
        loan=found,
        purpose=purpose,
        planned_on=planned_on,
        place=place,
        first_visitor=actor,
        second_visitor=second_visitor,
        position=route_of(actor, planned_on).count() + 1,
    )
    visit.full_clean(exclude=["state"])
    visit.save()
    open_task(
        "visit_borrower",
        organisation=found.bank,
        role="BPL",
        on=on,
        due_on=max(planned_on, on),
        link=("loan_visit", str(visit.pk)),
        case=found.case,
        subject=visit,
        assignee=actor,
    )
    return visit


def _locked(visit: LoanVisit, actor: User) -> LoanVisit:
    rows = LoanVisit.objects.locked()
    found: LoanVisit = rows.select_related(
        "loan__case", "first_visitor__person", "second_visitor__person"
    ).get(pk=visit.pk)
    if actor.pk not in {found.first_visitor_id, found.second_visitor_id}:
        raise NotOnThisVisit
    if found.state != LoanVisitState.PLANNED:
        raise VisitIsClosed
    return found


@database.atomic(durable=True)
def move_stop(*, visit: LoanVisit, up: bool, actor: User, on: date) -> None:
    """Visit this borrower earlier or later on the day."""
    found = _locked(visit, actor)
    stops = list(route_of(actor, found.planned_on))
    place = next(index for index, stop in enumerate(stops) if stop.pk == found.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(stops):
        stops[place], stops[other] = stops[other], stops[place]
    for number, stop in enumerate(stops, start=1):
        LoanVisit.objects.filter(pk=stop.pk).update(position=number)


@database.atomic(durable=True)
def check_in(
    *,
    visit: LoanVisit,
    place_consent: bool,
    latitude: Decimal | None,
    longitude: Decimal | None,
    actor: User,
    on: date,
) -> LoanVisit:
    """Say on the spot that one has arrived; a position only with the borrower's consent."""
    found = _locked(visit, actor)
    if (latitude is not None or longitude is not None) and not place_consent:
        raise PlaceNeedsConsent
    if found.checked_in_at is None:
        found.checked_in_at = timezone.now()
        found.checked_in_by = actor
    found.place_consent, found.latitude, found.longitude = place_consent, latitude, longitude
    found.save()
    return found


@database.atomic(durable=True)
def save_loan_visit(
    *,
    visit: LoanVisit,
    talk: Talk,
    photos: Sequence[UploadedFile],
    drawing: UploadedFile | None,
    actor: User,
    on: date,
) -> LoanVisit:
    """Keep what was written so far, with photos and signature."""
    found = _locked(visit, actor)
    if found.checked_in_at is None:
        raise ArriveFirst
    for name, value in vars(talk).items():
        setattr(found, name, value)
    if drawing:
        found.drawing = store_document(
            case=found.loan.case,
            type=SIGNATURE,
            upload=drawing,
            actor=actor,
            on=on,
            replaces=found.drawing,
        )
    found.save()
    for upload in photos:
        photo = store_document(case=found.loan.case, type=PHOTO, upload=upload, actor=actor, on=on)
        found.photos.create(document=photo)
    return found


@database.atomic(durable=True)
def finish_loan_visit(*, visit: LoanVisit, actor: User, on: date) -> LoanVisit:
    """Close the record: arrived, a talk record, a photo, and a signature or its refusal."""
    found = _locked(visit, actor)
    if missing := _missing(found):
        raise VisitLacks(missing=_(", ").join(missing))
    found.finished_on = on
    names = f"{found.first_visitor.display_name}、{found.second_visitor.display_name}"
    said = "\n".join(part for part in (names, found.text, found.agreed, found.refusal) if part)
    transition(found, "finish", actor=actor, on=on, reason=said)
    close_task("visit_borrower", subject=found, actor=actor, on=on)
    _contact(found, actor=actor, on=on)
    return found


def _missing(visit: LoanVisit) -> list[str]:
    present = {
        _("the arrival"): visit.checked_in_at,
        _("what was said and seen"): visit.text.strip(),
        _("at least one photo"): visit.photos.exists(),
        _("a signature, or how it was refused"): visit.signature.strip()
        or (visit.refused and visit.refusal.strip()),
    }
    return [name for name, value in present.items() if not value]


def _contact(visit: LoanVisit, *, actor: User, on: date) -> None:
    """A visit to a late borrower is a contact of the overdue case."""
    spell = open_spell(visit.loan)
    if spell is None:
        return
    ContactRecord.objects.create(
        loan=visit.loan,
        overdue_case=spell,
        way=ContactRecord.Way.VISIT,
        happened_at=visit.checked_in_at or Now(),
        happened_on=on,
        reached=ContactRecord.Reached.BORROWER,
        result=ContactRecord.Result.REFUSED if visit.refused else ContactRecord.Result.TALKED,
        reason=ContactRecord.Reason.UNKNOWN,
        text=visit.text,
        next_step=visit.agreed[:200],
        author=actor,
        idempotency_key=f"visit:{visit.pk}",
    )
    close_task("collect_visit", subject=spell, actor=actor, on=on)


@database.atomic(durable=True)
def cancel_loan_visit(*, visit: LoanVisit, reason: str, actor: User, on: date) -> None:
    """Give a visit up, with the reason."""
    found = _locked(visit, actor)
    transition(found, "cancel", actor=actor, on=on, reason=reason)
    close_task("visit_borrower", subject=found, actor=actor, on=on, result=reason[:200])
