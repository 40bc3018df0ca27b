"""Repayment files as the pages show them: how far, what is in them, what is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from loancore.money import ZERO
from parties.models import User
from policy.models import RepaymentLayout
from policy.states import RuleState
from screens.vocabulary import word
from servicing.models import FileRow, Repayment, RepaymentFile
from servicing.selectors.file_faults import reason_of
from servicing.states import RepaymentState
from servicing.states.files import FileState

BAD = ("unmatched", "wrong", "duplicate", "refused")
BYTES_PER_LINE = 60
AFTER_POSTING = (FileState.POSTED, FileState.UNDO_ASKED, FileState.UNDOING)


def files_for(user: User) -> QuerySet[RepaymentFile]:
    """The files this person may know of."""
    people = ("bank", "layout", "uploaded_by__person", "posted_by__person")
    return RepaymentFile.objects.visible_to(user).select_related(*people)


def percent_of(file: RepaymentFile) -> int:
    """How far the worker has come with a file, as it stands in the database."""
    if file.state == FileState.UPLOADED:
        return min(99, file.lines_read * BYTES_PER_LINE * 100 // max(file.size, 1))
    good = int(file.figures.get("good", {}).get("count", 0))
    if file.state == FileState.POSTING:
        done = file.parts.aggregate(done=Sum("rows"))["done"] or 0
        return min(99, done * 100 // max(good, 1))
    if file.state == FileState.UNDOING:
        return min(99, reversed_in(file) * 100 // max(good, 1))
    return 100


def reversed_in(file: RepaymentFile) -> int:
    """How many repayments of a file are reversed."""
    return repayments_of(file).filter(state=RepaymentState.REVERSED).count()


def repayments_of(file: RepaymentFile) -> QuerySet[Repayment]:
    """What a file has posted."""
    return Repayment.objects.filter(
        bank=file.bank_id, idempotency_key__startswith=f"file:{file.pk}:"
    )


def shown_state(file: RepaymentFile, state: str) -> str:
    """What has become of a row: a good one of a posted file is posted, of an undone one undone."""
    if state != FileRow.State.GOOD:
        return state
    if file.state == FileState.UNDONE:
        return "undone"
    return "posted" if file.state in AFTER_POSTING else state


@dataclass(frozen=True)
class Sums:
    """Rows in one state: how many, of which sum."""

    state: str
    shown: str
    count: int
    amount: Decimal


def sums_of(file: RepaymentFile) -> list[Sums]:
    """What is in a file, by what becomes of it."""
    return [
        Sums(state, shown_state(file, state), int(found["count"]), Decimal(found["amount"]))
        for state in FileRow.State.values
        if (found := file.figures.get(state))
    ]


@dataclass(frozen=True)
class Totals:
    """What is in a file beside what its totals line says."""

    count: int
    amount: Decimal
    control_count: int | None
    control_amount: Decimal | None

    @property
    def agree(self) -> bool:
        """Whether the file holds what its totals line says."""
        return (self.count, self.amount) == (self.control_count, self.control_amount)


def totals_of(file: RepaymentFile) -> Totals:
    """The sum over all rows, good and bad, beside the control totals."""
    sums = sums_of(file)
    return Totals(
        sum(each.count for each in sums),
        sum((each.amount for each in sums), ZERO),
        file.control_count,
        file.control_amount,
    )


def rows_shown(file: RepaymentFile, state: str) -> QuerySet[FileRow]:
    """The rows of a file, in order, all or those in one state."""
    rows = file.rows.select_related("loan__case", "loan__borrower").order_by("line")
    return rows.filter(state=state) if state in FileRow.State.values else rows


def bad_rows(file: RepaymentFile) -> Iterator[list[Any]]:
    """Every row that is not posted, with its reason, for the list to take away."""
    rows = file.rows.filter(state__in=BAD).order_by("line")
    for row in rows.iterator():
        yield [
            row.line,
            row.serial,
            row.reference,
            row.borrower,
            row.amount,
            row.received_on,
            word("file_row", row.state),
            reason_of(row.fault, row.detail),
        ]


def layouts_known() -> QuerySet[RepaymentLayout]:
    """All layouts that are in force, coming or waiting, newest first."""
    shown = [RuleState.PUBLISHED, RuleState.SUBMITTED]
    return RepaymentLayout.objects.filter(state__in=shown).select_related("bank", "author__person")
