"""A repayment file as its layout says: cells become payments, or faults with their reason.

Nothing here knows of loans or of the database; the same cells always give the same rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

FEN = Decimal("0.01")
AMOUNT_MAX = Decimal(10) ** 12
GROUPED = re.compile(r"[+-]?(\d+|\d{1,3}([,，]\d{3})+)(\.\d+)?")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－（）", "0123456789.-()")
Cells = Sequence[object]


class UnlikeLayout(Exception):
    """The file is not written as its layout says; carries the code of the reason and a detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A layout without the database: headings or places, forms of dates and amounts, last line."""

    heading_line: int
    first_line: int
    serial: str
    reference: str
    amount: str
    on: str
    name: str = ""
    in_fen: bool = False
    date_form: str = "%Y-%m-%d"
    footer_mark: str = ""
    footer_count_place: int = 0
    footer_amount_place: int = 0

    @property
    def columns(self) -> dict[str, str]:
        """What is read from a line, and where it stands."""
        named = {"serial": self.serial, "reference": self.reference, "amount": self.amount}
        return {**named, "on": self.on, **({"name": self.name} if self.name else {})}


@dataclass(frozen=True)
class Payment:
    """A line as it was understood; with a fault when something in it is not what it should be."""

    line: int
    reference: str
    serial: str
    name: str
    amount: Decimal | None
    received_on: date | None
    fault: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Control:
    """What the totals line says of the file."""

    count: int
    amount: Decimal


def payments(lines: Iterable[Cells], shape: Shape) -> Iterator[Payment | Control]:
    """Every payment of a file, in order, and at last the totals if the layout has any."""
    places: dict[str, int] | None = None if shape.heading_line else _by_place(shape)
    for number, cells in enumerate(lines, start=1):
        if number == shape.heading_line:
            places = _by_heading(cells, shape)
        if number < shape.first_line or not any(_text(cell) for cell in cells):
            continue
        if shape.footer_mark and _text(cells[0]).startswith(shape.footer_mark):
            yield _control(cells, shape)
            return
        assert places is not None
        yield _payment(number, cells, places=places, shape=shape)
    if places is None:
        raise UnlikeLayout("no_heading")
    if shape.footer_mark:
        raise UnlikeLayout("no_totals", shape.footer_mark)


def _by_place(shape: Shape) -> dict[str, int]:
    return {name: int(column) - 1 for name, column in shape.columns.items()}


def _by_heading(cells: Cells, shape: Shape) -> dict[str, int]:
    headings = [_text(cell) for cell in cells]
    places = {}
    for name, column in shape.columns.items():
        if column not in headings and not column.isdigit():
            raise UnlikeLayout("no_column", column)
        places[name] = headings.index(column) if column in headings else int(column) - 1
    return places


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip().strip("\ufeff").strip()
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell).strip()


def _control(cells: Cells, shape: Shape) -> Control:
    try:
        count = int(_text(cells[shape.footer_count_place - 1]))
        return Control(count, amount_of(cells[shape.footer_amount_place - 1], shape.in_fen))
    except (IndexError, ValueError):
        raise UnlikeLayout("bad_totals") from None


def _payment(number: int, cells: Cells, *, places: dict[str, int], shape: Shape) -> Payment:
    if max(places.values()) >= len(cells):
        return Payment(number, "", "", "", None, None, "cells_missing", str(len(cells)))
    reference, serial = _text(cells[places["reference"]]), _text(cells[places["serial"]])
    name = _text(cells[places["name"]]) if "name" in places else ""
    fault, detail = _lacking(reference, serial, name)
    amount, on = None, None
    try:
        amount = amount_of(cells[places["amount"]], shape.in_fen)
        on = date_of(cells[places["on"]], shape.date_form)
    except ValueError as wrong:
        fault, detail = wrong.args[0], _text(cells[places["on" if amount else "amount"]])[:60]
    return Payment(number, reference[:60], serial[:60], name[:50], amount, on, fault, detail)


def _lacking(reference: str, serial: str, name: str) -> tuple[str, str]:
    if not serial:
        return "serial_missing", ""
    if not reference:
        return "reference_missing", ""
    if len(reference) > 60 or len(serial) > 60 or len(name) > 50:
        return "cell_too_long", ""
    return "", ""


def amount_of(cell: object, in_fen: bool) -> Decimal:
    """An exact amount above zero; ValueError names what is wrong with it."""
    text = _text(cell).translate(FULL_WIDTH).removeprefix("¥").removeprefix("￥").strip()
    if not GROUPED.fullmatch(text):
        raise ValueError("amount_unreadable")
    try:
        amount = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise ValueError("amount_unreadable") from None
    if in_fen:
        if amount != amount.to_integral_value():
            raise ValueError("amount_not_in_fen")
        amount = amount.scaleb(-2)
    if amount != amount.quantize(FEN):
        raise ValueError("amount_not_in_fen")
    if not 0 < amount < AMOUNT_MAX:
        raise ValueError("amount_not_positive")
    return amount.quantize(FEN)


def date_of(cell: object, form: str) -> date:
    """A day as the layout writes it; real dates of a spreadsheet are taken as they are."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if form in _SIMPLE and (found := _SIMPLE[form].fullmatch(text)):
        year, month, day = (int(part) for part in found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            raise ValueError("date_unreadable") from None
    try:
        return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise ValueError("date_unreadable") from None


# The forms that banks use most, read without the slow general way.
_SIMPLE = {
    "%Y-%m-%d": re.compile(r"(\d{4})-(\d\d?)-(\d\d?)"),
    "%Y%m%d": re.compile(r"(\d{4})(\d\d)(\d\d)"),
    "%Y/%m/%d": re.compile(r"(\d{4})/(\d\d?)/(\d\d?)"),
}
