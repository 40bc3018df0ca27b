"""Cases that ask how payments are allocated over given instalments and charges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from loancore.allocation import Allocation, AllocationPolicy, OpenItem, allocate, still_open
from loancore.cases.reading import NotOffered, Product, day, disbursed_on, events, number, params
from loancore.money import ZERO, round_money

_KINDS = ("principal", "interest", "fee", "penalty")
_COLUMNS = {"principal": "principal", "interest": "interest", "fee": "fees", "penalty": "penalty"}
_PAYMENTS = {
    "repayment": "Repayment",
    "payment": "Repayment",
    "down_payment": "Down Payment",
    "prepayment": "Repayment",
}
_EXCESS = {
    "NEXT_INSTALLMENT": "next",
    "LAST_INSTALLMENT": "last",
    "REAMORTIZATION": "spread",
}


@dataclass
class _Row:
    """An instalment with what was owed and what was paid on it."""

    number: int
    due_on: date
    days: int
    balance: Decimal
    owed: dict[str, Decimal]
    paid: Decimal = ZERO
    in_advance: Decimal = ZERO
    late: Decimal = ZERO
    paid_on: date | None = None

    @property
    def total(self) -> Decimal:
        return sum(self.owed.values(), ZERO)


@dataclass
class _Loan:
    """The items still open, the rows and the payments made so far."""

    policy: AllocationPolicy
    rows: list[_Row]
    open_items: list[OpenItem] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)

    def charge(self, event: Mapping[str, Any]) -> None:
        due, amount = day(event["due_date"]), number(event["amount"])
        row = next((row for row in self.rows if due <= row.due_on), self.rows[-1])
        row.owed[event["kind"]] += amount
        row.paid_on = None
        self.open_items.append(OpenItem(event["kind"], due, amount, row.number))

    def pay(self, event: Mapping[str, Any]) -> None:
        on, amount = day(event["date"]), number(event["amount"])
        allocation = allocate(amount, self.open_items, on=on, policy=self.policy)
        self.open_items = still_open(self.open_items, allocation.lines)
        self._book(allocation, on)
        self.payments.append(_payment(event, allocation, self._principal_left()))

    def _book(self, allocation: Allocation, on: date) -> None:
        for line in allocation.lines:
            row = self.rows[line.instalment - 1]
            row.paid += line.amount
            row.in_advance += line.amount if on < row.due_on else ZERO
            row.late += line.amount if on > row.due_on else ZERO
        for row in self.rows:
            if row.paid == row.total and row.paid_on is None:
                row.paid_on = on

    def _principal_left(self) -> Decimal:
        return sum((item.amount for item in self.open_items if item.kind == "principal"), ZERO)


def solve(case: Mapping[str, Any]) -> dict[str, Any]:
    """Rows with their payments, totals and the split of every payment."""
    loan = _loan(case["product"])
    for event in _timeline(case):
        if event["type"] == "charge":
            loan.charge(event)
        elif event["type"] in _PAYMENTS:
            loan.pay(event)
        else:
            raise NotOffered(f"Allocation has no event {event['type']!r}.")
    rows = [_shown(row) for row in loan.rows]
    names = [*_COLUMNS.values(), "total", "paid", "in_advance", "late", "outstanding"]
    sums = {name: str(sum((number(row[name]) for row in rows), ZERO)) for name in names}
    return {"rows": rows, "totals": sums, "transactions": loan.payments}


def _timeline(case: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Events by the day they were entered; a charge comes before a payment of its day."""

    def key(event: Mapping[str, Any]) -> tuple[str, int]:
        if event["type"] == "charge":
            return str(event.get("added_on") or event.get("date") or ""), 0
        return str(event["date"]), 1

    return sorted(events(case), key=key)


def _loan(product: Product) -> _Loan:
    options = params(product)
    policy = AllocationPolicy(
        order=tuple(options["due_order"]),
        advance_order=tuple(options.get("advance_order") or options["due_order"]),
        direction="by_kind" if _is_vertical(product) else "by_instalment",
        excess=_excess(options),
    )
    loan = _Loan(policy, _rows(product))
    for row in loan.rows:
        loan.open_items += [
            OpenItem(kind, row.due_on, amount, row.number) for kind, amount in row.owed.items()
        ]
    return loan


def _is_vertical(product: Product) -> bool:
    return str(params(product).get("processing") or "").upper() == "VERTICAL"


def _excess(options: Mapping[str, Any]) -> str:
    rule = str(options.get("future_rule") or "NEXT_INSTALLMENT").upper()
    if rule not in _EXCESS:
        raise NotOffered(f"The program has no rule {rule!r} for money paid ahead.")
    return _EXCESS[rule]


def _rows(product: Product) -> list[_Row]:
    rows: list[_Row] = []
    previous, balance = disbursed_on(product), number(product["principal"])
    for index, item in enumerate(params(product)["instalments"], start=1):
        due = day(item["due_date"])
        owed = {kind: number(item.get(kind) or item.get(_COLUMNS[kind]) or 0) for kind in _KINDS}
        balance -= owed["principal"]
        rows.append(_Row(index, due, (due - previous).days, balance, owed))
        previous = due
    return rows


def _shown(row: _Row) -> dict[str, Any]:
    amounts = {_COLUMNS[kind]: amount for kind, amount in row.owed.items()}
    amounts |= {
        "total": row.total,
        "balance": row.balance,
        "paid": row.paid,
        "in_advance": row.in_advance,
        "late": row.late,
        "outstanding": row.total - row.paid,
    }
    shown: dict[str, Any] = {"n": row.number, "due_date": row.due_on.isoformat(), "days": row.days}
    shown |= {name: str(round_money(amount)) for name, amount in amounts.items()}
    if row.paid_on is not None:
        shown["paid_date"] = row.paid_on.isoformat()
    return shown


def _payment(event: Mapping[str, Any], allocation: Allocation, balance: Decimal) -> dict[str, Any]:
    amounts = {column: allocation.total(kind) for kind, column in _COLUMNS.items()}
    return {
        "date": event["date"],
        "type": _PAYMENTS[event["type"]],
        "amount": str(round_money(number(event["amount"]))),
        **{column: str(round_money(amount)) for column, amount in amounts.items()},
        "balance": str(round_money(balance)),
        "overpayment": str(round_money(allocation.rest)),
    }
