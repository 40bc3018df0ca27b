"""The card and the limits, as published and by property."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from underwriting.rules import (
    AmountRule,
    Household,
    Wish,
    affordable,
    amount_suggestion,
    debt_ratio,
    monthly_burden,
    score,
)

CARD: dict[str, Any] = json.loads(
    (Path(settings.BASE_DIR) / "policy" / "data" / "scorecard.json").read_text(encoding="utf-8")
)["card"]
WISH = Wish(Decimal("200000.00"), 36, Decimal("0.036"), "equal_instalment")
FORBIDDEN = {
    "sex",
    "marital_status",
    "ethnicity",
    "religion",
    "health",
    "disability",
    "politics",
    "native_place",
    "age",
    "eligible_group",
}


def test_the_points_of_the_card_add_up_to_a_hundred():
    blocks = {block["code"]: block for block in CARD["blocks"]}
    counted = [each for each in CARD["indicators"] if blocks[each["block"]]["in_total"]]
    assert sum(each["weight"] for each in counted) == 100
    assert all(
        each["weight"] == max(one["points"] for one in each["bins"]) for each in CARD["indicators"]
    )


def test_no_protected_feature_is_an_indicator():
    assert set(CARD["never"]) >= FORBIDDEN
    assert FORBIDDEN.isdisjoint(each["code"] for each in CARD["indicators"])


def test_every_indicator_says_why_and_from_where_in_two_languages():
    for each in CARD["indicators"]:
        for key in ("name", "rationale", "formula"):
            assert each[key]
            assert each[f"{key}_en"]
        assert each["source"]


def test_bins_leave_no_gap():
    for each in CARD["indicators"]:
        edges = [(one.get("from"), one.get("below")) for one in each["bins"] if "values" not in one]
        for (_low, high), (low, _high) in zip(edges, edges[1:], strict=False):
            assert high == low
        assert not edges or (edges[0][0], edges[-1][1]) == (None, None)


def test_what_is_not_known_earns_the_neutral_points():
    scored = score(CARD, {})
    neutral = {each["code"]: each["missing"]["points"] for each in CARD["indicators"]}
    assert {line.code: line.points for line in scored.lines} == neutral
    assert (scored.total, scored.grade) == (48, "C")


@given(st.fixed_dictionaries({"income_cover": st.decimals(0, 9, places=2)}))
def test_more_cover_never_earns_fewer_points(values):
    more = {"income_cover": values["income_cover"] + Decimal("0.5")}
    assert score(CARD, more).total >= score(CARD, values).total


def test_grade_bands_begin_where_the_card_says():
    best = {"income_cover": Decimal(3), "debt_ratio": Decimal("0.1"), "overdue_count": Decimal(0)}
    assert (score(CARD, best).total, score(CARD, best).grade) == (77, "A")
    late = score(CARD, {**best, "overdue_count": Decimal(9)})
    assert (late.total, late.grade) == (57, "C")


def test_burden_and_debt_ratio_of_the_published_example():
    assert monthly_burden(WISH) == Decimal("5869.28")
    ratio = debt_ratio(Decimal("12000"), Decimal("3000"), Decimal("5869.28"))
    assert ratio == Decimal("0.7391")


@pytest.mark.parametrize(
    ("method", "months", "amount"),
    [
        ("equal_instalment", 36, "164355.08"),
        ("interest_only_monthly", 24, "107142.86"),
    ],
)
def test_affordable_amounts_of_the_published_example(method, months, amount):
    wish = Wish(Decimal("250000.00"), months, Decimal("0.04"), method)
    assert affordable(Decimal("5000.00"), wish, Decimal("0.02")) == Decimal(amount)


def household(income: Decimal) -> Household:
    return Household(
        income=income,
        living_costs=Decimal("4500.00"),
        instalments=Decimal("1000.00"),
        own_funds=Decimal("50000.00"),
        budget=Decimal("250000.00"),
        security=Decimal("350000.00"),
    )


RULE = AmountRule(
    amount_max=Decimal("200000.00"),
    amount_step=Decimal("1000.00"),
    cover_min=Decimal("1.25"),
    debt_ratio_max=Decimal("0.90"),
    rate_stress=Decimal("0.024"),
    grade_factor=Decimal("1.00"),
)


@pytest.mark.row("S-203")
def test_the_smallest_limit_decides_and_is_named():
    found = amount_suggestion(WISH, household(Decimal("12000.00")), RULE)
    assert {limit.code: limit.amount for limit in found.limits} == {
        "wish": Decimal("200000.00"),
        "need": Decimal("200000.00"),
        "policy": Decimal("200000.00"),
        "ability": Decimal("164355.08"),
        "debt_ratio": Decimal("322135.96"),
        "security": Decimal("350000.00"),
        "grade": Decimal("200000.00"),
    }
    assert (found.amount, found.limiting) == (Decimal("164000.00"), "ability")


@given(st.decimals(5000, 40000, places=2))
def test_more_income_never_lowers_the_suggestion(income):
    lower = amount_suggestion(WISH, household(income), RULE).amount
    assert amount_suggestion(WISH, household(income + 100), RULE).amount >= lower


@given(st.decimals(1, 40000, places=2))
def test_the_suggestion_is_never_above_a_limit(income):
    found = amount_suggestion(WISH, household(income), RULE)
    assert all(found.amount <= limit.amount for limit in found.limits if limit.amount is not None)
