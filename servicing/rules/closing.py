"""One day of very many loans, moved by the database in whole numbers of fen.

Interest of a span is base x rate x part of a year. The part comes from `loancore` and is taken as
an exact fraction, so that the database needs integers only and rounds as `loancore` does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm

from loancore.dates import ONE_DAY
from loancore.daycount import year_part, year_parts
from servicing.rules.agreement import PENALTY_DAY_COUNT

BIGINT = 2**63 - 1


@dataclass(frozen=True)
class SpanKind:
    """What the interest of running spans has in common; no anchor is zero."""

    day_count: str
    anchor: int
    from_on: date
    rate: Decimal


@dataclass(frozen=True)
class SpanFactor:
    """By what a base in fen is multiplied and divided: up to this morning and up to the next."""

    before: int
    until: int
    divisor: int

    @property
    def largest_base(self) -> int:
        """The largest base in fen for which 64 bits are enough."""
        return (BIGINT - self.divisor) // max(2 * self.until, 1)


def factor_of(kind: SpanKind, on: date) -> SpanFactor:
    """The factor of a kind of span on a day, from the one function that counts days."""
    before, until = _exact(kind, on), _exact(kind, on + ONE_DAY)
    divisor = lcm(before.denominator, until.denominator)
    return SpanFactor(int(before * divisor), int(until * divisor), divisor)


def _exact(kind: SpanKind, until: date) -> Fraction:
    """Rate times part of a year; nothing before the span begins, such as in a holiday."""
    end = max(until, kind.from_on)
    parts = year_part(kind.from_on, end, kind.day_count, anchor=kind.anchor or None)
    return Fraction(kind.rate) * parts / year_parts(kind.day_count)


def penalty_kind(from_on: date, rate: Decimal) -> SpanKind:
    """The kind of span of an overdue instalment."""
    return SpanKind(PENALTY_DAY_COUNT, 0, from_on, rate)


def span_fen(base: int, multiplier: int, divisor: int) -> int:
    """Interest in fen, half a fen and more upwards: what the statements below do in SQL."""
    return (2 * base * multiplier + divisor) // (2 * divisor)


def _span(base: str, multiplier: str) -> str:
    """The same in SQL; beyond 64 bits with numbers of any size."""
    return (
        f"CASE WHEN {base} <= span.largest_base"
        f" THEN (2 * {base} * span.{multiplier} + span.divisor) / (2 * span.divisor)"
        f" ELSE div(2 * {base}::numeric * span.{multiplier} + span.divisor,"
        " 2 * span.divisor::numeric)::bigint END"
    )


# A loan takes part if it bears interest, has not been moved further already and is not left out.
RUNNING = """
    loan.id >= %(first)s AND loan.id < %(behind)s
    AND loan.state IN ('disbursed', 'overdue') AND NOT loan.is_frozen
    AND loan.as_of_on <= %(on)s AND loan.id <> ALL(%(left_out)s)
"""
WORK_TABLES = """
    CREATE TEMP TABLE span (day_count text, anchor integer, from_on date, rate numeric,
        before bigint, until bigint, divisor bigint, largest_base bigint) ON COMMIT DROP;
    CREATE TEMP TABLE late_row (id bigint, loan_id bigint, penalty bigint, day bigint)
        ON COMMIT DROP;
"""
ADD_SPANS = "INSERT INTO span VALUES %s"
INTEREST_KINDS = f"""
    SELECT DISTINCT loan.day_count, coalesce(loan.anchor_day, 0), loan.accrues_from_on,
           loan.interest_rate
    FROM servicing_loan loan WHERE {RUNNING}
"""  # noqa: S608 - own texts
PENALTY_KINDS = f"""
    SELECT DISTINCT row.penalty_from_on, loan.interest_rate * loan.penalty_factor
    FROM servicing_instalment row JOIN servicing_loan loan ON loan.id = row.loan_id
    WHERE row.penalty_base > 0 AND row.loan_id >= %(first)s AND row.loan_id < %(behind)s
      AND {RUNNING}
"""  # noqa: S608
LOANS_OF_KIND = f"""
    SELECT loan.id FROM servicing_loan loan
    WHERE {RUNNING} AND loan.day_count = %(day_count)s
      AND coalesce(loan.anchor_day, 0) = %(anchor)s AND loan.accrues_from_on = %(from_on)s
"""  # noqa: S608
# Money paid in advance settles what falls due: those loans are rebuilt one by one.
USES_ADVANCE = f"""
    SELECT loan.id FROM servicing_instalment row JOIN servicing_loan loan ON loan.id = row.loan_id
    WHERE row.due_on = %(next)s AND row.settled_on IS NULL AND loan.advance > 0
      AND row.loan_id >= %(first)s AND row.loan_id < %(behind)s AND {RUNNING}
"""  # noqa: S608
LATE_ROWS = f"""
    INSERT INTO late_row
    SELECT id, loan_id, penalty, penalty - stood FROM (
        SELECT row.id, row.loan_id, (row.penalty * 100)::bigint AS stood,
               (row.penalty_carry * 100)::bigint
               + {_span("(row.penalty_base * 100)::bigint", "until")} AS penalty
        FROM servicing_instalment row
        JOIN servicing_loan loan ON loan.id = row.loan_id
        JOIN span ON span.day_count = '{PENALTY_DAY_COUNT}' AND span.anchor = 0
         AND span.from_on = row.penalty_from_on
         AND span.rate = loan.interest_rate * loan.penalty_factor
        WHERE row.penalty_base > 0 AND row.loan_id >= %(first)s AND row.loan_id < %(behind)s
          AND {RUNNING}) late
"""  # noqa: S608
WRITE_PENALTY = """
    UPDATE servicing_instalment row SET penalty = late_row.penalty::numeric / 100
    FROM late_row WHERE late_row.id = row.id AND late_row.day <> 0 AND row.penalty_base > 0
      AND row.loan_id >= %(first)s AND row.loan_id < %(behind)s
"""
# One pass over the loans: the day is appended, what changed is updated, sums come back.
MOVE = f"""
    WITH moving AS MATERIALIZED (
        SELECT loan.id, loan.bank_id, loan.product_version_id, loan.days_past_due AS stood,
               {_span("(loan.accrual_base * 100)::bigint", "until")}
               - {_span("(loan.accrual_base * 100)::bigint", "before")} AS interest,
               coalesce(late.penalty, 0) AS penalty,
               coalesce(%(next)s::date - loan.oldest_due_on, 0) AS days,
               due.id AS due_id, due.principal AS due_principal, due.interest AS due_interest
        FROM servicing_loan loan
        JOIN span ON span.day_count = loan.day_count AND span.from_on = loan.accrues_from_on
         AND span.rate = loan.interest_rate AND span.anchor = coalesce(loan.anchor_day, 0)
        LEFT JOIN (SELECT loan_id, sum(day)::bigint AS penalty FROM late_row GROUP BY loan_id) late
          ON late.loan_id = loan.id
        LEFT JOIN servicing_instalment due
          ON due.loan_id = loan.id AND due.due_on = %(next)s AND due.settled_on IS NULL
         AND due.loan_id >= %(first)s AND due.loan_id < %(behind)s
        WHERE {RUNNING}
    ), accrued AS (
        INSERT INTO servicing_dailyaccrual
            (loan_id, business_on, interest_fen, penalty_fen, days_past_due)
        SELECT id, %(on)s::date, interest, penalty, days FROM moving
    ), changed AS (
        UPDATE servicing_loan loan SET
            days_past_due = moving.days,
            asset_class = CASE WHEN moving.days = moving.stood THEN loan.asset_class ELSE
                (SELECT name FROM unnest(%(floor_days)s, %(floor_names)s) AS floor(days, name)
                 WHERE floor.days <= moving.days ORDER BY floor.days DESC LIMIT 1) END,
            accrual_base = loan.accrual_base - coalesce(moving.due_principal, 0),
            accrues_from_on = CASE WHEN due_id IS NULL THEN loan.accrues_from_on
                                   ELSE %(next)s::date END,
            accrued_carry = CASE WHEN due_id IS NULL THEN loan.accrued_carry ELSE 0 END,
            oldest_due_on = CASE WHEN due_principal + due_interest > 0
                THEN coalesce(loan.oldest_due_on, %(next)s::date) ELSE loan.oldest_due_on END,
            as_of_on = %(next)s::date
        FROM moving
        WHERE loan.id = moving.id AND (moving.days <> moving.stood OR due_id IS NOT NULL)
          AND loan.id >= %(first)s AND loan.id < %(behind)s
        RETURNING loan.id, loan.state, loan.days_past_due, loan.penalty_base
    ), fallen_due AS (
        UPDATE servicing_instalment row SET
            penalty_base = late.base,
            penalty_from_on = CASE WHEN late.base > 0 THEN row.due_on END,
            settled_on = CASE WHEN row.principal + row.interest = 0 THEN row.due_on END
        FROM (SELECT moving.due_id, due_principal + CASE changed.penalty_base
                  WHEN 'principal_and_interest' THEN due_interest ELSE 0 END AS base
              FROM moving JOIN changed ON changed.id = moving.id
              WHERE due_id IS NOT NULL) late
        WHERE row.id = late.due_id AND row.due_on = %(next)s
          AND row.loan_id >= %(first)s AND row.loan_id < %(behind)s
    )
    SELECT bank_id, product_version_id, count(*), sum(interest)::bigint, sum(penalty)::bigint,
           (SELECT array_agg(changed.id) FROM changed
            WHERE changed.days_past_due > 0 AND changed.state = 'disbursed')
    FROM moving GROUP BY bank_id, product_version_id
"""  # noqa: S608


def span_row(kind: SpanKind, factor: SpanFactor) -> tuple[object, ...]:
    """A row of the table of spans."""
    return (
        kind.day_count,
        kind.anchor,
        kind.from_on,
        kind.rate,
        factor.before,
        factor.until,
        factor.divisor,
        factor.largest_base,
    )


def blocks_of(part: int, count: int, *, highest: int, size: int) -> Iterable[tuple[int, int]]:
    """The spans of loan keys that one partition closes: every count-th block of keys."""
    for block in range(part, highest // size + 1, count):
        yield block * size, (block + 1) * size
