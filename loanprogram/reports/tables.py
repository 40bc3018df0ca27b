"""The tables of the reports: their titles and columns, and how a stored cell is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from screens.lists import Column
from screens.vocabulary import word

MONEY, NUMBER, SHARE = "money", "number", "percent"


@dataclass(frozen=True)
class Shape:
    """One kind of table: what it is called and what its columns mean."""

    code: str
    title: str | Promise
    columns: Sequence[Column]


def _column(name: str, label: str | Promise, kind: str = "text", *, states: str = "") -> Column:
    return Column(name, label, kind=kind, states=states)


_BANK = _column("bank", _("Bank"))

SHAPES = {
    shape.code: shape
    for shape in (
        Shape(
            "stages",
            _("Cases by stage at the end of the period"),
            [_column("stage", _("Stage"), states="stage"), _column("cases", _("Cases"), NUMBER)],
        ),
        Shape(
            "flow",
            _("What happened in the period"),
            [
                _BANK,
                _column("received", _("Applications handed in"), NUMBER),
                _column("asked", _("Amount applied for"), MONEY),
                _column("approved", _("Number approved"), NUMBER),
                _column("declined", _("Number declined"), NUMBER),
                _column("payouts", _("Loans paid out"), NUMBER),
                _column("paid_out", _("Amount paid out"), MONEY),
                _column("receipts", _("Number of repayments"), NUMBER),
                _column("repaid", _("Amount repaid"), MONEY),
            ],
        ),
        Shape(
            "appeals",
            _("Appeals against refusals in the period"),
            [
                _BANK,
                _column("filed", _("Appeals filed"), NUMBER),
                _column("lifted", _("Refusals lifted"), NUMBER),
                _column("upheld", _("Refusals upheld"), NUMBER),
            ],
        ),
        Shape(
            "ageing",
            _("Overdue loans at the end of the period, by days past due"),
            [
                _column("band", _("Days past due")),
                _column("loans", _("Loans"), NUMBER),
                _column("balance", _("Balance"), MONEY),
                _column("share", _("Share of all balances"), SHARE),
            ],
        ),
        Shape(
            "due_next",
            _("Falling due in the seven days after the period"),
            [
                _BANK,
                _column("instalments", _("Instalments"), NUMBER),
                _column("principal", _("Principal"), MONEY),
                _column("interest", _("Interest"), MONEY),
                _column("total", _("Together"), MONEY),
            ],
        ),
        Shape(
            "business",
            _("Business statistics of the guaranteed start-up loans"),
            [
                _BANK,
                _column("product", _("Product")),
                _column("opening", _("Opening balance"), MONEY),
                _column("payouts", _("Loans paid out"), NUMBER),
                _column("paid_out", _("Amount paid out"), MONEY),
                _column("repaid", _("Principal repaid"), MONEY),
                _column("given_up", _("Claims and write-offs"), MONEY),
                _column("balance", _("Closing balance"), MONEY),
                _column("loans", _("Loans"), NUMBER),
                _column("overdue", _("Of which overdue"), MONEY),
                _column("year_payouts", _("Loans paid out this year"), NUMBER),
                _column("year_paid_out", _("Amount paid out this year"), MONEY),
            ],
        ),
        Shape(
            "fund",
            _("Operation of the guarantee fund"),
            [
                _BANK,
                _column("opening", _("Opening balance"), MONEY),
                _column("paid_in", _("Paid in"), MONEY),
                _column("interest", _("Interest"), MONEY),
                _column("paid_out", _("Amount paid out"), MONEY),
                _column("claims", _("Claims paid"), MONEY),
                _column("recovered", _("Recovered"), MONEY),
                _column("other", _("Corrections"), MONEY),
                _column("closing", _("Closing balance"), MONEY),
            ],
        ),
        Shape(
            "capacity",
            _("Capacity of the guarantee fund at the end of the period"),
            [
                _column("cash", _("Fund balance"), MONEY),
                _column("multiplier", _("Multiple"), NUMBER),
                _column("capacity", _("Capacity"), MONEY),
                _column("in_guarantee", _("In guarantee"), MONEY),
                _column("reserved", _("Reserved"), MONEY),
                _column("free", _("Still free"), MONEY),
            ],
        ),
    )
}
TOTAL = ["合计", "Total"]


@dataclass(frozen=True)
class Table:
    """One stored table with the words of the language in force."""

    shape: Shape
    rows: list[list[Any]]

    @property
    def title(self) -> str | Promise:
        """What it shows."""
        return self.shape.title

    @property
    def columns(self) -> Sequence[Column]:
        """Its columns."""
        return self.shape.columns

    @property
    def lines(self) -> list[list[tuple[Column, Any]]]:
        """The rows as pairs of column and value."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def read_tables(stored: dict[str, Any]) -> list[Table]:
    """The tables of a stored report, in their order."""
    return [_read(part) for part in stored["tables"]]


def _read(part: dict[str, Any]) -> Table:
    shape = SHAPES[part["code"]]
    rows = [
        [cell(column, value) for column, value in zip(shape.columns, row, strict=True)]
        for row in part["rows"]
    ]
    return Table(shape, rows)


def cell(column: Column, stored: Any) -> Any:
    """A stored value as a number, an amount or words."""
    if isinstance(stored, list):
        return stored[1] if get_language() == "en" else stored[0]
    if column.kind in (MONEY, SHARE, NUMBER) and isinstance(stored, str):
        return Decimal(stored)
    return word(column.states, stored) if column.states else stored
