"""Making reports: once per period and organisation, by schedule or by hand, never twice.

The row is written first: whoever makes the same report meanwhile waits for it at the unique key. A
worker that dies leaves no row, so the next one makes the report again, under the same file names.
"""

import hashlib
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from casework.models import JobRun, Notice
from casework.notices import in_language_of
from casework.services import queue_notice
from loanprogram.errors import DaysNotClosed, PeriodNotOver
from loanprogram.models import Report, ReportFile
from loanprogram.reports import notices
from loanprogram.reports.figures import handling_banks, report_figures
from loanprogram.reports.papers import written
from loanprogram.reports.periods import KINDS, MONTHLY, Period, last_complete, periods_from
from loanprogram.reports.tables import SHAPES
from parties.errors import NotAllowed
from parties.models import Organisation, User
from parties.services.audit import record_act
from policy.selectors import programme
from servicing.selectors.days import next_to_close

Due = tuple[Period, Organisation]
HEADS = ("BMG", "CLD")


def reporting_organisations() -> list[Organisation]:
    """Who gets reports: the center and every bank."""
    return [programme().center, *handling_banks()]


def is_closed(period: Period, on: date) -> bool:
    """Whether every day of a period has been closed, so that its figures stand."""
    return period.ends_on < on and next_to_close(on) > period.ends_on


def due_reports(on: date) -> Iterator[Due]:
    """The reports the schedule owes: every period since its last one, or else only the newest."""
    for kind in KINDS:
        newest = last_complete(kind, on)
        for organisation in reporting_organisations():
            mine = Report.objects.filter(kind=kind, organisation=organisation)
            last = mine.filter(made_by__kind=User.Kind.SYSTEM).aggregate(day=Max("starts_on"))
            first = Period(kind, last["day"], last["day"]) if last["day"] else newest
            present = set(mine.values_list("starts_on", flat=True))
            for period in periods_from(first, newest):
                if period.starts_on not in present and is_closed(period, on):
                    yield period, organisation


def make_due_reports(on: date) -> int:
    """Make what the schedule owes; one that fails does not stop the others."""
    made, faults = 0, []
    for period, organisation in due_reports(on):
        try:
            make_report(
                period=period, organisation=organisation, actor=User.objects.system(), on=on
            )
            made += 1
        except Exception as fault:  # noqa: BLE001 - once per row of a batch; raised below
            faults.append(fault)
    if faults:
        raise faults[0]
    return made


def order_report(*, period: Period, actor: User, on: date) -> Report:
    """Make the own organisation's report of a period now; an earlier one is returned."""
    if not actor.may("servicing.make_reports") or actor.organisation is None:
        raise NotAllowed
    return make_report(period=period, organisation=actor.organisation, actor=actor, on=on)


@transaction.atomic(durable=True)
def make_report(*, period: Period, organisation: Organisation, actor: User, on: date) -> Report:
    """Compute, freeze and file one report; the same period again is the same report."""
    key = {
        "kind": period.kind,
        "starts_on": period.starts_on,
        "organisation": organisation,
    }
    if earlier := Report.objects.filter(**key).first():
        return earlier
    if period.ends_on >= on:
        raise PeriodNotOver
    if not is_closed(period, on):
        raise DaysNotClosed

    figures = report_figures(period, organisation)
    figures["notes"] = _notes(period, organisation, figures)
    facts = {"ends_on": period.ends_on, "figures": figures, "made_by": actor, "made_on": on}
    report, is_mine = Report.objects.get_or_create(**key, defaults=facts)
    if is_mine:
        _file(report)
        _tell(report, actor=actor, on=on)
    return report


def _notes(
    period: Period, organisation: Organisation, figures: dict[str, object]
) -> list[dict[str, str]]:
    """What later corrections changed of the balance the report before closed with."""
    if period.kind != MONTHLY:
        return []
    before = (
        Report.objects.filter(kind=MONTHLY, organisation=organisation, ends_on__lt=period.starts_on)
        .order_by("-ends_on")
        .first()
    )
    if before is None or (period.starts_on - before.ends_on).days != 1:
        return []
    closed, opened = _total(before.figures, "balance"), _total(figures, "opening")
    return [{"code": "corrected", "before": closed, "now": opened}] if closed != opened else []


def _total(figures: dict[str, object], column: str) -> str:
    """The last cell of a column of the business statistics."""
    names = [each.name for each in SHAPES["business"].columns]
    tables = figures["tables"]
    assert isinstance(tables, list)
    rows = next(table["rows"] for table in tables if table["code"] == "business")
    return str(rows[-1][names.index(column)])


def _file(report: Report) -> None:
    """Write PDF and Excel in every language; what a dead worker left under the name goes."""
    for language, _name in settings.LANGUAGES:
        for form in ReportFile.Form.values:
            content = written(report, form, language)
            name = (
                f"reports/{report.starts_on.year}/{report.organisation.code}-{report.kind}"
                f"-{report.starts_on.isoformat()}.{language}.{form}"
            )
            default_storage.delete(name)
            ReportFile.objects.create(
                report=report,
                language=language,
                form=form,
                file=default_storage.save(name, ContentFile(content)),
                sha256=hashlib.sha256(content).hexdigest(),
            )


def _tell(report: Report, *, actor: User, on: date) -> None:
    """Put the making on record and tell the heads of the organisation."""
    key = f"report:{report.kind}:{report.starts_on.isoformat()}:{report.organisation.code}"
    run = JobRun.objects.create(
        job=f"report_{report.kind}", key=key, business_on=on, outcome="done", counts={"files": 4}
    )
    JobRun.objects.filter(pk=run.pk).update(ended_at=Now())
    record_act("servicing.make_report", actor=actor, on=on, subject=report, facts={"key": key})
    heads = User.objects.staff().filter(
        organisation=report.organisation, grants__role__in=HEADS, grants__revoked_at=None
    )
    for head in heads.select_related("person").distinct():
        assert head.person
        with in_language_of(head.person):
            subject, body = notices.report_made(report)
        queue_notice(
            key=f"{key}:{head.username}",
            kind="report_made",
            channel=Notice.Channel.PAGE,
            recipient=head.person,
            recipient_user=head,
            subject=subject,
            body=body,
            on=on,
        )


@transaction.atomic(durable=True)
def hand_out(file: ReportFile, *, actor: User, on: date) -> ReportFile:
    """Put on record who took a report home."""
    record_act(
        "servicing.download_report",
        actor=actor,
        on=on,
        subject=file.report,
        facts={"form": file.form, "language": file.language, "sha256": file.sha256},
    )
    return file
