"""Scores with reasons by the expert card, for batches and stress runs."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings

from loanprogram.bench.frame import Trial, Workload
from underwriting.rules.scoring import Scored, Values, score


def prepare(n: int) -> Trial:
    """Applicants over the whole range of every indicator, some of it unknown."""
    path = settings.BASE_DIR / "policy" / "data" / "scorecard.json"
    card = json.loads(path.read_text("utf-8"))["card"]
    choices = {each["code"]: _choices(each) for each in card["indicators"]}
    people = [_values(choices, index) for index in range(n)]

    def work() -> list[Scored]:
        return [score(card, values) for values in people]

    def floor() -> list[int]:
        return [sum(1 for value in values.values() if value is not None) for values in people]

    def check(scores: list[Scored]) -> None:
        assert len(scores) == n
        for each in scores:
            counted = sum(line.points for line in each.lines if line.in_total)
            assert each.total == counted
            assert all(line.label for line in each.lines)

    return Trial(work, floor, check=check)


def _choices(indicator: dict[str, Any]) -> Sequence[Decimal | str | None]:
    """A value of every bin, and none."""
    found: list[Decimal | str | None] = [None]
    for each in indicator["bins"]:
        if "values" in each:
            found.extend(each["values"])
        else:
            found.append(Decimal(each.get("from", 0)))
    return found


def _values(choices: dict[str, Sequence[Decimal | str | None]], index: int) -> Values:
    return {
        code: each[(index * (2 * place + 1) + place) % len(each)]
        for place, (code, each) in enumerate(choices.items())
    }


WORKLOAD = Workload(
    name="score",
    n=50_000,
    n_small=50,
    floor="counting the known values of the same applicants",
    prepare=prepare,
)
