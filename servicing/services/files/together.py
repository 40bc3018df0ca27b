"""Posting many repayments in one go: the batch form of `happen`, for the plain case.

Plain is a receipt of the business date on a loan in order that has accrued to that date, with
something left to pay afterwards and no early repayment in it. Then money only settles what fell due
and the rest is kept: no day, plan or state changes. Every other row takes the single way. A test
holds both ways equal over random loans.

The spreading is that of `loancore.allocation.allocate` by kind: open items in the agreed order,
each taking what is left. Payments and items are laid end to end; where they overlap, one settles
the other.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from casework.services.cases import next_numbers
from ledger.postings import draft, line
from ledger.services import post
from loancore.money import ZERO
from parties.services.audit import record_act
from servicing.models import FilePart, RepaymentFile
from servicing.postings import address
from servicing.services.projections import LOCK_SLOTS

# How many loans with keys in a row share a slot and a partition of the day-end.
BLOCK = getattr(settings, "DAY_END_BLOCK", 1)

SLOTS = """
    SELECT pg_advisory_xact_lock_shared(hashtext('servicing day-end'), slot)
    FROM (SELECT DISTINCT (loan_id / %(block)s %% %(slots)s)::int AS slot FROM servicing_filerow
          WHERE id = ANY(%(rows)s) ORDER BY 1) each
"""
LOANS = """
    SELECT count(*) FROM (
        SELECT loan.id FROM servicing_loan loan
        WHERE loan.id IN (SELECT loan_id FROM servicing_filerow WHERE id = ANY(%(rows)s))
        ORDER BY loan.id FOR UPDATE) each
"""
# The rows of plain loans in order; `upto` is what has come on the loan with this row.
PLAIN = """
    CREATE TEMPORARY TABLE posting ON COMMIT DROP AS
    SELECT row.line, row.loan_id, row.amount, row.received_on, row.serial,
           sum(row.amount) OVER (PARTITION BY row.loan_id ORDER BY row.line) AS upto,
           sum(row.amount) OVER (PARTITION BY row.loan_id) AS whole,
           row_number() OVER (ORDER BY row.loan_id, row.line) AS place,
           0::bigint AS event_id, 0::bigint AS repayment_id, 0::numeric(18, 2) AS rest
    FROM servicing_filerow row JOIN servicing_loan loan ON loan.id = row.loan_id
    WHERE row.id = ANY(%(rows)s)
      AND row.received_on = %(on)s AND loan.state = 'disbursed' AND loan.bank_id = %(bank)s
      AND coalesce(loan.oldest_due_on, %(on)s) = %(on)s AND NOT loan.is_frozen
      AND (loan.as_of_on = %(on)s OR loan.as_of_on < %(on)s AND EXISTS (
          SELECT 1 FROM servicing_dayendrun run
          JOIN servicing_partitionclose part ON part.run_id = run.id
          WHERE run.business_on = %(on)s::date - 1 AND part.closed_at IS NOT NULL
            AND part.partition = loan.id / %(block)s %% run.partitions))
      AND loan.taken_over = 0 AND loan.written_off = 0 AND loan.fund_written_off = 0
      AND loan.accrual_base > 0
      AND loan.allocation_order @> ARRAY['penalty', 'interest', 'principal']::varchar[]
      AND NOT EXISTS (SELECT 1 FROM servicing_repayment live
                      WHERE live.bank_id = %(bank)s AND live.bank_serial = row.serial
                        AND live.state IN ('recorded', 'posted'))
      AND NOT EXISTS (SELECT 1 FROM servicing_setaside aside
                      WHERE aside.loan_id = row.loan_id AND aside.resolved_on IS NULL)
      AND NOT EXISTS (SELECT 1 FROM servicing_instalment late
                      WHERE late.loan_id = row.loan_id AND late.penalty_base > 0
                        AND late.penalty_from_on <> %(on)s)
      AND NOT EXISTS (SELECT 1 FROM servicing_loanevent other
                      WHERE other.loan_id = row.loan_id AND other.effective_on = %(on)s
                        AND other.kind NOT IN ('disbursed', 'received'))
"""
# What is due, in the agreed order; `upto` is what is open with this item and those before it.
ITEMS = """
    CREATE TEMPORARY TABLE item ON COMMIT DROP AS
    SELECT loan.id AS loan_id, row.id AS row_id, row.number, row.due_on, part.kind, part.amount,
           row_number() OVER (PARTITION BY loan.id ORDER BY
               array_position(loan.allocation_order, part.kind::varchar), row.due_on, row.number
           ) AS turn,
           sum(part.amount) OVER (PARTITION BY loan.id ORDER BY
               array_position(loan.allocation_order, part.kind::varchar), row.due_on, row.number
           ) AS upto
    FROM (SELECT DISTINCT loan_id FROM posting) paid
    JOIN servicing_loan loan ON loan.id = paid.loan_id
    JOIN servicing_instalment row ON row.loan_id = loan.id AND row.due_on <= %(on)s
    CROSS JOIN LATERAL (VALUES
        ('penalty', row.penalty - row.paid_penalty),
        ('interest', row.interest - row.paid_interest),
        ('principal', row.principal - row.paid_principal)) part (kind, amount)
    WHERE part.amount > 0
"""
# Where the stretch of a payment and the stretch of an item lie over each other.
TAKES = """
    CREATE TEMPORARY TABLE take ON COMMIT DROP AS
    SELECT posting.place, item.loan_id, item.row_id, item.number, item.due_on, item.kind, item.turn,
           least(posting.upto, item.upto)
             - greatest(posting.upto - posting.amount, item.upto - item.amount) AS taken
    FROM posting JOIN item ON item.loan_id = posting.loan_id
    WHERE least(posting.upto, item.upto)
        > greatest(posting.upto - posting.amount, item.upto - item.amount)
"""
RESTS = """
    UPDATE posting SET rest = each.amount - coalesce(used.total, 0)
    FROM posting each LEFT JOIN (SELECT place, sum(taken) AS total FROM take GROUP BY place) used
      ON used.place = each.place
    WHERE each.place = posting.place
"""
# An early repayment makes the plan anew, a last one closes the loan: these go the single way.
NOT_PLAIN = """
    DELETE FROM posting USING servicing_loan loan
    WHERE loan.id = posting.loan_id
      AND (posting.whole > loan.outstanding - loan.advance
           OR loan.excess_rule = 'prepayment' AND posting.loan_id IN (
               SELECT loan_id FROM posting more WHERE more.rest > 0))
"""
# The places without the rows that were taken out, so that receipt numbers have no gaps.
RENUMBER = """
    WITH counted AS (SELECT place, row_number() OVER (ORDER BY place) AS new_place
                     FROM posting),
    moved AS (UPDATE take SET place = counted.new_place FROM counted
              WHERE counted.place = take.place AND counted.place <> counted.new_place)
    UPDATE posting SET place = counted.new_place FROM counted
    WHERE counted.place = posting.place AND counted.place <> counted.new_place
"""
IDS = """
    WITH ids AS (
        SELECT place, nextval(pg_get_serial_sequence('servicing_loanevent', 'id')) AS event_id,
            nextval(pg_get_serial_sequence('servicing_repayment', 'id')) AS repayment_id
        FROM (SELECT place FROM posting ORDER BY place OFFSET 0) ordered)
    UPDATE posting SET event_id = ids.event_id, repayment_id = ids.repayment_id
    FROM ids WHERE ids.place = posting.place
"""
EVENTS = """
    INSERT INTO servicing_loanevent (id, loan_id, kind, effective_on, booked_on, recorded_at,
        amount, parts, terms, actor_id, reason, idempotency_key, input_hash)
    SELECT event_id, loan_id, 'received', received_on, %(on)s, now(), amount, '{}', '{}',
        %(actor)s, '', 'repayment:' || repayment_id,
        encode(sha256(convert_to(format('[%%s, "received", "%%s", "%%s", {}, null]',
               loan_id, received_on, amount), 'UTF8')), 'hex')
    FROM posting ORDER BY place
"""
REPAYMENTS = """
    INSERT INTO servicing_repayment (id, loan_id, bank_id, number, purpose, amount, received_on,
        channel, bank_serial, recorded_by_id, recorded_on, recorded_at, approved_by_id, posted_on,
        event_id, idempotency_key, input_hash, state, payer)
    SELECT repayment_id, loan_id, %(bank)s,
        format('R%%s%%s%%s', %(year)s, lpad((%(first)s + place - 1)::text, 5, '0'),
               lpad((('x' || right(gen_random_uuid()::text, 7))::bit(28)::int %% 10000)::text,
                    4, '0')),
        'regular', amount, received_on, %(channel)s, serial, %(recorder)s, %(recorded_on)s, now(),
        %(actor)s, %(on)s, event_id, 'file:' || %(file)s || ':' || line,
        encode(sha256(convert_to(loan_id || ' ' || amount || ' ' || serial, 'UTF8')), 'hex'),
        'posted', ''
    FROM posting ORDER BY place
"""
LINES = """
    INSERT INTO servicing_allocationline (loan_id, event_id, kind, amount, instalment, due_on,
        timing, applied_on)
    SELECT take.loan_id, posting.event_id, kind, taken, number, due_on, 'due', %(on)s
    FROM take JOIN posting ON posting.place = take.place
    ORDER BY take.place, turn
"""
ROWS = """
    UPDATE servicing_instalment row
    SET paid_penalty = paid_penalty + paid.penalty, paid_interest = paid_interest + paid.interest,
        paid_principal = paid_principal + paid.principal, penalty_base = paid.late,
        penalty_from_on = CASE WHEN paid.late > 0 THEN %(on)s::date END,
        settled_on = CASE WHEN paid.still_open = 0 THEN %(on)s::date END
    FROM (
        SELECT item.row_id,
            coalesce(sum(used.taken) FILTER (WHERE item.kind = 'penalty'), 0) AS penalty,
            coalesce(sum(used.taken) FILTER (WHERE item.kind = 'interest'), 0) AS interest,
            coalesce(sum(used.taken) FILTER (WHERE item.kind = 'principal'), 0) AS principal,
            sum(item.amount - coalesce(used.taken, 0)) AS still_open,
            coalesce(sum(item.amount - coalesce(used.taken, 0)) FILTER (
                WHERE item.kind = 'principal' OR item.kind = 'interest'
                  AND loan.penalty_base = 'principal_and_interest'), 0) AS late
        FROM item JOIN servicing_loan loan ON loan.id = item.loan_id
        LEFT JOIN (SELECT loan_id, turn, sum(taken) AS taken FROM take GROUP BY loan_id, turn) used
          ON used.loan_id = item.loan_id AND used.turn = item.turn
        GROUP BY item.row_id HAVING sum(used.taken) > 0) paid
    WHERE row.id = paid.row_id
"""
STANDINGS = """
    UPDATE servicing_loan loan
    SET outstanding = outstanding - coalesce(used.principal, 0), advance = advance + paid.rest,
        oldest_due_on = open.oldest_due_on, as_of_on = %(on)s
    FROM (SELECT loan_id, sum(rest) AS rest FROM posting GROUP BY loan_id) paid
    LEFT JOIN (SELECT loan_id, sum(taken) AS principal FROM take WHERE kind = 'principal'
               GROUP BY loan_id) used ON used.loan_id = paid.loan_id
    LEFT JOIN (SELECT loan_id, min(due_on) AS oldest_due_on FROM servicing_instalment row
               WHERE due_on <= %(on)s AND settled_on IS NULL
                 AND principal + interest > paid_principal + paid_interest
                 AND loan_id IN (SELECT loan_id FROM posting)
               GROUP BY loan_id) open ON open.loan_id = paid.loan_id
    WHERE loan.id = paid.loan_id
"""
# What was left out of the posting counts no more.
KEPT_ITEMS = "DELETE FROM item WHERE loan_id NOT IN (SELECT loan_id FROM posting)"
KEPT_TAKES = "DELETE FROM take WHERE loan_id NOT IN (SELECT loan_id FROM posting)"
# Nobody is reminded of what has been paid.
REMINDERS = """
    UPDATE casework_notice notice SET state = 'cancelled'
    FROM (SELECT DISTINCT item.loan_id, item.due_on FROM item
          JOIN servicing_instalment row ON row.id = item.row_id
          WHERE row.settled_on IS NOT NULL) paid
    WHERE notice.state = 'queued' AND notice.kind = 'reminder'
      AND split_part(notice.idempotency_key, ':', 2) = paid.loan_id::text
      AND split_part(notice.idempotency_key, ':', 3) = paid.due_on::text
"""
TOTALS = """
    SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(rest), 0),
        (SELECT coalesce(sum(taken), 0) FROM take WHERE kind = 'principal'),
        (SELECT coalesce(sum(taken), 0) FROM take WHERE kind = 'interest'),
        (SELECT coalesce(sum(taken), 0) FROM take WHERE kind = 'penalty'),
        encode(sha256(convert_to(coalesce(string_agg(
            line || ' ' || loan_id || ' ' || amount || ' ' || serial, E'\n' ORDER BY place), ''),
            'UTF8')), 'hex')
    FROM posting
"""


@dataclass(frozen=True)
class Posted:
    """What was posted together, by what it settled, with a checksum of the rows."""

    rows: int
    amount: Decimal
    rest: Decimal
    principal: Decimal
    interest: Decimal
    penalty: Decimal
    digest: str


def hold_loans(rows: list[int]) -> None:
    """Take the locks of the loans behind rows in the one order: slots, then loans by key."""
    with connection.cursor() as cursor:
        cursor.execute(SLOTS, {"rows": rows, "slots": LOCK_SLOTS, "block": BLOCK})
        cursor.execute(LOANS, {"rows": rows})


def post_together(file: RepaymentFile, part: FilePart, rows: list[int], *, on: date) -> Posted:
    """Post the plain ones of these rows, whose loans are held, and put the part on record."""
    values = _values(file, rows, on)
    with connection.cursor() as cursor:
        for step in (PLAIN, "ANALYZE posting", ITEMS, "ANALYZE item", TAKES, RESTS, NOT_PLAIN):
            cursor.execute(step, values)
        for step in (KEPT_ITEMS, KEPT_TAKES, RENUMBER, "ANALYZE posting", "ANALYZE take"):
            cursor.execute(step)
        cursor.execute("SELECT count(*) FROM posting")
        count = cursor.fetchone()[0]
        values["first"] = next_numbers("repayment", count, on=on) if count else 0
        for step in (IDS, EVENTS, REPAYMENTS, LINES, ROWS, STANDINGS, REMINDERS):
            cursor.execute(step, values)
        cursor.execute(TOTALS)
        posted = Posted(*cursor.fetchone())
        cursor.execute("DROP TABLE take, item, posting")
    _record(file, part, posted, on=on)
    return posted


def _values(file: RepaymentFile, rows: list[int], on: date) -> dict[str, Any]:
    return {
        "rows": rows,
        "on": on,
        "block": BLOCK,
        "year": on.year,
        "bank": file.bank_id,
        "file": file.pk,
        "channel": file.layout.channel,
        "recorder": file.uploaded_by_id,
        "recorded_on": file.uploaded_on,
        "actor": file.posted_by_id,
    }


def _record(file: RepaymentFile, part: FilePart, posted: Posted, *, on: date) -> None:
    """One audit entry and one collective entry of the journal for the whole part."""
    assert file.posted_by
    part.posted_together, part.amount, part.digest = posted.rows, posted.amount, posted.digest
    part.save(force_insert=True)
    record_act(
        "servicing.post_file_part",
        actor=file.posted_by,
        on=on,
        subject=part,
        facts={
            "file": file.number,
            "part": part.number,
            "rows": posted.rows,
            "amount": str(posted.amount),
            "digest": posted.digest,
        },
    )
    if not posted.rows:
        return
    code = file.bank.code
    wanted = draft(
        f"{file.number} · {posted.rows}",
        line(address(code, "settlement"), posted.amount),
        line(address(code, "loans:principal"), ZERO - posted.principal),
        line(address(code, "loans:interest"), ZERO - posted.interest),
        line(address(code, "loans:penalty"), ZERO - posted.penalty),
        line(address(code, "loans:advance"), ZERO - posted.rest),
    )
    post(
        wanted,
        effective_on=on,
        actor=file.posted_by,
        idempotency_key=f"repayment-file:{file.pk}:{part.number}",
        kind="repayment",
        subject=file.number,
        bank=file.bank,
    )
