"""Cases that ask for the yearly cost of a loan."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from loancore.cases.reading import (
    NotOffered,
    Product,
    day,
    disbursed_on,
    events,
    number,
    params,
    rate_percent,
    whole,
)
from loancore.rates import (
    CashFlow,
    UnitPeriod,
    effective_annual_rate,
    effective_rate,
    effective_rate_of_times,
    irr,
    unit_period_rate,
)


def solve_unit_periods(case: Mapping[str, Any]) -> dict[str, Any]:
    """The annual percentage rate by unit-periods."""
    options = params(case["product"])
    unit = UnitPeriod(options["unit"], whole(options.get("unit_every") or 1))
    rate = unit_period_rate(_dated_flows(case), unit)
    if "unit_periods_per_year" in options:
        rate = rate / unit.per_year * number(options["unit_periods_per_year"])
    return {"values": {"apr_percent": rate_percent(rate)}}


def solve_effective(case: Mapping[str, Any]) -> dict[str, Any]:
    """The compounded yearly rate of dated payments."""
    time = str(params(case["product"]).get("time") or "days/365")
    unit, _, divisor = time.partition("/")
    if unit == "days":
        rate = effective_annual_rate(_dated_flows(case), year_days=number(divisor))
    elif unit in ("months", "years", "periods"):
        rate = effective_rate_of_times(_timed_flows(case, unit, number(divisor or 1)))
    else:
        raise NotOffered(f"The program does not measure time by {time!r}.")
    return {"values": {"apr_percent": rate_percent(rate)}}


def solve_irr(case: Mapping[str, Any]) -> dict[str, Any]:
    """The rate per period of equally spaced flows, and its yearly forms."""
    options = params(case["product"])
    per_year = whole(options.get("periods_per_year") or 12)
    rate = irr([number(flow) for flow in options["flows"]])
    values = {
        "irr_percent": rate,
        "nominal_annual_percent": rate * per_year,
        "effective_annual_percent": effective_rate(rate, per_year),
    }
    return {"values": {name: rate_percent(value) for name, value in values.items()}}


def _dated_flows(case: Mapping[str, Any]) -> list[CashFlow]:
    product = case["product"]
    start = disbursed_on(product)
    flows = [CashFlow(day(row["date"]), number(row["amount"])) for row in _advances(case)]
    flows = flows or [CashFlow(start, number(product["principal"]))]
    paid = [CashFlow(day(row["date"]), -number(row["amount"])) for row in _payments(product)]
    return sorted(flows, key=lambda flow: flow.on) + paid


def _timed_flows(
    case: Mapping[str, Any], unit: str, divisor: Decimal
) -> list[tuple[Decimal, Decimal]]:
    product = case["product"]
    timed = [(Decimal(0), number(product["principal"]))]
    for row in _payments(product):
        time = row.get("time", row.get("t", row.get(unit, row.get(unit.rstrip("s")))))
        if time is None:
            return _calendar_flows(case, divisor if unit == "months" else Decimal(12))
        timed.append((number(time) / divisor, -number(row["amount"])))
    return timed


def _calendar_flows(case: Mapping[str, Any], per_year: Decimal) -> list[tuple[Decimal, Decimal]]:
    """Payments at whole months after the first, as years."""
    flows = _dated_flows(case)
    start = flows[0].on.year * 12 + flows[0].on.month
    return [
        (Decimal(flow.on.year * 12 + flow.on.month - start) / per_year, flow.amount)
        for flow in flows
    ]


def _advances(case: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    listed = params(case["product"]).get("advances") or []
    return listed or [row for row in events(case) if row["type"] in ("advance", "disbursement")]


def _payments(product: Product) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = params(product)["payments"]
    return rows
