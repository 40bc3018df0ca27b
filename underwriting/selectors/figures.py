"""Figures of a file: burden on the household, inputs of the score, limits of the amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from applications.models import Application
from applications.rules import UNKNOWN
from casework.models import Case
from loancore.daycount import whole_months
from policy.selectors import parameter
from underwriting.models import ScoreResult, Worksheet
from underwriting.rules import (
    AmountRule,
    Household,
    Suggestion,
    Values,
    Wish,
    amount_suggestion,
    debt_ratio,
    grade_band,
    income_cover,
    monthly_burden,
    own_funds_share,
)
from underwriting.selectors.files import application_of, finished_visit, latest_worksheet


def wish_of(application: Application) -> Wish:
    """The loan as asked for, at the rate of the product."""
    assert application.amount
    assert application.term_months
    assert application.product_version
    return Wish(
        amount=application.amount,
        term_months=application.term_months,
        annual_rate=application.product_version.interest_rate,
        method=application.repayment_method,
    )


def household_of(sheet: Worksheet, application: Application, on: date) -> Household:
    """The figures of the worksheet as the computation takes them."""
    return Household(
        income=sheet.monthly_income,
        living_costs=sheet.living_costs,
        instalments=sheet.existing_instalments,
        own_funds=sheet.own_funds,
        budget=sheet.project_budget or None,
        security=_security_cover(sheet, application, on),
    )


def _security_cover(sheet: Worksheet, application: Application, on: date) -> Decimal | None:
    """What the security stands for; no limit where the product or the rules ask for none."""
    if application.guarantee_mode == "exempt" or sheet.security_kind == Worksheet.Security.NONE:
        return None
    if sheet.security_kind == Worksheet.Security.SURETY:
        return sheet.security_value / Decimal(parameter("surety.income_cover", on))
    rates: Mapping[str, str] = parameter("security.lendable_rates", on)
    return sheet.security_value * Decimal(rates[sheet.security_kind])


@dataclass(frozen=True)
class Burden:
    """What the loan means for the household, measured by the rules of the day."""

    instalment: Decimal
    debt_ratio: Decimal
    debt_ratio_max: Decimal
    cover: Decimal
    cover_min: Decimal

    @property
    def is_debt_too_high(self) -> bool:
        """Whether the debt ratio is above the limit."""
        return self.debt_ratio > self.debt_ratio_max

    @property
    def is_cover_too_low(self) -> bool:
        """Whether what is left each month covers too little."""
        return self.cover < self.cover_min

    @property
    def is_bad(self) -> bool:
        """Whether one of the two limits is missed."""
        return self.is_debt_too_high or self.is_cover_too_low


def burden_of(sheet: Worksheet, application: Application, on: date) -> Burden:
    """Debt ratio and instalment cover with their limits."""
    instalment = monthly_burden(wish_of(application))
    household = household_of(sheet, application, on)
    return Burden(
        instalment=instalment,
        debt_ratio=debt_ratio(household.income, household.instalments, instalment),
        debt_ratio_max=Decimal(parameter("score.debt_ratio_max", on)),
        cover=income_cover(household, instalment),
        cover_min=Decimal(parameter("income.cover_min", on)),
    )


def score_values(case: Case, sheet: Worksheet, on: date) -> Values:
    """The values the card asks for; None where nothing is known."""
    application = application_of(case)
    burden = burden_of(sheet, application, on)
    visit = finished_visit(case)
    wish = wish_of(application)
    return {
        "income_cover": burden.cover,
        "debt_ratio": burden.debt_ratio,
        "overdue_count": _number(sheet.overdue_count),
        "industry_years": _number(sheet.industry_years),
        "business_months": _number(sheet.business_months),
        "own_funds_share": own_funds_share(household_of(sheet, application, on), wish.amount),
        "guarantee_mode": application.guarantee_mode or None,
        "visit_result": visit.rating if visit else None,
        "jobs": _number(sheet.jobs),
    }


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


SCORE_FIELDS: dict[str, tuple[str, ...]] = {
    "income_cover": ("monthly_income", "living_costs", "existing_instalments"),
    "debt_ratio": ("existing_instalments", "monthly_income"),
    "overdue_count": ("overdue_count",),
    "industry_years": ("industry_years",),
    "business_months": ("business_months",),
    "own_funds_share": ("own_funds", "project_budget"),
    "jobs": ("jobs",),
}


def score_inputs(case: Case, sheet: Worksheet, on: date) -> list[dict[str, Any]]:
    """Each input of the score with the figures it was computed from and where they come from."""
    visit = finished_visit(case)
    origins: dict[str, dict[str, Any]] = {
        "guarantee_mode": {"origin": "application"},
        "visit_result": {"origin": "visit", "visit": visit.pk if visit else None},
    }
    return [
        {
            "code": code,
            "value": None if value is None else str(value),
            "figures": [_figure(sheet, name) for name in SCORE_FIELDS.get(code, ())],
            **origins.get(code, {"origin": "worksheet", "worksheet": sheet.version}),
        }
        for code, value in score_values(case, sheet, on).items()
    ]


def _figure(sheet: Worksheet, name: str) -> dict[str, Any]:
    value = getattr(sheet, name)
    return {
        "field": name,
        "value": None if value is None else str(value),
        "source": sheet.sources.get(name, "statement"),
    }


def is_score_stale(case: Case, score: ScoreResult | None, on: date) -> bool:
    """Whether the data changed since the score was computed."""
    sheet = latest_worksheet(case)
    if score is None or sheet is None:
        return False
    current = score_inputs(case, sheet, on)
    return bool(score.inputs != current)


def suggestion_for(case: Case, score: ScoreResult, on: date) -> Suggestion:
    """The suggested amount: every limit, the smallest one marked."""
    application = application_of(case)
    version = application.product_version
    assert version
    factor = grade_band(score.scorecard.card, score.total)["amount_factor"]
    rule = AmountRule(
        amount_max=version.amount_max,
        amount_step=version.amount_step,
        cover_min=Decimal(parameter("income.cover_min", on)),
        debt_ratio_max=Decimal(parameter("score.debt_ratio_max", on)),
        rate_stress=Decimal(parameter("income.rate_stress", on)),
        grade_factor=None if factor is None else Decimal(factor),
    )
    household = household_of(score.worksheet, application, on)
    return amount_suggestion(wish_of(application), household, rule)


def figures_from_application(application: Application, on: date) -> dict[str, Any]:
    """First figures of a worksheet from what the applicant wrote; what is unknown stays empty."""
    answers = application.frozen_answers
    income, wish = answers.get("income", {}), answers.get("wish", {})
    turnover, costs = _amount(income, "turnover"), _amount(income, "costs")
    debts = income.get("debts") or []
    known = turnover is not None and costs is not None
    figures = {
        "monthly_income": _sum(turnover, costs, income) if known else None,
        "living_costs": _amount(income, "living_costs"),
        "existing_instalments": sum((Decimal(debt["monthly"]) for debt in debts), Decimal("0.00")),
        "other_debts": sum((Decimal(debt["balance"]) for debt in debts), Decimal("0.00")),
        "own_funds": _amount(wish, "own_funds"),
        "business_months": _months_since(answers.get("business", {}).get("founded_on"), on),
        "jobs": _jobs(answers.get("jobs", {})),
        **_security_answers(answers.get("guarantee", {})),
    }
    return {name: value for name, value in figures.items() if value is not None}


def _amount(answers: Mapping[str, Any], code: str) -> Decimal | None:
    value = answers.get(code)
    return None if value in (None, "", UNKNOWN) else Decimal(value)


def _sum(turnover: Decimal | None, costs: Decimal | None, income: Mapping[str, Any]) -> Decimal:
    other = _amount(income, "other_income") or Decimal("0.00")
    return (turnover or Decimal(0)) - (costs or Decimal(0)) + other


def _months_since(founded_on: str | None, on: date) -> int | None:
    return whole_months(date.fromisoformat(founded_on), on) if founded_on else None


def _jobs(answers: Mapping[str, Any]) -> int | None:
    counted = [answers.get(code) for code in ("staff_now", "jobs_planned")]
    known = [int(value) for value in counted if value not in (None, "", UNKNOWN)]
    return sum(known) if known else None


def _security_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    if answers.get("guarantee_mode") == "surety":
        return {"security_kind": "surety", "security_value": _amount(answers, "surety_income")}
    if answers.get("guarantee_mode") == "exempt":
        return {"security_kind": "none", "security_value": Decimal("0.00")}
    return {"security_value": _amount(answers, "security_value")}
