"""What a score and a suggestion look like: bars, the table of inputs, the limits side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from policy.models import in_language
from screens import charts
from screens.charts import Chart, Item
from screens.parts import Fact
from screens.wording import percent, yuan
from underwriting.models import ScoreResult
from underwriting.rules import Suggestion
from underwriting.selectors import Burden
from underwriting.views.words import FACT_LABELS, LIMIT_WORDS, SOURCE_WORDS, source_word, written

FIGURE_KINDS = {
    "monthly_income": "money",
    "living_costs": "money",
    "existing_instalments": "money",
    "own_funds": "money",
    "project_budget": "money",
}
UNIT_KINDS = {"times": "times", "percent": "percent"}


@dataclass(frozen=True)
class Indicator:
    """One line of the table behind the bars."""

    name: str
    value: str
    bin: str
    points: int
    points_max: int
    source: str
    figures: list[str]
    rationale: str
    formula: str
    in_total: bool


def indicators_of(score: ScoreResult, papers: Mapping[int, str]) -> list[Indicator]:
    """Every indicator with its value, points, sources and reason, in the order of the card."""
    inputs = {each["code"]: each for each in score.inputs}
    card = {each["code"]: each for each in score.scorecard.card["indicators"]}
    return [
        _indicator(line, card[line["code"]], given=inputs[line["code"]], papers=papers)
        for line in score.points
    ]


def _indicator(
    line: Mapping[str, Any],
    named: Mapping[str, Any],
    *,
    given: Mapping[str, Any],
    papers: Mapping[int, str],
) -> Indicator:
    label = in_language(line["label"], line["label_en"])
    plain = written(given["value"], UNIT_KINDS.get(named["unit"], "count"))
    return Indicator(
        name=in_language(named["name"], named["name_en"]),
        value=label if named["unit"] == "choice" else plain or "–",
        bin=label,
        points=line["points"],
        points_max=line["points_max"],
        source=str(SOURCE_WORDS[given["origin"]]),
        figures=[_figure(each, papers) for each in given["figures"]],
        rationale=in_language(named["rationale"], named["rationale_en"]),
        formula=in_language(named["formula"], named["formula_en"]),
        in_total=line["in_total"],
    )


def _figure(figure: Mapping[str, Any], papers: Mapping[int, str]) -> str:
    value = written(figure["value"], FIGURE_KINDS.get(figure["field"], "count"))
    return _("%(figure)s %(value)s, from %(source)s") % {
        "figure": FACT_LABELS[figure["field"]],
        "value": value or "–",
        "source": source_word(figure["source"], papers),
    }


def score_chart(score: ScoreResult) -> Chart:
    """Points per indicator; the bars add up to the total, which the table repeats."""
    return _points_chart(
        score,
        title=_("%(total)s of 100 points: grade %(grade)s")
        % {"total": score.total, "grade": score.grade},
        in_total=True,
        total=score.total,
    )


def policy_chart(score: ScoreResult) -> Chart:
    """Points for the aims of the policy, counted apart because they are no sign of risk."""
    title = _("Aims of the policy, counted apart: %(points)s points")
    return _points_chart(
        score,
        title=title % {"points": score.policy_points},
        in_total=False,
        total=score.policy_points,
    )


def _points_chart(score: ScoreResult, *, title: str, in_total: bool, total: int) -> Chart:
    named = {each["code"]: each for each in score.scorecard.card["indicators"]}
    lines = [line for line in score.points if line["in_total"] == in_total]
    items = [
        Item(
            in_language(named[line["code"]]["name"], named[line["code"]]["name_en"]),
            line["points"],
            target=line["points_max"],
        )
        for line in lines
    ]
    parts = " + ".join(str(line["points"]) for line in lines)
    note = f"{parts} = {total}" if len(lines) > 1 else ""
    drawn = charts.bars(title, items, unit=_("points"), heading=_("Indicator"), note=note)
    return replace(drawn, unit="", rows=[*drawn.rows, [_("Total"), str(total)]])


def burden_facts(burden: Burden) -> list[Fact]:
    """Debt ratio and cover with their limits, in words and not only in colour."""
    ratio_word = (
        _("above the limit of %(limit)s")
        if burden.is_debt_too_high
        else _("within the limit of %(limit)s")
    )
    cover_word = (
        _("below the least cover of %(limit)s")
        if burden.is_cover_too_low
        else _("reaches the least cover of %(limit)s")
    )
    return [
        Fact(_("New instalment a month"), yuan(burden.instalment), numeric=True),
        Fact(
            _("Debt ratio"),
            percent(burden.debt_ratio, 1),
            hint=ratio_word % {"limit": percent(burden.debt_ratio_max)},
            numeric=True,
        ),
        Fact(
            _("Income cover"),
            written(str(burden.cover), "times"),
            hint=cover_word % {"limit": written(str(burden.cover_min), "times")},
            numeric=True,
        ),
    ]


@dataclass(frozen=True)
class LimitLine:
    """One limit of the amount as a line of the table."""

    name: str
    amount: Decimal | None
    is_limiting: bool


def limit_lines(suggestion: Suggestion) -> list[LimitLine]:
    """All limits, the smallest one marked."""
    return [
        LimitLine(str(LIMIT_WORDS[each.code]), each.amount, each.code == suggestion.limiting)
        for each in suggestion.limits
    ]


def limiting_word(suggestion: Suggestion) -> str:
    """What limits the suggestion."""
    return str(LIMIT_WORDS[suggestion.limiting])
