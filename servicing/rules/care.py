"""When a loan is looked after: the dates of its steps from the rules in force, without Django."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from loancore.dates import add_months

YEAR_MONTHS = 12
Rule = Mapping[str, Any]


@dataclass(frozen=True)
class CareDate:
    """One step that has to be done: what, from when, until when."""

    kind: str
    opens_on: date
    due_on: date


def planned_steps(
    rules: list[Rule], *, paid_out_on: date, maturity_on: date, product: str
) -> list[CareDate]:
    """Every step of a loan from its payout to its maturity, in order of dates."""
    found = [
        CareDate(rule["kind"], max(due - timedelta(days=rule["open_days"]), paid_out_on), due)
        for rule in rules
        for due in _dates(rule, (paid_out_on, maturity_on), product)
    ]
    return sorted(found, key=lambda step: (step.due_on, step.kind))


def _dates(rule: Rule, span: tuple[date, date], product: str) -> Iterator[date]:
    paid_out_on, maturity_on = span
    if "after_days" in rule:
        first = paid_out_on + timedelta(days=rule["after_days"])
        if first < maturity_on:
            yield first
    elif "month" in rule:
        yield from _yearly(rule, paid_out_on, maturity_on)
    else:
        months = int(rule.get("products", {}).get(product, rule["every_months"]))
        number = 1
        while (due := add_months(paid_out_on, months * number)) < maturity_on:
            yield due
            number += 1


def _yearly(rule: Rule, paid_out_on: date, maturity_on: date) -> Iterator[date]:
    """The last day of the fixed month, of every year in which the loan is old enough."""
    grown_up = add_months(paid_out_on, int(rule["age_months"]))
    for year in range(paid_out_on.year, maturity_on.year + 1):
        due = add_months(date(year, int(rule["month"]), 1), 1) - timedelta(days=1)
        if grown_up <= due < maturity_on:
            yield due


def tightened(rules: list[Rule], *, kind: str, asset_class: str, since: date) -> date | None:
    """When the next step is due by the risk of a loan, if its class shortens the interval."""
    for rule in rules:
        if rule["kind"] == kind and asset_class in rule.get("classes", {}):
            return add_months(since, int(rule["classes"][asset_class]))
    return None
