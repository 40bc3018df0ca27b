"""A report as PDF and as Excel, from the same stored figures."""

from io import BytesIO

import xlsxwriter
from django.utils import translation
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from loanprogram.models import Report, ReportFile
from loanprogram.reports.tables import Table, read_tables
from policy.selectors import programme_profile
from screens.paper import render_pdf
from screens.sheets import NUMBER_FORMATS, WIDTHS
from screens.wording import day

TITLE_ROWS = 2


def written(report: Report, form: str, language: str) -> bytes:
    """The file of a report in one format and language."""
    with translation.override(language):
        tables = read_tables(report.figures)
        return _pdf(report, tables) if form == ReportFile.Form.PDF else _excel(report, tables)


def _pdf(report: Report, tables: list[Table]) -> bytes:
    values = {
        "programme": programme_profile(report.made_on),
        "report": report,
        "tables": tables,
        "notes": report.figures.get("notes", []),
    }
    return render_pdf("loanprogram/report_paper.html", values)


def _excel(report: Report, tables: list[Table]) -> bytes:
    heading = f"{report.organisation} · {day(report.starts_on)} – {day(report.ends_on)}"
    return workbook(tables, heading)


def workbook(tables: list[Table], heading: str) -> bytes:
    """An Excel file with one sheet per table, numbers as numbers."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {kind: book.add_format({"num_format": f}) for kind, f in NUMBER_FORMATS.items()}
        formats["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        formats["title"] = book.add_format({"bold": True, "font_size": 13})
        for number, table in enumerate(tables, start=1):
            sheet = book.add_worksheet(f"{number} {str(table.title)[:27]}")
            sheet.write_string(0, 0, f"{table.title} · {heading}", formats["title"])
            _fill(sheet, table, formats)
    return target.getvalue()


def _fill(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> None:
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDTHS.get(column.kind, 22))
        sheet.write_string(TITLE_ROWS, place, str(column.label), formats["head"])
    for number, row in enumerate(table.rows, start=TITLE_ROWS + 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            else:
                sheet.write_number(number, place, value, formats.get(column.kind))
