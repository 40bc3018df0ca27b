"""Repayment files for tests: written as a layout says, handed in, worked off."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from parties.models import User
from policy.models import RepaymentLayout
from servicing.models import Loan, RepaymentFile
from servicing.services.files import approve_file, hand_in, submit_file, tell_off, work_off

Row = tuple[str, str, str, str, str]  # serial, loan number, amount, day, name


def row_of(loan: Loan, serial: str, amount: str, on: date) -> Row:
    """A row of the programme's template."""
    return serial, loan.number, amount, on.isoformat(), loan.borrower.name


def template(rows: Iterable[Row], *, total: str | None = None, count: int | None = None) -> bytes:
    """A file in the programme's template."""
    rows = list(rows)
    lines = ["银行流水号,贷款编号,还款金额,到账日期,借款人姓名", *(",".join(row) for row in rows)]
    amount = total or str(sum((_amount(row[2]) for row in rows), Decimal("0.00")))
    lines.append(f"合计,{len(rows) if count is None else count},{amount},,")
    return "\r\n".join(lines).encode("utf-8-sig")


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:
        return Decimal("0.00")


def handed_in(
    content: bytes,
    cast: Mapping[str, User],
    on: date,
    *,
    layout: str = "template",
    name: str = "还款.csv",
    actor: str = "post_loan_officer",
) -> RepaymentFile:
    """A file that was handed in and read by the worker."""
    file = hand_in(
        layout=RepaymentLayout.objects.get(code=layout),
        upload=SimpleUploadedFile(name, content),
        actor=cast[actor],
        on=on,
        idempotency_key=str(uuid4()),
    )
    work_off()
    return RepaymentFile.objects.get(pk=file.pk)


def posted(file: RepaymentFile, cast: Mapping[str, User], on: date) -> RepaymentFile:
    """A file laid before the manager, approved and posted by the worker."""
    submit_file(file=file, actor=cast["post_loan_officer"], on=on)
    approve_file(file=file, actor=cast["manager"], on=on)
    work_off()
    tell_off()
    return RepaymentFile.objects.get(pk=file.pk)
