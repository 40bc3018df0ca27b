"""Matching rows to loans and saying what is wrong with each, for a whole file at once."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from loancore.money import ZERO
from policy.models import RepaymentLayout
from screens.wording import yuan
from servicing.models import FileRow, RepaymentFile
from servicing.selectors.books import payoff_quote

# By what the layout names a loan; only loans of the file's bank exist for it.
NAMED = {
    RepaymentLayout.Reference.LOAN: """
        SELECT id, number AS reference FROM servicing_loan WHERE bank_id = %(bank)s""",
    RepaymentLayout.Reference.CONTRACT: """
        SELECT loan.id, contract.number AS reference
        FROM servicing_loan loan JOIN underwriting_contract contract
          ON contract.id = loan.contract_id
        WHERE loan.bank_id = %(bank)s""",
}
# The first fault that applies; `ask` sends a row to the exact quote of its loan.
JUDGE = """
    WITH named AS ({named}),
    twins AS (
        SELECT serial, min(line) AS line FROM servicing_filerow
        WHERE file_id = %(file)s AND state <> 'wrong'
        GROUP BY serial HAVING count(*) > 1
    ),
    elsewhere AS (
        SELECT other.serial, min(file.number) AS number
        FROM servicing_repaymentfile file JOIN servicing_filerow other ON other.file_id = file.id
        WHERE file.bank_id = %(bank)s AND file.id <> %(file)s
          AND file.state IN ('submitted', 'posting') AND other.state = 'good'
        GROUP BY other.serial
    ),
    judged AS (
        SELECT row.id, loan.id AS loan_id,
            CASE
                WHEN live.id IS NOT NULL AND live.amount = row.amount
                     AND coalesce(loan.id, live.loan_id) = live.loan_id THEN 'already_posted'
                WHEN live.id IS NOT NULL THEN 'serial_of_other'
                WHEN twin.line < row.line AND first.reference = row.reference
                     AND first.amount = row.amount AND first.received_on = row.received_on
                     THEN 'twice_in_file'
                WHEN twin.line < row.line THEN 'serial_twice'
                WHEN elsewhere.serial IS NOT NULL THEN 'waits_elsewhere'
                WHEN loan.id IS NULL THEN 'no_loan'
                WHEN loan.state NOT IN ('disbursed', 'overdue') THEN 'loan_not_running'
                WHEN row.received_on > %(on)s THEN 'date_in_future'
                WHEN row.received_on < loan.disbursed_on THEN 'date_before_payout'
                WHEN row.borrower <> '' AND row.borrower <> person.name THEN 'name_differs'
                WHEN row.amount > loan.outstanding - loan.advance THEN 'ask'
                ELSE ''
            END AS fault,
            CASE
                WHEN live.id IS NOT NULL THEN live.number
                WHEN twin.line < row.line THEN twin.line::text
                WHEN elsewhere.serial IS NOT NULL THEN elsewhere.number
                ELSE ''
            END AS detail
        FROM servicing_filerow row
        LEFT JOIN named ON row.assigned_by_id IS NULL AND named.reference = row.reference
        LEFT JOIN servicing_loan loan ON loan.bank_id = %(bank)s
            AND loan.id = CASE WHEN row.assigned_by_id IS NULL THEN named.id ELSE row.loan_id END
        LEFT JOIN parties_person person ON person.id = loan.borrower_id
        LEFT JOIN servicing_repayment live ON live.bank_id = %(bank)s
            AND live.bank_serial = row.serial AND live.state IN ('recorded', 'posted')
        LEFT JOIN twins twin ON twin.serial = row.serial
        LEFT JOIN servicing_filerow first ON first.file_id = %(file)s AND first.line = twin.line
        LEFT JOIN elsewhere ON elsewhere.serial = row.serial
        WHERE row.file_id = %(file)s AND {asked}
    )
    UPDATE servicing_filerow row
    SET loan_id = judged.loan_id, fault = judged.fault, detail = judged.detail,
        state = CASE
            WHEN judged.fault = 'no_loan' THEN 'unmatched'
            WHEN judged.fault IN ('already_posted', 'twice_in_file', 'waits_elsewhere')
                THEN 'duplicate'
            WHEN judged.fault IN ('', 'ask') THEN 'good'
            ELSE 'wrong'
        END
    FROM judged WHERE judged.id = row.id
"""
# What the reader could not read stays wrong; a row whose matter may have changed is judged again.
READABLE = "row.received_on IS NOT NULL AND row.amount IS NOT NULL AND row.state <> 'refused'"
READABLE += " AND row.serial <> '' AND row.reference <> ''"


def check_rows(file: RepaymentFile, *, on: date, line: int | None = None) -> None:
    """Say of every readable row, or of one, what becomes of it as things stand now."""
    kind = RepaymentLayout.Reference(file.layout.reference_kind)
    asked = READABLE if line is None else f"{READABLE} AND row.line = %(line)s"
    values: dict[str, Any] = {"bank": file.bank_id, "file": file.pk, "on": on, "line": line}
    with connection.cursor() as cursor:
        if line is None:
            cursor.execute("ANALYZE servicing_filerow")
        cursor.execute(JUDGE.format(named=NAMED[kind], asked=asked), values)
    for row in FileRow.objects.filter(file=file, fault="ask").select_related("loan"):
        assert row.loan and row.received_on and row.amount
        owed = payoff_quote(row.loan, row.received_on).total
        row.fault = ""
        if row.amount > owed:
            row.state, row.fault, row.detail = FileRow.State.WRONG, "beyond_debt", yuan(owed)
        row.save(update_fields=["state", "fault", "detail"])


def counted(file: RepaymentFile) -> dict[str, Any]:
    """How many rows of which sum are in which state."""
    found = FileRow.objects.filter(file=file).order_by().values("state")
    return {
        each["state"]: {"count": each["n"], "amount": str(each["total"] or ZERO)}
        for each in found.annotate(n=Count("pk"), total=Sum("amount"))
    }
