"""Cases of daily simple interest: interest runs by the day, a payment settles what has run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from loancore.cases.reading import (
    NotOffered,
    day,
    day_count,
    disbursed_on,
    events,
    number,
    params,
    percent,
)
from loancore.interest import interest
from loancore.money import ZERO, round_money, round_places

_CHARGES = ("charge", "late_charge", "fee", "late_fee", "penalty")
_PAYMENTS = ("repayment", "payment")


@dataclass
class _Account:
    """Principal, interest run up and charges of one loan."""

    principal: Decimal
    annual_rate: Decimal
    count: str
    on: date
    accrued: Decimal = Decimal(0)
    charges: Decimal = ZERO

    def run_to(self, until: date) -> None:
        self.accrued += interest(self.principal, self.annual_rate, self.on, until, self.count)
        self.on = until

    def pay(self, amount: Decimal) -> dict[str, Decimal]:
        """Charges first, then interest cut to the fen, then principal."""
        charges = min(amount, self.charges)
        settled = min(amount - charges, round_money(self.accrued, mode=ROUND_DOWN))
        principal = min(amount - charges - settled, self.principal)
        self.charges -= charges
        self.accrued -= settled
        self.principal -= principal
        return {"fees": charges, "interest": settled, "principal": principal}


def solve(case: Mapping[str, Any]) -> dict[str, Any]:
    """One row for each payment or look at the account."""
    product = case["product"]
    start = disbursed_on(product)
    principal, rate = number(product["principal"]), percent(product["annual_rate_percent"])
    account = _Account(principal, rate, day_count(product), start)
    rows: list[dict[str, Any]] = []
    for event in _timeline(case):
        account.run_to(day(event["date"]))
        account.charges += _charged(event)
        if event["type"] in _PAYMENTS or event["type"] == "observation":
            amount = number(event.get("amount") or 0) if event["type"] in _PAYMENTS else ZERO
            rows.append({"n": len(rows) + 1} | _row(account, start, account.pay(amount)))
        elif event["type"] not in _CHARGES:
            raise NotOffered(f"Daily simple interest has no event {event['type']!r}.")
    return {"rows": rows}


def _timeline(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = params(case["product"]).get("charges") or params(case["product"]).get("late_charges")
    charges = [{"type": "charge", **row} for row in listed or []]
    rank = {kind: 0 for kind in _CHARGES}
    rows = [*charges, *events(case)]
    return sorted(rows, key=lambda row: (row["date"], rank.get(row["type"], 1)))


def _charged(event: Mapping[str, Any]) -> Decimal:
    if event["type"] in _CHARGES:
        return number(event["amount"])
    named = ("charges", "charge", "late_charge", "late_charges", "fees", "fee")
    return sum((number(event[name]) for name in named if event.get(name)), ZERO)


def _row(account: _Account, start: date, parts: dict[str, Decimal]) -> dict[str, Any]:
    amounts = {name: str(round_money(part)) for name, part in parts.items()}
    return {
        "due_date": account.on.isoformat(),
        "days": (account.on - start).days,
        **amounts,
        "charges": amounts["fees"],
        "total": str(round_money(sum(parts.values(), ZERO))),
        "balance": str(round_money(account.principal)),
        "accrued_interest": str(round_places(account.accrued, 4)),
        "charges_outstanding": str(round_money(account.charges)),
    }
