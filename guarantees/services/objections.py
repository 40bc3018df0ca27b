"""Public notice before the promise; what visitors object blocks it until it is handled."""

from datetime import date, timedelta

from django.db import transaction

from casework.services import close_task, open_task
from casework.services.cases import public_number
from guarantees.errors import (
    NoticeOver,
    NoticeRunning,
    ObjectionHandled,
    ObjectionOpen,
    ObjectionUpheld,
    OpinionMissing,
)
from guarantees.models import Guarantee, Objection, PublicNotice
from guarantees.selectors.notices import latest_notice
from guarantees.services.locks import locked_case
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act
from policy.selectors import parameter, stage_deadline
from screens.wording import day, mask_name


def open_notice(guarantee: Guarantee, *, actor: User, on: date) -> PublicNotice | None:
    """Show the borrower's name in public for as long as the rule says; nothing at zero days."""
    days = int(parameter("guarantee.notice_days", on))
    if not days:
        return None
    borrower = guarantee.case.borrower
    notice, _new = PublicNotice.objects.get_or_create(
        guarantee=guarantee,
        starts_on=on,
        defaults={
            "shown_name": mask_name(borrower.name),
            "township": str(borrower.township or ""),
            "until_on": on + timedelta(days=days - 1),
            "opened_by": actor,
        },
    )
    return notice


def require_undisputed(guarantee: Guarantee, on: date) -> None:
    """Refuse the promise while the name is on notice or an objection is open or was right."""
    objections = Objection.objects.filter(notice__guarantee=guarantee)
    if objections.filter(is_upheld=None).exists():
        raise ObjectionOpen
    if objections.filter(is_upheld=True).exists():
        raise ObjectionUpheld
    notice = latest_notice(guarantee)
    if notice and notice.until_on >= on:
        raise NoticeRunning(until=day(notice.until_on))


@transaction.atomic(durable=True)
def file_objection(
    *, notice: PublicNotice, name: str, phone: str, text: str, on: date, idempotency_key: str
) -> Objection:
    """A visitor objects while the name is on notice; the center is asked to look into it."""
    case = locked_case(notice.guarantee.case)
    if earlier := Objection.objects.filter(idempotency_key=idempotency_key).first():
        return earlier
    if not notice.starts_on <= on <= notice.until_on:
        raise NoticeOver(until=day(notice.until_on))
    if not text.strip():
        raise OpinionMissing
    objection = Objection.objects.create(
        case=case,
        notice=notice,
        number=public_number("Y", "objection", on=on),
        name=name,
        phone=phone,
        text=text,
        filed_on=on,
        idempotency_key=idempotency_key,
    )
    record_act(
        "guarantees.file_objection",
        actor=User.objects.system(),
        on=on,
        subject=objection,
        case_number=case.number,
    )
    open_task(
        "handle_objection",
        case=case,
        subject=objection,
        organisation=case.programme.center,
        role="CTR",
        on=on,
        due_on=stage_deadline("guarantee", on),
        link=("case_guarantee", case.number),
    )
    return objection


@transaction.atomic(durable=True)
def handle_objection(
    *, objection: Objection, is_upheld: bool, answer: str, actor: User, on: date
) -> Objection:
    """Say what was found; an objection that was right ends the way to the promise."""
    case = locked_case(objection.case)
    objection = Objection.objects.get(pk=objection.pk)
    if actor.organisation_id != case.programme.center_id or not actor.may("guarantees.review"):
        raise NotAllowed
    if objection.handled_on:
        raise ObjectionHandled
    if not answer.strip():
        raise OpinionMissing
    objection.is_upheld, objection.answer = is_upheld, answer
    objection.handled_by, objection.handled_on = actor, on
    objection.save()
    record_act(
        "guarantees.handle_objection",
        actor=actor,
        on=on,
        subject=objection,
        case_number=case.number,
        facts={"upheld": is_upheld},
    )
    close_task("handle_objection", subject=objection, actor=actor, on=on, result="handled")
    return objection
