"""How a loan stands in care: its grade from what is known, each point with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policy.selectors import parameter
from screens.vocabulary import word
from servicing.models import BusinessReport, CareKind, CareStep, Loan
from servicing.states.care import CareState

LADDER_KINDS = (CareKind.UPDATE, CareKind.REPORT)


@dataclass(frozen=True)
class Mark:
    """One thing that counts against a loan: its words and points."""

    text: str
    points: int


@dataclass(frozen=True)
class CareGrade:
    """The grade with everything it comes from."""

    grade: str
    points: int
    marks: list[Mark]


def overdue_information(loan: Loan, on: date) -> list[CareStep]:
    """Updates and reports that are missing so long that the ladder has ended."""
    rungs = parameter("postloan.ladder", on)
    last = max(int(rung["days"]) for rung in rungs)
    missing = loan.care_steps.filter(state=CareState.OPEN, kind__in=LADDER_KINDS)
    return list(missing.filter(due_on__lte=on - timedelta(days=last)))


def late_reports(loan: Loan) -> int:
    """How many reports came after their day."""
    return BusinessReport.objects.filter(loan=loan, handed_in_on__gt=F("due_on")).count()


def care_grade(loan: Loan, on: date) -> CareGrade:
    """The grade of a loan in care, by the points of the rules in force."""
    rules: Mapping[str, Any] = parameter("postloan.standing", on)
    points: Mapping[str, int] = rules["points"]
    marks = [
        *_of_class(loan, points),
        *_of_information(loan, points, on),
        *_of_checks(loan, points),
        *_of_changes(loan, points),
    ]
    total = sum(mark.points for mark in marks)
    grade = [name for name, least in rules["bands"] if total >= least][-1]
    return CareGrade(grade, total, marks)


def _of_class(loan: Loan, points: Mapping[str, int]) -> list[Mark]:
    marks = []
    if loan.asset_class in points:
        marks.append(Mark(word("asset_class", loan.asset_class), points[loan.asset_class]))
    times = loan.overdue_cases.count()
    if times:
        text = ngettext("late %(n)s time so far", "late %(n)s times so far", times) % {"n": times}
        marks.append(Mark(text, times * points["late_times"]))
    return marks


def _of_information(loan: Loan, points: Mapping[str, int], on: date) -> list[Mark]:
    marks = []
    if missing := overdue_information(loan, on):
        marks.append(Mark(_("information overdue"), len(missing) * points["information_overdue"]))
    if late := late_reports(loan):
        text = ngettext("%(n)s late report", "%(n)s late reports", late) % {"n": late}
        marks.append(Mark(text, late * points["late_reports"]))
    return marks


def _of_checks(loan: Loan, points: Mapping[str, int]) -> list[Mark]:
    done = loan.care_steps.filter(state=CareState.DONE).exclude(kind__in=LADDER_KINDS)
    last = done.order_by("-done_on", "-pk").first()
    if last is None or last.outcome == CareStep.Outcome.GOOD:
        return []
    kind = "bad_outcome" if last.outcome == CareStep.Outcome.BAD else "watch_outcome"
    text = _("last check: %(outcome)s") % {"outcome": last.get_outcome_display()}
    return [Mark(text, points[kind])]


def _of_changes(loan: Loan, points: Mapping[str, int]) -> list[Mark]:
    worse = loan.declared_changes.filter(state="accepted", effect="worse").count()
    if not worse:
        return []
    return [Mark(_("accepted changes that raise the risk"), worse * points["risk_higher"])]
