"""What a file lacks before it can go to decision."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applications.states import ApplicationState
from casework.models import Case
from underwriting.models import Opinion
from underwriting.selectors.figures import is_score_stale
from underwriting.selectors.files import (
    application_of,
    documents_not_accepted,
    finished_visit,
    latest_memo,
    latest_score,
    opinions_of_round,
)
from underwriting.states import MemoState


@dataclass(frozen=True)
class Gap:
    """One thing that is missing before a file can go to decision."""

    code: str
    sentence: str


def evaluation_gaps(case: Case, on: date) -> list[Gap]:
    """Everything that is missing, in the order in which it is worked on."""
    found = [
        *_document_gaps(case, on),
        *_flag_gaps(case),
        *_opinion_gaps(case),
        *_visit_gaps(case),
        *_score_gaps(case, on),
        *_memo_gaps(case),
    ]
    if application_of(case).state == ApplicationState.SUPPLEMENT:
        found.insert(0, Gap("supplement", _("the applicant's answer to the supplement request")))
    return found


def _document_gaps(case: Case, on: date) -> list[Gap]:
    names = documents_not_accepted(case, on)
    return [Gap("documents", _("accepted paper: %(name)s") % {"name": name}) for name in names]


def _flag_gaps(case: Case) -> list[Gap]:
    is_open = case.flags.filter(handled_on=None).exists()
    return [Gap("documents", _("a note on every flag of the review"))] if is_open else []


def _opinion_gaps(case: Case) -> list[Gap]:
    given = set(opinions_of_round(case).values_list("kind", flat=True))
    return [
        Gap("opinions", _("opinion on %(kind)s") % {"kind": kind.label})
        for kind in Opinion.Kind
        if kind.value not in given
    ]


def _visit_gaps(case: Case) -> list[Gap]:
    return [] if finished_visit(case) else [Gap("visit", _("a finished site visit"))]


def _score_gaps(case: Case, on: date) -> list[Gap]:
    score = latest_score(case)
    if score is None:
        return [Gap("score", _("worksheet and score"))]
    if is_score_stale(case, score, on):
        return [Gap("score", _("a new score, because data have changed"))]
    return []


def _memo_gaps(case: Case) -> list[Gap]:
    memo = latest_memo(case)
    if memo is None or memo.state == MemoState.RETURNED:
        return [Gap("memo", _("the memo"))]
    return [] if memo.conclusion.strip() else [Gap("memo", _("the conclusion of the memo"))]
