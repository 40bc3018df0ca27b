"""What collecting achieves: contacts, reached, promises, money that came, what it cost."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from loancore.money import ZERO
from parties.models import User
from policy.models import Parameter
from policy.selectors import parameter
from screens.vocabulary import word
from servicing.models import ContactRecord, Loan, LoanEvent, Promise, StageEntry
from servicing.rules.agreement import EventKind
from servicing.states import PromiseState

KINDS = ("way", "person", "stage")
STAGES = "collection.stages"


@dataclass
class Outcome:
    """What one way, person or stage has achieved."""

    label: str
    contacts: int = 0
    reached: int = 0
    promises: int = 0
    kept: int = 0
    recovered: Decimal = ZERO
    cost: Decimal = ZERO


def collection_results(user: User, span: tuple[date, date], kind: str) -> list[Outcome]:
    """The results of a span, told apart by way, person or stage; most recovered first.

    Money that comes counts for the last contact before it, within the days of the rules.
    """
    contacts = list(_contacts(user, span))
    costs = parameter("collection.costs", span[1])
    label = _labels(kind, contacts)
    found: dict[str, Outcome] = {}
    for contact in contacts:
        name = label(contact)
        line = found.setdefault(name, Outcome(name))
        line.contacts += 1
        line.reached += contact.reached != ContactRecord.Reached.NOBODY
        line.cost += Decimal(costs[contact.way])
        promise = getattr(contact, "promise", None)
        if promise is not None:
            line.promises += 1
            line.kept += promise.state == PromiseState.KEPT
    for contact, amount in _recovered(contacts, span[1]):
        found[label(contact)].recovered += amount
    return sorted(found.values(), key=lambda line: (-line.recovered, line.label))


def _contacts(user: User, span: tuple[date, date]) -> QuerySet[ContactRecord]:
    loans = Loan.objects.visible_to(user).values("pk")
    rows = ContactRecord.objects.filter(loan__in=loans, happened_on__range=span)
    return rows.select_related("author__person", "promise").order_by("happened_on", "pk")


def _labels(kind: str, contacts: list[ContactRecord]) -> Callable[[ContactRecord], str]:
    if kind == "person":
        return lambda contact: contact.author.display_name
    if kind == "way":
        return lambda contact: str(contact.get_way_display())
    reached = _stages(contacts)
    return lambda contact: word("collection_stage", reached[contact.pk])


def _stages(contacts: list[ContactRecord]) -> dict[int, str]:
    """The stage each overdue case had reached on the day of the contact."""
    cases = {contact.overdue_case_id for contact in contacts}
    entries = defaultdict(list)
    for entry in StageEntry.objects.filter(overdue_case__in=cases).order_by("entered_on", "pk"):
        entries[entry.overdue_case_id].append(entry)
    found = {}
    for contact in contacts:
        rows = entries[contact.overdue_case_id]
        known = [row for row in rows if row.entered_on <= contact.happened_on] or rows[:1]
        found[contact.pk] = known[-1].stage
    return found


def _recovered(contacts: list[ContactRecord], on: date) -> list[tuple[ContactRecord, Decimal]]:
    """Every receipt with the contact it counts for."""
    days = timedelta(days=int(parameter("collection.attribution_days", on)))
    by_loan = defaultdict(list)
    for contact in contacts:
        by_loan[contact.loan_id].append(contact)
    undone = LoanEvent.objects.filter(reverses=OuterRef("pk"))
    receipts = LoanEvent.objects.filter(
        ~Exists(undone),
        loan__in=by_loan,
        kind__in=(EventKind.RECEIVED, EventKind.PAID_OFF, EventKind.RECOVERED),
    )
    found = []
    for event in receipts.order_by("effective_on"):
        before = [
            contact
            for contact in by_loan[event.loan_id]
            if contact.happened_on <= event.effective_on <= contact.happened_on + days
        ]
        if before:
            found.append((before[-1], event.amount))
    return found


def promise_rate(user: User, span: tuple[date, date]) -> tuple[int, int]:
    """Promises kept, and promises judged, in a span."""
    judged = Promise.objects.filter(
        loan__in=Loan.objects.visible_to(user).values("pk"), decided_on__range=span
    )
    return judged.filter(state=PromiseState.KEPT).count(), judged.count()


def stage_versions() -> QuerySet[Parameter]:
    """Every version of the stage plan, the newest first."""
    rows = Parameter.objects.filter(key=STAGES).select_related("author__person", "approver__person")
    return rows.order_by("-from_on", "-pk")
