"""Repayment files of the demo day: two are posted, one waits in the preview with bad rows."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from parties.models import User
from policy.models import RepaymentLayout
from servicing.models import Loan, RepaymentFile
from servicing.services.files import approve_file, hand_in, submit_file, tell_off, work_off

Cast = Mapping[str, User]
TEMPLATE_HEAD = "银行流水号,贷款编号,还款金额,到账日期,借款人姓名"
SAVED = Decimal("100.00")


def loans_of(bank: str) -> list[Loan]:
    """The loans of a bank on which nothing is late, in order."""
    running = Loan.objects.filter(bank__code=bank, state="disbursed")
    return list(running.select_related("borrower", "contract").order_by("pk"))


def handed_in(content: bytes, cast: Cast, on: date, *, layout: str, name: str) -> RepaymentFile:
    """A file as the post-loan officer hands it in, read by the worker."""
    file = hand_in(
        layout=RepaymentLayout.objects.in_force(on).filter(code=layout)[0],
        upload=SimpleUploadedFile(name, content),
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=str(uuid4()),
    )
    work_off()
    return RepaymentFile.objects.get(pk=file.pk)


def posted(file: RepaymentFile, cast: Cast, on: date) -> RepaymentFile:
    """A file in preview, submitted, approved by the manager and posted by the worker."""
    submit_file(file=file, actor=cast["post_loan_officer"], on=on)
    approve_file(file=file, actor=cast["manager"], on=on)
    work_off()
    tell_off()
    return RepaymentFile.objects.get(pk=file.pk)


def template_file(loans: list[Loan], on: date, *, bad: list[str]) -> bytes:
    """A file in the programme's template: each loan pays a little ahead; then the bad lines."""
    rows = [
        f"TP{on:%Y%m%d}{loan.pk:04d},{loan.number},{SAVED},{on},{loan.borrower.name}"
        for loan in loans
    ]
    total = f"合计,{len(rows) + len(bad)},{SAVED * len(rows)},,"
    return "\r\n".join([TEMPLATE_HEAD, *rows, *bad, total]).encode("utf-8-sig")


def thousand_rows(bank: str, on: date) -> bytes:
    """993 good rows over the loans of a bank and seven bad ones; the same all through a day."""
    loans = loans_of(bank)
    if not loans:
        return "\r\n".join([TEMPLATE_HEAD, "合计,0,0.00,,"]).encode("utf-8-sig")
    rows = []
    for number in range(993):
        loan = loans[number % len(loans)]
        rows.append(f"TS{on:%Y%m%d}{number:04d},{loan.number},1.00,{on},{loan.borrower.name}")
    one, name = loans[0].number, loans[0].borrower.name
    bad = [
        f"TSX1,没有这个编号,1.00,{on},{name}",
        f"TSX2,{one},一元,{on},{name}",
        f"TSX3,{one},1.00,昨天,{name}",
        f",{one},1.00,{on},{name}",
        f"TSX5,{one},1.00,{on},别人",
        rows[0],
        f"TSX7,{one},99999999.00,{on},{name}",
    ]
    total = f"合计,1000,{Decimal('99999999.00') + 993 + 6},,"
    return "\r\n".join([TEMPLATE_HEAD, *rows, *bad, total]).encode("utf-8-sig")


def export_file(loans: list[Loan], on: date) -> bytes:
    """A file as the core system of bank B writes it: places, bars, whole fen, a last line."""
    fen = int(SAVED * 100)
    rows = [
        f"{on:%Y/%m/%d}|EX{on:%Y%m%d}{loan.pk:04d}|{loan.number}|{loan.borrower.name}|{fen}"
        for loan in loans
    ]
    return "\n".join([*rows, f"EOF|{len(rows)}|{fen * len(rows)}"]).encode()


def files_of_the_day(cast_of: Callable[[str], Cast], on: date) -> None:
    """One posted file of bank C and one of bank B; bank A's waits, with four bad rows."""
    for bank, layout, content in (
        ("bank-c", "template", template_file(loans_of("bank-c"), on, bad=[])),
        ("bank-b", "bank-b-export", export_file(loans_of("bank-b"), on)),
    ):
        cast = cast_of(bank)
        file = handed_in(content, cast, on, layout=layout, name=f"还款{on:%Y%m%d}.csv")
        if file.figures.get("good"):
            posted(file, cast, on)
    loans = loans_of("bank-a")
    if not loans:
        return
    one = loans[0]
    bad = [
        f"TPX1,没有这个编号,88.00,{on},{one.borrower.name}",
        f"TPX2,{one.number},十元,{on},{one.borrower.name}",
        f"TPX3,{one.number},10.00,{on},别人",
        f"TP{on:%Y%m%d}{one.pk:04d},{one.number},{SAVED},{on},{one.borrower.name}",
    ]
    content = template_file(loans, on, bad=bad)
    handed_in(content, cast_of("bank-a"), on, layout="template", name="批量还款.csv")
