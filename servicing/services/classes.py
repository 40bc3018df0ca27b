"""The class of a loan set by hand: lower at once, higher when a second person agrees."""

from datetime import date

from django.db import connection
from django.db import transaction as database

from casework.services import close_task, open_task, transition
from parties.models import User
from policy.selectors import deadline, parameter
from screens.vocabulary import word
from servicing.errors import ClassBelowFloor, ClassProposalOpen, ClassUnchanged
from servicing.models import ClassChange, Loan
from servicing.rules.classes import asset_class, floors_of, is_better
from servicing.services.projections import class_of, locked_loan
from servicing.states import ProposalState

# Raises no class: only loans whose class by days is better than the one set by hand.
KEEP_CLASSES = """
    UPDATE servicing_loan loan SET asset_class = loan.class_by_hand
    WHERE loan.class_by_hand <> '' AND loan.state IN ('disbursed', 'overdue')
      AND array_position(%(order)s::text[], loan.asset_class::text)
          < array_position(%(order)s::text[], loan.class_by_hand::text)
"""


@database.atomic(durable=True)
def set_class(*, loan: Loan, wanted: str, reason: str, actor: User, on: date) -> ClassChange:
    """Set the class by hand: a worse one holds at once, a better one waits for a second person."""
    found = locked_loan(loan.pk)
    floors = floors_of(parameter("classification.floors", on))
    if found.class_changes.filter(state=ProposalState.PROPOSED).exists():
        raise ClassProposalOpen
    if wanted == found.asset_class:
        raise ClassUnchanged
    by_days = asset_class(found.days_past_due, "", floors)
    if is_better(wanted, by_days, floors):
        raise ClassBelowFloor(best=word("asset_class", by_days), days=found.days_past_due)

    change = ClassChange(
        loan=found,
        before=found.asset_class,
        wanted=wanted,
        is_better=is_better(wanted, found.asset_class, floors),
        reason=reason.strip(),
        proposed_by=actor,
        proposed_on=on,
    )
    change.save()
    if change.is_better:
        _ask_to_approve(change, actor=actor, on=on)
    else:
        transition(change, "worsen", actor=actor, on=on, reason=reason)
        _apply(change, on=on)
    return change


def _ask_to_approve(change: ClassChange, *, actor: User, on: date) -> None:
    loan = change.loan
    open_task(
        "approve_class",
        organisation=loan.bank,
        role="BMG",
        on=on,
        due_on=deadline(on, 2),
        link=("case_risk", loan.case.number),
        case=loan.case,
        subject=change,
        detail=word("asset_class", change.wanted),
    )


@database.atomic(durable=True)
def approve_class(*, change: ClassChange, actor: User, on: date) -> ClassChange:
    """A second person agrees to the better class."""
    locked_loan(change.loan_id)
    found = ClassChange.objects.locked().get(pk=change.pk)
    found.approved_by, found.approved_on = actor, on
    transition(found, "approve", actor=actor, on=on)
    close_task("approve_class", subject=found, actor=actor, on=on)
    _apply(found, on=on)
    return found


@database.atomic(durable=True)
def return_class(*, change: ClassChange, actor: User, on: date, reason: str) -> ClassChange:
    """Leave the class as it is."""
    locked_loan(change.loan_id)
    found = ClassChange.objects.locked().get(pk=change.pk)
    transition(found, "send_back", actor=actor, on=on, reason=reason)
    close_task("approve_class", subject=found, actor=actor, on=on, result=reason)
    return found


def _apply(change: ClassChange, *, on: date) -> None:
    loan = change.loan
    floors = floors_of(parameter("classification.floors", on))
    by_days = asset_class(loan.days_past_due, "", floors)
    loan.class_by_hand = "" if change.wanted == by_days == floors[0].name else change.wanted
    loan.asset_class = class_of(loan, loan.days_past_due, on)
    loan.save(update_fields=["class_by_hand", "asset_class"])


def class_restructured(loan: Loan, *, on: date) -> None:
    """A loan that was helped in difficulty is classed at least as low as the policy says."""
    assert connection.in_atomic_block
    floors = floors_of(parameter("classification.floors", on))
    least = parameter("classification.restructured", on)
    if not is_better(loan.asset_class, least, floors):
        return
    system = User.objects.system()
    change = ClassChange.objects.create(
        loan=loan,
        before=loan.asset_class,
        wanted=least,
        is_better=False,
        reason="",
        proposed_by=system,
        proposed_on=on,
    )
    transition(change, "worsen", actor=system, on=on)
    _apply(change, on=on)


def keep_classes(*, on: date) -> int:
    """After a day's ageing no loan is classed better than people decided; in one statement."""
    order = [name for _days, name in parameter("classification.floors", on)]
    with connection.cursor() as cursor:
        cursor.execute(KEEP_CLASSES, {"order": order})
        changed: int = cursor.rowcount
    return changed
