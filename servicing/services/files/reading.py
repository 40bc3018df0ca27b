"""Reading a repayment file: any of its layouts, CSV or Excel, in little memory."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePath
from typing import IO

from django.db import connection, transaction
from python_calamine import CalamineError, CalamineWorkbook

from policy.models import RepaymentLayout
from servicing.models import FileRow, RepaymentFile
from servicing.rules.filing import Cells, Control, Payment, Shape, UnlikeLayout, payments
from servicing.services.files.checking import check_rows, counted

EXCEL = (".xlsx", ".xls", ".ods")
BATCH = 20_000
CELL_LIMIT = 2_000
COLUMNS = "file_id, line, reference, serial, borrower, amount, received_on, state, fault, detail"


def shape_of(layout: RepaymentLayout) -> Shape:
    """A layout as the reader takes it."""
    return Shape(
        heading_line=layout.heading_line,
        first_line=layout.first_line,
        serial=layout.serial_column,
        reference=layout.reference_column,
        amount=layout.amount_column,
        on=layout.date_column,
        name=layout.name_column,
        in_fen=layout.amount_form == RepaymentLayout.AmountForm.FEN,
        date_form=layout.date_form,
        footer_mark=layout.footer_mark,
        footer_count_place=layout.footer_count_column,
        footer_amount_place=layout.footer_amount_column,
    )


def lines_of(source: IO[bytes], name: str, layout: RepaymentLayout) -> Iterator[Cells]:
    """The lines of a file as lists of cells; UnlikeLayout when it is no such file."""
    if PurePath(name).suffix.lower() in EXCEL:
        return _sheet_lines(source)
    return _text_lines(source, layout)


def _sheet_lines(source: IO[bytes]) -> Iterator[Cells]:
    try:
        sheet = CalamineWorkbook.from_filelike(source).get_sheet_by_index(0)
    except (CalamineError, OSError, IndexError):
        raise UnlikeLayout("not_excel") from None
    yield from sheet.iter_rows()


def _text_lines(source: IO[bytes], layout: RepaymentLayout) -> Iterator[Cells]:
    text = io.TextIOWrapper(source, encoding=layout.encoding, newline="")
    try:
        yield from csv.reader(text, delimiter=layout.separator)
    except UnicodeDecodeError:
        raise UnlikeLayout("letters_differ", layout.get_encoding_display()) from None
    except csv.Error:
        raise UnlikeLayout("not_csv") from None


def read_file(file: RepaymentFile) -> None:
    """Read, match and total a file anew; UnlikeLayout when it is not what its layout says."""
    FileRow.objects.filter(file=file).delete()
    control, read = None, 0
    with file.file.open("rb") as source:
        found = payments(lines_of(source, file.original_name, file.layout), shape_of(file.layout))
        while batch := list(islice(found, BATCH)):
            rows = [each for each in batch if isinstance(each, Payment)]
            control = next((each for each in batch if isinstance(each, Control)), control)
            read += len(rows)
            _keep(file, rows, read)
    if not read:
        raise UnlikeLayout("no_rows")
    with transaction.atomic():
        check_rows(file, on=file.uploaded_on)
        file.lines_total = read
        file.control_count = control.count if control else None
        file.control_amount = control.amount if control else None
        file.figures = counted(file)
        file.save(update_fields=["lines_total", "control_count", "control_amount", "figures"])


@transaction.atomic
def _keep(file: RepaymentFile, rows: list[Payment], read: int) -> None:
    lines = io.StringIO()
    for row in rows:
        state = "wrong" if row.fault else "unchecked"
        cells = (row.reference, row.serial, row.name, row.amount, row.received_on)
        tail = (state, row.fault, row.detail)
        written = [str(file.pk), str(row.line), *map(_copied, cells), *map(_copied, tail)]
        lines.write("\t".join(written) + "\n")
    lines.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY servicing_filerow ({COLUMNS}) FROM STDIN", lines)
    RepaymentFile.objects.filter(pk=file.pk).update(lines_read=read)


def _copied(cell: object) -> str:
    r"""A cell as COPY takes it; \N is nothing."""
    if cell is None:
        return r"\N"
    text = str(cell)
    if text.isalnum():
        return text
    text = text.replace("\0", "").replace("\\", "\\\\").replace("\t", " ")
    return text.replace("\n", " ").replace("\r", " ")
