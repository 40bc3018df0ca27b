"""Worksheets and scores: each change of the figures is a new version and a new score."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import connection, transaction

from casework.models import Case
from parties.models import User
from parties.services.audit import record_act
from underwriting import rules
from underwriting.errors import CreditConsentMissing, NothingToScore, WorksheetChangedMeanwhile
from underwriting.models import ScoreResult, Worksheet
from underwriting.selectors import (
    application_of,
    has_credit_consent,
    latest_score,
    latest_worksheet,
    score_inputs,
    score_values,
    scorecard_in_force,
)
from underwriting.services.guards import locked_case, require_bank_staff, require_open_for_work


@transaction.atomic(durable=True)
def save_worksheet(
    *,
    case: Case,
    figures: Mapping[str, Any],
    sources: Mapping[str, str],
    based_on: int,
    actor: User,
    on: date,
) -> Worksheet:
    """Keep the figures as a new version and score the file anew.

    `based_on` is the version the writer saw, 0 for none; unchanged figures make no new version.
    """
    case = locked_case(case)
    latest = latest_worksheet(case)

    require_bank_staff(case, actor=actor, permission="underwriting.score")
    require_open_for_work(case)
    if not has_credit_consent(case):
        raise CreditConsentMissing
    _require_newest(latest, based_on)

    if latest and _is_same(latest, figures, sources):
        record_score(case, latest, actor=actor, on=on)
        return latest
    sheet = case.worksheets.create(
        version=based_on + 1, sources=dict(sources), entered_by=actor, entered_on=on, **figures
    )
    record_act(
        "underwriting.save_worksheet",
        actor=actor,
        on=on,
        subject=sheet,
        case_number=case.number,
        facts={"version": sheet.version},
    )
    record_score(case, sheet, actor=actor, on=on)
    return sheet


def _require_newest(latest: Worksheet | None, based_on: int) -> None:
    if latest and latest.version != based_on:
        who = latest.entered_by.display_name
        raise WorksheetChangedMeanwhile(who=who, version=latest.version)


def _is_same(sheet: Worksheet, figures: Mapping[str, Any], sources: Mapping[str, str]) -> bool:
    same_figures = all(getattr(sheet, name) == value for name, value in figures.items())
    return same_figures and sheet.sources == dict(sources)


@transaction.atomic(durable=True)
def compute_score(*, case: Case, actor: User, on: date) -> ScoreResult:
    """Score the file from the newest figures; without any change the last score stands."""
    case = locked_case(case)
    sheet = latest_worksheet(case)

    require_bank_staff(case, actor=actor, permission="underwriting.score")
    require_open_for_work(case)
    if sheet is None:
        raise NothingToScore

    return record_score(case, sheet, actor=actor, on=on)


def record_score(case: Case, sheet: Worksheet, *, actor: User, on: date) -> ScoreResult:
    """Write a new score row when data or card have changed; earlier rows stay."""
    assert connection.in_atomic_block
    version = application_of(case).product_version
    assert version
    card = scorecard_in_force(version.product.kind, on)
    inputs = score_inputs(case, sheet, on)
    latest = latest_score(case)
    if latest and latest.scorecard_id == card.pk and latest.inputs == inputs:
        return latest

    scored = rules.score(card.card, score_values(case, sheet, on))

    result: ScoreResult = case.scores.create(
        scorecard=card,
        worksheet=sheet,
        inputs=inputs,
        points=[asdict(line) for line in scored.lines],
        total=scored.total,
        policy_points=scored.policy_points,
        grade=scored.grade,
        suggestion=scored.suggestion,
        computed_by=actor,
        computed_on=on,
    )
    record_act(
        "underwriting.score",
        actor=actor,
        on=on,
        subject=result,
        case_number=case.number,
        facts={"total": result.total, "grade": result.grade, "card": str(card.version)},
    )
    return result
