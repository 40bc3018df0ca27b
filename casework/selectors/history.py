"""What happened on a case: steps, papers and other acts in one line of time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.models import Case, TransitionRecord
from casework.rules import EVENT_WORDS, tab_of
from parties.models import AuditEntry, User

KINDS = {
    "step": _("Steps"),
    "paper": _("Papers"),
    "work": _("Work handed over"),
    "other": _("Other acts"),
}
PAPER_ACTS = (
    "casework.store_document",
    "casework.accept_document",
    "casework.reject_document",
    "casework.remove_document",
    "casework.view_document",
    "casework.issue_receipt",
)
Pictures = Callable[[User, TransitionRecord], list[str]]
# Apps above say here where the pictures of a step are, by the label of its record.
PICTURES: dict[str, Pictures] = {}
WORK_ACTS = ("casework.assign_task",)


@dataclass(frozen=True)
class CaseEvent:
    """One thing that happened: kind, words, moment and business date, who, why, where it is."""

    kind: str
    title: str | Promise
    at: datetime
    on: date
    who: str
    text: str
    url: str
    by_system: bool
    pictures: tuple[str, ...] = ()


def event_word(name: str) -> str | Promise:
    """The words for a step or act; a name without words is shown as it is written."""
    return EVENT_WORDS.get(name) or name.rpartition(".")[2].replace("_", " ")


def case_events(user: User, case: Case, *, kind: str = "", who: str = "") -> list[CaseEvent]:
    """Everything on record about a case that this user may read, newest first."""
    events = [*_steps(user, case), *_acts(user, case)]
    wanted = [
        event
        for event in events
        if (not kind or event.kind == kind) and (not who or who in event.who)
    ]
    return sorted(wanted, key=lambda event: event.at, reverse=True)


def _steps(user: User, case: Case) -> Iterable[CaseEvent]:
    for record in case.transitions.select_related("actor__person"):
        yield CaseEvent(
            kind="step",
            title=event_word(f"{record.subject_label}.{record.event}"),
            at=record.recorded_at,
            on=record.effective_on,
            who=record.actor.display_name,
            text=record.reason,
            url=_record_address(record, case),
            by_system=record.actor.kind == User.Kind.SYSTEM,
            pictures=_pictures(user, record),
        )


def _pictures(user: User, record: TransitionRecord) -> tuple[str, ...]:
    shown = PICTURES.get(record.subject_label)
    return tuple(shown(user, record)) if shown else ()


def _record_address(record: TransitionRecord, case: Case) -> str:
    try:
        return reverse(tab_of(record.subject_label), args=[case.number])
    except NoReverseMatch:
        return ""


def _acts(user: User, case: Case) -> Iterable[CaseEvent]:
    """Acts of the audit trail beside the steps: the own house's, the applicant's, the system's."""
    entries = AuditEntry.objects.filter(case_number=case.number)
    entries = entries.exclude(facts__has_keys=["from", "to"])
    if "AUD" not in user.roles:
        own_chain = user.organisation.code if user.organisation else ""
        entries = entries.filter(Q(chain__in=[own_chain, "applicant", "system"]))
    names = {str(pk): name for pk, name in case.documents.values_list("pk", "original_name")}
    for entry in entries.select_related("actor__person"):
        yield CaseEvent(
            kind=_kind_of(entry.act),
            title=event_word(entry.act),
            at=entry.recorded_at,
            on=entry.business_on,
            who=entry.actor.display_name,
            text=_about(entry, names),
            url="",
            by_system=entry.actor.kind == User.Kind.SYSTEM,
        )


def _about(entry: AuditEntry, names: Mapping[str, str]) -> str:
    """Which paper an entry is about, and the reason given."""
    paper = names.get(entry.object_id, "") if entry.act in PAPER_ACTS else ""
    return " · ".join(part for part in (paper, str(entry.facts.get("reason", ""))) if part)


def _kind_of(act: str) -> str:
    if act in PAPER_ACTS:
        return "paper"
    return "work" if act in WORK_ACTS else "other"
