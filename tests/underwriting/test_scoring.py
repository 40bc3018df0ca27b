"""Worksheet and score: the figures, their sources, and a new score whenever they change."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.db.models.functions import Now

from casework.models import Case
from loanprogram.demo.walk_evaluation import finished_visit_of, worksheet_of
from parties.errors import NotAllowed
from parties.models import Consent, User
from underwriting.errors import CreditConsentMissing, NothingToScore, WorksheetChangedMeanwhile
from underwriting.models import ScoreResult
from underwriting.selectors import (
    application_of,
    burden_of,
    is_score_stale,
    latest_score,
    suggestion_for,
)
from underwriting.services import compute_score, save_worksheet


def points(score: ScoreResult) -> dict[str, int]:
    return {line["code"]: line["points"] for line in score.points}


@pytest.fixture
def scored(case: Case, cast: dict[str, User], today: date) -> ScoreResult:
    """The score of the file with income 16,000, living costs 4,500 and no debts."""
    worksheet_of(case, cast, today)
    score = latest_score(case)
    assert score
    return score


def test_points_of_all_indicators_add_up_to_the_total(scored):
    assert points(scored) == {
        "income_cover": 16,
        "debt_ratio": 12,
        "overdue_count": 20,
        "industry_years": 10,
        "business_months": 5,
        "own_funds_share": 4,
        "guarantee_mode": 7,
        "visit_result": 5,
        "jobs": 7,
    }
    assert (scored.total, scored.policy_points, scored.grade) == (79, 7, "A")
    assert scored.suggestion == "pass"


def test_inputs_are_kept_with_figures_and_sources(scored):
    cover = next(each for each in scored.inputs if each["code"] == "income_cover")
    assert cover["value"] == "1.9594"
    assert cover["figures"][0] == {
        "field": "monthly_income",
        "value": "16000.00",
        "source": "application",
    }


def test_changed_income_makes_a_new_version_and_a_new_score(case, cast, today, scored):
    sheet = worksheet_of(case, cast, today, monthly_income=Decimal("9000.00"))
    newest = latest_score(case)
    assert (sheet.version, newest.worksheet.version) == (2, 2)
    assert points(newest)["income_cover"] == 0
    assert (newest.total, newest.grade) == (55, "C")
    assert list(case.scores.values_list("total", flat=True)) == [55, 79]


def test_unchanged_figures_make_no_new_row(case, cast, today, scored):
    worksheet_of(case, cast, today)
    assert (case.worksheets.count(), case.scores.count()) == (1, 1)


def test_a_finished_visit_scores_the_file_anew(case, cast, today, scored):
    finished_visit_of(case, cast, today)
    newest = latest_score(case)
    assert points(newest)["visit_result"] == 10
    assert newest.total == scored.total + 5
    assert not is_score_stale(case, newest, today)


def test_a_score_is_stale_when_the_application_says_otherwise(case, today, scored):
    application = application_of(case)
    application.guarantee_mode = "mortgage"
    application.save()
    assert is_score_stale(case, scored, today)


def test_refuses_figures_without_consent_to_the_credit_query(case, cast, today):
    Consent.objects.filter(kind="credit_query").update(withdrawn_at=Now(), withdrawn_on=today)
    with pytest.raises(CreditConsentMissing):
        worksheet_of(case, cast, today)
    assert not case.worksheets.exists()


def test_refuses_figures_based_on_an_older_version(case, cast, today, scored):
    figures: dict[str, Any] = {"monthly_income": Decimal("1.00")}
    with pytest.raises(WorksheetChangedMeanwhile):
        save_worksheet(
            case=case,
            figures=figures,
            sources={},
            based_on=0,
            actor=cast["risk_analyst"],
            on=today,
        )
    assert case.worksheets.count() == 1


@pytest.mark.parametrize("name", ["officer", "manager", "stranger", "center_clerk"])
def test_refuses_whoever_may_not_score(case, cast, today, scored, name):
    with pytest.raises(NotAllowed):
        compute_score(case=case, actor=cast[name], on=today)


def test_refuses_a_score_without_figures(case, risk_analyst, today):
    with pytest.raises(NothingToScore):
        compute_score(case=case, actor=risk_analyst, on=today)


@pytest.mark.parametrize("table", ["underwriting_scoreresult", "underwriting_worksheet"])
def test_the_database_keeps_scores_and_figures(case, scored, run_sql, table):
    with pytest.raises(InternalError), transaction.atomic():
        run_sql(f"DELETE FROM {table}")
    assert latest_score(case) == scored


@pytest.mark.row("S-064")
def test_debt_ratio_is_measured_by_the_limit_of_the_rules(case, cast, today):
    sheet = worksheet_of(
        case,
        cast,
        today,
        monthly_income=Decimal("12000.00"),
        existing_instalments=Decimal("3000.00"),
    )
    burden = burden_of(sheet, application_of(case), today)
    assert (burden.instalment, burden.debt_ratio) == (Decimal("5869.28"), Decimal("0.7391"))
    assert (burden.debt_ratio_max, burden.is_debt_too_high) == (Decimal("0.50"), True)


def test_the_smallest_limit_is_the_suggestion(case, cast, today):
    worksheet_of(case, cast, today, living_costs=Decimal("9500.00"))
    suggestion = suggestion_for(case, latest_score(case), today)
    amounts = {limit.code: limit.amount for limit in suggestion.limits}
    assert amounts["wish"] == Decimal("200000.00")
    assert amounts["policy"] == Decimal("300000.00")
    assert amounts["security"] == Decimal("400000.00")
    assert suggestion.limiting == "ability"
    assert suggestion.amount == Decimal("179000.00")
