"""The score as pure computation: points per indicator, total and grade band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Values = Mapping[str, Decimal | str | None]


@dataclass(frozen=True)
class ScoreLine:
    """What one indicator earned, out of how much, and why."""

    code: str
    block: str
    points: int
    points_max: int
    label: str
    label_en: str
    in_total: bool


@dataclass(frozen=True)
class Scored:
    """A scored file: the lines in the order of the card, total, grade and suggestion."""

    lines: Sequence[ScoreLine]
    total: int
    policy_points: int
    grade: str
    suggestion: str


def score(card: Mapping[str, Any], values: Values) -> Scored:
    """Points per indicator; what is not known earns the neutral points of its indicator."""
    counted = {block["code"]: bool(block["in_total"]) for block in card["blocks"]}
    lines = [
        _line(indicator, values.get(indicator["code"]), counted[indicator["block"]])
        for indicator in card["indicators"]
    ]
    total = sum(line.points for line in lines if line.in_total)
    band = grade_band(card, total)
    apart = sum(line.points for line in lines if not line.in_total)
    return Scored(lines, total, apart, band["grade"], band["suggestion"])


def grade_band(card: Mapping[str, Any], total: int) -> Mapping[str, Any]:
    """The best band whose threshold the total reaches."""
    reached: list[Mapping[str, Any]] = [band for band in card["grades"] if total >= band["from"]]
    return max(reached, key=lambda band: int(band["from"]))


def _line(indicator: Mapping[str, Any], value: Decimal | str | None, in_total: bool) -> ScoreLine:
    found = _bin(indicator, value)
    return ScoreLine(
        code=indicator["code"],
        block=indicator["block"],
        points=found["points"],
        points_max=indicator["weight"],
        label=found["label"],
        label_en=found["label_en"],
        in_total=in_total,
    )


def _bin(indicator: Mapping[str, Any], value: Decimal | str | None) -> Mapping[str, Any]:
    missing: Mapping[str, Any] = indicator["missing"]
    if value is None or value == "":
        return missing
    return next((each for each in indicator["bins"] if _holds(each, value)), missing)


def _holds(each: Mapping[str, Any], value: Decimal | str) -> bool:
    if "values" in each:
        return value in each["values"]
    number = Decimal(value)
    return number >= Decimal(each.get("from", "-Infinity")) and number < Decimal(
        each.get("below", "Infinity")
    )
