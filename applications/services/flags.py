"""Flags of the review desk: raised by comparing files, handled with a note."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction

from applications.errors import FlagHandled, FlagNoteMissing
from applications.models import Application, ReviewFlag, Trace
from applications.rules.flags import COMPARED, plain
from applications.selectors.answers import answers_of, sealed_answer
from applications.selectors.review import can_be_reviewed
from applications.services.review import settle_check
from casework.models import Case, Document
from loancore.dates import add_months
from parties.errors import NotAllowed
from parties.fields import blind_index
from parties.models import User
from parties.services.audit import record_act


def raise_flags(application: Application, *, on: date) -> None:
    """Compare a file with all others and with itself; what was raised before stays as it is."""
    assert connection.in_atomic_block
    _keep_traces(application)
    for kind, other in {*_shared_facts(application), *_shared_files(application)}:
        _raise(application, kind, other=other, on=on)
    for kind, facts in _own_contradictions(application, on):
        _raise(application, kind, facts=facts, on=on)


def _raise(
    application: Application,
    kind: str,
    *,
    on: date,
    other: int | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    ReviewFlag.objects.get_or_create(
        case=application.case,
        kind=kind,
        other_id=other,
        defaults={"raised_on": on, "facts": facts or {}},
    )


def _facts(application: Application) -> Iterator[tuple[str, str]]:
    yield "phone", application.applicant.phone
    yield "person", application.applicant.id_number or ""
    for kind, places in COMPARED.items():
        for step, question in places:
            yield kind, sealed_answer(application, step, question)


def _keep_traces(application: Application) -> None:
    Trace.objects.bulk_create(
        [
            Trace(
                application=application,
                kind=kind,
                index=blind_index(plain(fact), purpose=f"trace-{kind}"),
            )
            for kind, fact in {(kind, fact) for kind, fact in _facts(application) if fact}
        ],
        ignore_conflicts=True,
    )


def _shared_facts(application: Application) -> set[tuple[str, int]]:
    """Kind and other case of every fact that stands in another person's handed-in file."""
    mine = application.traces.values("index")
    others = Trace.objects.filter(index__in=mine).exclude(
        application__applicant=application.applicant_id
    )
    return set(others.values_list("kind", "application__case"))


def _shared_files(application: Application) -> set[tuple[str, int]]:
    mine = application.case.documents.exclude(verdict=Document.Verdict.REPLACED)
    others = Document.objects.filter(sha256__in=mine.values("sha256")).exclude(
        case=application.case
    )
    return {("file", case) for case in others.values_list("case", flat=True)}


def _own_contradictions(application: Application, on: date) -> Iterator[tuple[str, dict[str, str]]]:
    spouse = sealed_answer(application, "household", "spouse_id_number")
    if spouse and spouse == sealed_answer(application, "guarantee", "surety_id_number"):
        yield "spouse_surety", {}
    answers = answers_of(application)
    valid_until = answers.get("person", {}).get("id_valid_until")
    ends = add_months(on, application.term_months or 0)
    if valid_until and date.fromisoformat(str(valid_until)) < ends - timedelta(days=1):
        yield "id_expires", {"ends": str(valid_until)}
    income = answers.get("income", {})
    turnover, costs = income.get("turnover"), income.get("costs")
    if turnover and costs and Decimal(costs) >= Decimal(turnover):
        yield "turnover", {}


@transaction.atomic
def handle_flag(*, flag: ReviewFlag, note: str, actor: User, on: date) -> ReviewFlag:
    """Write what a flag turned out to be; with the last one nothing of them stands in the way."""
    case = Case.objects.locked().get(pk=flag.case_id)
    flag = ReviewFlag.objects.locked().get(pk=flag.pk)
    if not actor.may("applications.review"):
        raise NotAllowed
    if flag.handled_by:
        raise FlagHandled(who=flag.handled_by.display_name)
    if not note.strip():
        raise FlagNoteMissing
    flag.note, flag.handled_by, flag.handled_on = note.strip(), actor, on
    flag.save()
    facts = {"kind": flag.kind, "note": flag.note}
    record_act(
        "applications.handle_flag",
        actor=actor,
        on=on,
        subject=flag,
        case_number=case.number,
        facts=facts,
    )
    application = Application.objects.select_related("case__bank").get(case=case)
    if can_be_reviewed(application):
        settle_check(application, actor=actor, on=on)
    return flag
