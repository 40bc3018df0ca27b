"""One partition of the portfolio moved over one day: read, computed, written in one transaction."""

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from casework.services import transition
from ledger.services import post
from loancore.arrears import ClassFloor, class_floor
from loancore.dates import ONE_DAY
from loancore.money import PRECISION, ZERO
from parties.models import Organisation, User
from policy.models import Product
from policy.selectors import parameter
from servicing import postings
from servicing.models import DayEndRun, Loan, PartitionClose, SetAside
from servicing.rules import closing
from servicing.services.events import move_headline, rebuild
from servicing.services.projections import LOCK_SLOTS
from servicing.states import LoanState

LOANS = """
    SELECT loan.id, loan.bank_id, version.product_id, loan.interest_rate, loan.penalty_factor,
           loan.penalty_base, loan.day_count, loan.anchor_day, loan.accrual_base,
           loan.accrues_from_on, loan.accrued_carry, loan.advance, loan.oldest_due_on,
           loan.days_past_due, loan.state, loan.asset_class
    FROM servicing_loan loan
    JOIN policy_productversion version ON version.id = loan.product_version_id
    WHERE loan.state IN ('disbursed', 'overdue') AND NOT loan.is_frozen
      AND loan.as_of_on <= %(on)s AND mod(loan.id, %(count)s) = %(part)s
      AND NOT EXISTS (SELECT 1 FROM servicing_setaside aside
                      WHERE aside.loan_id = loan.id AND aside.resolved_on IS NULL)
    ORDER BY loan.id
"""
HOLD = "SELECT pg_advisory_xact_lock(hashtext('servicing day-end'), %s)"
LATE = """
    SELECT id, loan_id, penalty_base, penalty_from_on, penalty_carry, penalty
    FROM servicing_instalment
    WHERE penalty_base > 0 AND mod(loan_id, %(count)s) = %(part)s
"""
FALLING_DUE = """
    SELECT id, loan_id, due_on, principal, interest
    FROM servicing_instalment
    WHERE due_on = %(next)s AND settled_on IS NULL AND mod(loan_id, %(count)s) = %(part)s
"""


@dataclass
class Batch:
    """A partition's loans of one day and what becomes of them."""

    on: date
    loans: dict[int, closing.Running]
    late: dict[int, list[closing.Late]]
    due: dict[int, closing.FallingDue]
    slow: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)

    @property
    def next_on(self) -> date:
        """The morning that is prepared."""
        return self.on + ONE_DAY


def hold_slots(part: int, count: int) -> None:
    """Keep payments away from a partition while it is closed; they wait, or it waits for them."""
    with connection.cursor() as cursor:
        for slot in range(part % LOCK_SLOTS, LOCK_SLOTS, count):
            cursor.execute(HOLD, [slot])


@transaction.atomic(durable=True)
def close_next_partition(*, run: DayEndRun, actor: User) -> bool:
    """Close one open partition of a day-end; says whether there was one."""
    part = (
        PartitionClose.objects.select_for_update(skip_locked=True)
        .filter(run=run, closed_at=None)
        .order_by("partition")
        .first()
    )
    if part is None:
        return False
    hold_slots(part.partition, run.partitions)
    batch = read(run.business_on, part.partition, run.partitions)
    compute(batch)
    write(batch)
    _follow(batch, run, actor)
    _post(batch, part, actor)
    part.loans = len(batch.loans)
    part.interest = sum((each.interest for each in batch.loans.values()), ZERO)
    part.penalty = sum((each.penalty for each in batch.loans.values()), ZERO)
    part.save()
    PartitionClose.objects.filter(pk=part.pk).update(closed_at=Now())
    return True


def read(on: date, part: int, count: int) -> Batch:
    """The partition's loans with their late instalments and those that fall due."""
    values = {"on": on, "next": on + ONE_DAY, "part": part, "count": count}
    loans = {row[0]: closing.Running(*row) for row in _rows(LOANS, values)}
    late: dict[int, list[closing.Late]] = defaultdict(list)
    for row in _rows(LATE, values):
        late[row[1]].append(closing.Late(*row))
    due = {row[1]: closing.FallingDue(*row) for row in _rows(FALLING_DUE, values)}
    return Batch(on, loans, late, due)


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def compute(batch: Batch) -> None:
    """Move every loan to the next morning; one that cannot be moved is set aside."""
    floors = [ClassFloor(name, days) for days, name in parameter("classification.floors", batch.on)]
    with localcontext() as context:
        context.prec = PRECISION
        for pk, loan in batch.loans.items():
            due = batch.due.get(pk)
            if due is not None and loan.advance:
                batch.slow.append(pk)
                continue
            try:
                closing.close(loan, batch.late.get(pk, ()), due, on=batch.on)
            except Exception as error:  # noqa: BLE001 - one loan's error must not stop the rest
                batch.failed[pk] = repr(error)
                continue
            _age(loan, batch.next_on, floors)
    for pk in (*batch.slow, *batch.failed):
        del batch.loans[pk]


def _age(loan: closing.Running, next_on: date, floors: Sequence[ClassFloor]) -> None:
    days = (next_on - loan.oldest_due_on).days if loan.oldest_due_on else 0
    if days == loan.days_past_due:
        return
    loan.days_past_due, loan.is_changed = days, True
    loan.asset_class = class_floor(days, floors)


def write(batch: Batch) -> None:
    """Append the day's accruals; update only what has changed."""
    loans = batch.loans
    _copy(
        "servicing_dailyaccrual",
        ("loan_id", "business_on", "interest", "penalty", "days_past_due"),
        ((ln.pk, batch.on, ln.interest, ln.penalty, ln.days_past_due) for ln in loans.values()),
    )
    _update(
        "servicing_loan",
        {
            "accrual_base": "numeric",
            "accrues_from_on": "date",
            "accrued_carry": "numeric",
            "oldest_due_on": "date",
            "days_past_due": "integer",
            "asset_class": "text",
            "as_of_on": "date",
        },
        [
            (
                ln.pk,
                ln.base,
                ln.accrues_from_on,
                ln.carry,
                ln.oldest_due_on,
                ln.days_past_due,
                ln.asset_class,
                batch.next_on,
            )
            for ln in loans.values()
            if ln.is_changed
        ],
    )
    late = [row for pk in loans for row in batch.late.get(pk, ())]
    _update("servicing_instalment", {"penalty": "numeric"}, [(row.pk, row.penalty) for row in late])
    _write_due(batch)


def _write_due(batch: Batch) -> None:
    due = [row for pk, row in batch.due.items() if pk in batch.loans]
    _update(
        "servicing_instalment",
        {"penalty_base": "numeric", "penalty_from_on": "date", "settled_on": "date"},
        [
            (
                row.pk,
                row.penalty_base,
                row.due_on if row.penalty_base else None,
                None if row.principal or row.interest else row.due_on,
            )
            for row in due
        ],
    )


def _text(value: object) -> str:
    return r"\N" if value is None else str(value)


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    buffer = io.StringIO()
    for row in rows:
        buffer.write("\t".join(map(_text, row)) + "\n")
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", buffer)


def _update(table: str, columns: dict[str, str], rows: list[tuple[Any, ...]]) -> None:
    """Set columns of rows named by their key, by way of a table that lives in this transaction."""
    if not rows:
        return
    fields = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    changes = ", ".join(f"{name} = fresh.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.fresh")
        cursor.execute(f"CREATE TEMP TABLE fresh (id bigint, {fields}) ON COMMIT DROP")
    _copy("fresh", ("id", *columns), rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {changes} FROM fresh WHERE fresh.id = {table}.id"  # noqa: S608 - own names
        )


def _follow(batch: Batch, run: DayEndRun, actor: User) -> None:
    """What goes one by one: advances that are used, loans that fall overdue, errors."""
    for pk in batch.slow:
        _one(pk, batch, lambda loan: rebuild(loan, actor=actor, on=batch.next_on))
    fallen = [
        ln.pk
        for ln in batch.loans.values()
        if ln.days_past_due > 0 and ln.state == LoanState.DISBURSED
    ]
    for pk in fallen:
        _one(pk, batch, lambda loan: _fall_overdue(loan, actor=actor, on=batch.next_on))
    for pk, error in batch.failed.items():
        SetAside.objects.get_or_create(
            loan_id=pk, resolved_on=None, defaults={"run": run, "error": error}
        )


def _one(pk: int, batch: Batch, act: Any) -> None:
    try:
        with transaction.atomic():
            act(Loan.objects.locked().get(pk=pk))
    except Exception as error:  # noqa: BLE001 - one loan's error must not stop the rest
        batch.failed[pk] = repr(error)


def _fall_overdue(loan: Loan, *, actor: User, on: date) -> None:
    transition(loan, "fall_overdue", actor=actor, on=on)
    move_headline(loan, on=on)


def _post(batch: Batch, part: PartitionClose, actor: User) -> None:
    """One entry per bank and product; the accrual table holds the loans behind it."""
    sums: dict[tuple[int, int], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for loan in batch.loans.values():
        total = sums[loan.bank_id, loan.product_id]
        total[0] += loan.interest
        total[1] += loan.penalty
    banks = {bank.pk: bank for bank in Organisation.objects.filter(pk__in={k[0] for k in sums})}
    products = dict(Product.objects.values_list("pk", "code"))
    for (bank_id, product_id), (interest, penalty) in sorted(sums.items()):
        bank, code = banks[bank_id], products[product_id]
        drafted = postings.accrual(
            bank.code, interest=interest, penalty=penalty, description=f"{code} {batch.on}"
        )
        if drafted:
            post(
                drafted,
                effective_on=batch.on,
                actor=actor,
                idempotency_key=f"accrual:{batch.on}:{part.partition}:{bank.code}:{code}",
                kind="accrual",
                subject=code,
                bank=bank,
            )
