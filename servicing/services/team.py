"""The post-loan team: seats and their portfolios, stand-ins during leave, hand-overs of loans."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction as database
from django.db.models import Count, Exists, OuterRef, Q

from casework.models import Case, Task
from casework.notices import in_language_of
from casework.services import close_task, open_task, queue_notice, transition
from casework.services.tasks import assign_task
from parties.errors import NotAllowed
from parties.models import Branch, Organisation, Township, User
from parties.services.audit import record_act
from policy.selectors import deadline
from servicing import notices
from servicing.errors.care import (
    NothingToHandOver,
    NotInTeam,
    TakerDecides,
)
from servicing.models import HandOver, Loan, OverdueCase, StandIn, TeamSeat
from servicing.selectors.team import best_seat, kept_loans, seats_on
from servicing.states import OWING


def _require_head(actor: User) -> Organisation:
    if not actor.may("servicing.manage_team") or actor.organisation is None:
        raise NotAllowed
    return actor.organisation


def _require_colleague(person: User, bank: Organisation) -> None:
    if person.organisation_id != bank.pk or "BPL" not in person.roles:
        raise NotInTeam(name=person.display_name)


@database.atomic(durable=True)
def seat_in_team(
    *,
    user: User,
    part: str,
    townships: Sequence[Township],
    branches: Sequence[Branch],
    classes: Sequence[str],
    from_on: date,
    actor: User,
    on: date,
) -> TeamSeat:
    """Give somebody a part in the team and a share of the portfolio."""
    bank = _require_head(actor)
    _require_colleague(user, bank)
    seat = TeamSeat(
        organisation=bank, user=user, part=part, classes=list(classes), from_on=max(from_on, on)
    )
    seat.full_clean()
    seat.save()
    seat.townships.set(townships)
    seat.branches.set(branches)
    facts = {"part": part, "user": user.username}
    record_act("servicing.seat_in_team", actor=actor, on=on, subject=seat, facts=facts)
    return seat


@database.atomic(durable=True)
def end_seat(*, seat: TeamSeat, actor: User, on: date) -> None:
    """Take somebody out of the team; the row stays as history."""
    if _require_head(actor).pk != seat.organisation_id:
        raise NotAllowed
    seat.until_on = on
    seat.save(update_fields=["until_on"])
    record_act("servicing.end_seat", actor=actor, on=on, subject=seat)


@database.atomic(durable=True)
def share_out(*, actor: User, on: date) -> int:
    """Give every loan without a keeper in the team to the seat that fits; says how many."""
    bank = _require_head(actor)
    return _shared_out(bank, on)


def _shared_out(bank: Organisation, on: date) -> int:
    seats = list(seats_on(bank, on))
    if not seats:
        return 0
    keepers = {seat.user_id for seat in seats}
    owing = Loan.objects.filter(bank=bank, state__in=OWING).select_related("case", "borrower")
    load = dict(
        owing.filter(case__contact__in=keepers)
        .order_by()
        .values_list("case__contact")
        .annotate(n=Count("pk"))
    )
    free = owing.filter(~Q(case__contact__in=keepers) | Q(case__contact=None)).order_by("pk")
    given = 0
    for loan in free:
        seat = best_seat(loan, seats, load)
        if seat is not None:
            Case.objects.filter(pk=loan.case_id).update(contact=seat.user)
            load[seat.user_id] = load.get(seat.user_id, 0) + 1
            given += 1
    return given


@database.atomic(durable=True)
def share_out_everywhere(*, on: date, actor: User) -> int:
    """Give the loans paid out since yesterday a keeper in every bank that has a team."""
    kept = TeamSeat.objects.filter(user=OuterRef("case__contact"), until_on=None)
    free = Loan.objects.filter(~Exists(kept), state__in=OWING).order_by()
    seated = TeamSeat.objects.filter(until_on=None, organisation__in=free.values("bank"))
    banks = Organisation.objects.filter(pk__in=seated.values("organisation"))
    return sum(_shared_out(bank, on) for bank in banks)


@database.atomic(durable=True)
def plan_absence(
    *, user: User, substitute: User, from_on: date, until_on: date, actor: User, on: date
) -> StandIn:
    """Name who does the work of a colleague that is away."""
    if actor.pk != user.pk or not actor.may("servicing.follow_up"):
        _require_head(actor)
    assert actor.organisation
    for person in (user, substitute):
        _require_colleague(person, actor.organisation)
    absence = StandIn(
        organisation=actor.organisation,
        user=user,
        substitute=substitute,
        from_on=max(from_on, on),
        until_on=until_on,
    )
    absence.full_clean(exclude=["moved"])
    absence.save()
    facts = {"user": user.username, "substitute": substitute.username}
    record_act("servicing.plan_absence", actor=actor, on=on, subject=absence, facts=facts)
    if absence.from_on <= on:
        _move_work(absence, actor=actor, on=on)
    return absence


@database.atomic(durable=True)
def follow_absences(*, on: date, actor: User) -> int:
    """Move the work of who is away to the stand-in, and bring back what is left afterwards."""
    moved = 0
    for absence in StandIn.objects.filter(ended_on=None, from_on__lte=on):
        if absence.until_on < on:
            _bring_back(absence, actor=actor, on=on)
        else:
            moved += _move_work(absence, actor=actor, on=on)
    return moved


def _move_work(absence: StandIn, *, actor: User, on: date) -> int:
    tasks = Task.objects.open().filter(
        assignee=absence.user, role__in=absence.substitute.roles, due_on__lte=absence.until_on
    )
    moved = list(tasks.select_related("case"))
    for task in moved:
        assign_task(task, assignee=absence.substitute, actor=actor, on=on)
    if moved:
        absence.moved = [*absence.moved, *(task.pk for task in moved)]
        absence.save(update_fields=["moved"])
    return len(moved)


def _bring_back(absence: StandIn, *, actor: User, on: date) -> None:
    left = Task.objects.open().filter(pk__in=absence.moved, assignee=absence.substitute)
    for task in left.select_related("case"):
        assign_task(task, assignee=absence.user, actor=actor, on=on)
    absence.ended_on = on
    absence.save(update_fields=["ended_on"])


@database.atomic(durable=True)
def propose_hand_over(
    *, giver: User, taker: User, loans: Sequence[Loan], note: str, actor: User, on: date
) -> HandOver:
    """Lay a list of loans before the colleague who is to take them over."""
    if actor.pk != giver.pk or not actor.may("servicing.follow_up"):
        _require_head(actor)
    bank = actor.organisation
    assert bank
    _require_colleague(taker, bank)
    kept = list(kept_loans(giver).filter(pk__in=[loan.pk for loan in loans]))
    if not kept or giver.organisation_id != bank.pk:
        raise NothingToHandOver
    hand_over = HandOver(
        organisation=bank,
        giver=giver,
        taker=taker,
        note=note.strip(),
        proposed_by=actor,
        proposed_on=on,
    )
    hand_over.full_clean(exclude=["state"])
    hand_over.save()
    hand_over.loans.set(kept)
    open_task(
        "accept_hand_over",
        organisation=bank,
        role="BPL",
        on=on,
        due_on=deadline(on, 2),
        link=("hand_over", str(hand_over.pk)),
        subject=hand_over,
        assignee=taker,
        detail=f"{giver.display_name} · {len(kept)}",
    )
    return hand_over


@database.atomic(durable=True)
def accept_hand_over(*, hand_over: HandOver, actor: User, on: date) -> HandOver:
    """Take the loans over: keeper, open tasks and overdue cases change hands at once."""
    found = HandOver.objects.locked().get(pk=hand_over.pk)
    if actor.pk != found.taker_id:
        raise TakerDecides(name=found.taker.display_name)
    found.decided_on = on
    transition(found, "accept", actor=actor, on=on)
    for loan in found.loans.select_related("case", "borrower").order_by("pk"):
        _change_hands(loan, found, actor=actor, on=on)
    close_task("accept_hand_over", subject=found, actor=actor, on=on)
    return found


def _change_hands(loan: Loan, found: HandOver, *, actor: User, on: date) -> None:
    if loan.case.contact_id != found.giver_id:
        return
    Case.objects.filter(pk=loan.case_id).update(contact=found.taker)
    tasks = Task.objects.open().filter(case=loan.case_id, assignee=found.giver)
    for task in tasks.filter(role__in=found.taker.roles).select_related("case"):
        assign_task(task, assignee=found.taker, actor=actor, on=on)
    OverdueCase.objects.filter(loan=loan, closed_on=None, owner=found.giver).update(
        owner=found.taker
    )
    record_act(
        "servicing.take_over_loan",
        actor=actor,
        on=on,
        subject=loan,
        case_number=loan.case.number,
        facts={"reason": f"{found.giver.display_name} → {found.taker.display_name}"},
    )
    with in_language_of(loan.borrower):
        subject, body = notices.new_contact(loan, found.taker)
    queue_notice(
        key=f"hand-over:{found.pk}:{loan.pk}",
        kind="new_contact",
        channel="page",
        subject=subject,
        body=body,
        on=on,
        case=loan.case,
        recipient=loan.borrower,
    )


@database.atomic(durable=True)
def refuse_hand_over(*, hand_over: HandOver, reason: str, actor: User, on: date) -> HandOver:
    """Do not take the loans; they stay where they are."""
    found = HandOver.objects.locked().get(pk=hand_over.pk)
    if actor.pk != found.taker_id:
        raise TakerDecides(name=found.taker.display_name)
    found.decided_on = on
    transition(found, "refuse", actor=actor, on=on, reason=reason)
    close_task("accept_hand_over", subject=found, actor=actor, on=on, result=reason[:200])
    return found
