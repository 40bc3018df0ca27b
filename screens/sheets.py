"""Spreadsheets: exactly the rows of a list, with their types, safe to open."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from screens.lists import Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

# A cell that begins like this would be calculated by the program that opens it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

NUMBER_FORMATS = {
    "money": "#,##0.00",
    "number": "#,##0.######",
    "percent": "0.00%",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
WIDTHS = {"money": 16, "number": 12, "percent": 10, "date": 12, "moment": 17}
EXCEL_ROWS_MAX = 1_048_576


def write_xlsx(
    target: Path | IO[bytes],
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Write an Excel file row by row in little memory; the number of data rows is returned."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        formats = {kind: book.add_format({"num_format": f}) for kind, f in NUMBER_FORMATS.items()}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(column.kind, 22))
            sheet.write_string(0, place, str(column.label), head)
        number = 0
        for number, row in enumerate(rows, start=1):
            if number >= EXCEL_ROWS_MAX:
                raise ValueError("An Excel sheet holds no more than 1,048,575 rows.")
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                _write_cell(sheet, (number, place), value, shape=_shape(column, value, formats))
    return number


def _shape(column: Column, value: Any, formats: dict[str, Format]) -> Format:
    if isinstance(value, datetime):
        return formats["moment"]
    if isinstance(value, date):
        return formats["date"]
    return formats.get(column.kind, formats["number"])


def _write_cell(sheet: Worksheet, cell: tuple[int, int], value: Any, *, shape: Format) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(*cell, _local(value).replace(tzinfo=None), shape)
    elif isinstance(value, date):
        sheet.write_datetime(*cell, value, shape)
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        sheet.write_number(*cell, value, shape)
    else:
        sheet.write_string(*cell, str(value))


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _sheet_name(title: str) -> str:
    plain = "".join(sign for sign in title if sign not in "[]:*?/\\'")
    return plain[:31] or "1"


def write_csv(*, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file that Excel reads as UTF-8, with texts that look like formulas made harmless."""
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow([guarded(str(column.label)) for column in columns])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return lines.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date | Decimal | int) and not isinstance(value, bool):
        return str(value)
    return guarded(str(value))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def file_name(title: str, on: date, suffix: str) -> str:
    """The name of an export: title and date."""
    plain = "".join(sign for sign in str(title) if sign not in '\\/:*?"<>|\r\n')
    return f"{plain} {on.isoformat()}.{suffix}"
