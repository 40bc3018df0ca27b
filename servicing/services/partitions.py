"""One partition of the portfolio moved over one day: read, computed, written in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Value
from django.db.models.functions import Greatest, Now
from psycopg2.extras import execute_values

from casework.services import transition
from ledger.services import post
from loancore.dates import ONE_DAY
from loancore.money import ZERO
from parties.models import Organisation, User
from policy.models import ProductVersion
from policy.selectors import parameter
from servicing import postings
from servicing.models import DayEndRun, Loan, PartitionClose, SetAside
from servicing.rules import closing
from servicing.services.events import move_headline, rebuild
from servicing.services.projections import LOCK_SLOTS

HOLD = """
    SELECT pg_advisory_xact_lock(hashtext('servicing day-end'), slot)
    FROM generate_series(%s, %s, %s) slot
"""


@dataclass
class Batch:
    """A partition on one day: what is known before, and what has come of it so far."""

    on: date
    floors: list[tuple[str, int]]
    aside: list[int]
    spans: set[closing.SpanKind] = field(default_factory=set)
    bad: dict[closing.SpanKind, str] = field(default_factory=dict)
    sums: dict[tuple[int, int], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0, 0])
    )
    slow: list[int] = field(default_factory=list)
    fallen: set[int] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)

    @property
    def next_on(self) -> date:
        """The morning that is prepared."""
        return self.on + ONE_DAY

    def values(self, first: int, behind: int) -> dict[str, Any]:
        """What the statements need to know about one block of loans."""
        return {
            "on": self.on,
            "next": self.next_on,
            "first": first,
            "behind": behind,
            "left_out": [*self.aside, *self.slow, *self.failed],
            "floor_names": [name for name, _days in self.floors],
            "floor_days": [days for _name, days in self.floors],
        }

    def total(self, column: int) -> int:
        """Loans, interest or penalty of all banks and products; money in fen."""
        return sum(row[column] for row in self.sums.values())


def hold_slots(part: int, count: int) -> None:
    """Keep payments away from a partition while it is closed; they wait, or it waits for them."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [part % LOCK_SLOTS, LOCK_SLOTS - 1, count])


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
    batch = move(run.business_on, part.partition, run.partitions)
    _follow(batch, run, actor)
    _post(batch, part, actor)
    part.loans = batch.total(0)
    part.interest, part.penalty = _yuan(batch.total(1)), _yuan(batch.total(2))
    part.save()
    PartitionClose.objects.filter(pk=part.pk).update(closed_at=Now())
    return True


def move(on: date, part: int, count: int) -> Batch:
    """Move the loans of a partition to the next morning, block by block."""
    floors = [(name, int(days)) for days, name in parameter("classification.floors", on)]
    aside = SetAside.objects.filter(resolved_on=None).values_list("loan", flat=True)
    batch = Batch(on, floors, list(aside))
    with connection.cursor() as cursor:
        cursor.execute(closing.WORK_TABLES)
        cursor.execute("SET LOCAL enable_nestloop = off")  # blocks are joined whole
        for first, behind in _blocks(part, count):
            _move_block(cursor, batch, (first, behind))
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute("DROP TABLE span, late_row")
    return batch


def _blocks(part: int, count: int) -> Iterable[tuple[int, int]]:
    highest = Loan.objects.aggregate(found=Max("pk"))["found"] or 0
    return closing.blocks_of(part, count, highest=highest, size=settings.DAY_END_BLOCK)


def _move_block(cursor: Any, batch: Batch, block: tuple[int, int]) -> None:
    values = batch.values(*block)
    cursor.execute(closing.USES_ADVANCE, values)
    batch.slow += [row[0] for row in cursor.fetchall()]
    values = batch.values(*block)
    _prepare_interest(cursor, batch, values)
    _prepare_penalty(cursor, batch, values)
    values = batch.values(*block)
    cursor.execute(closing.LATE_ROWS, values)
    cursor.execute(closing.WRITE_PENALTY, values)
    cursor.execute(closing.MOVE, values)
    for bank, version, loans, interest, penalty, fallen in cursor.fetchall():
        total = batch.sums[bank, version]
        for place, amount in enumerate((loans, interest, penalty)):
            total[place] += amount
        batch.fallen.update(fallen or ())


def _prepare_interest(cursor: Any, batch: Batch, values: dict[str, Any]) -> None:
    """Have the factor of every kind of span at hand; loans of a kind without one are set aside."""
    cursor.execute(closing.INTEREST_KINDS, values)
    kinds = [closing.SpanKind(*row) for row in cursor.fetchall()]
    _add_spans(cursor, batch, kinds)
    for kind in batch.bad.keys() & set(kinds):
        cursor.execute(closing.LOANS_OF_KIND, values | vars(kind))
        batch.failed |= {row[0]: batch.bad[kind] for row in cursor.fetchall()}


def _prepare_penalty(cursor: Any, batch: Batch, values: dict[str, Any]) -> None:
    cursor.execute(closing.PENALTY_KINDS, values)
    _add_spans(cursor, batch, [closing.penalty_kind(*row) for row in cursor.fetchall()])


def _add_spans(cursor: Any, batch: Batch, kinds: list[closing.SpanKind]) -> None:
    fresh = []
    for kind in set(kinds) - batch.spans - batch.bad.keys():
        try:
            fresh.append(closing.span_row(kind, closing.factor_of(kind, batch.on)))
        except ValueError as error:
            batch.bad[kind] = repr(error)
        else:
            batch.spans.add(kind)
    if fresh:
        execute_values(cursor, closing.ADD_SPANS, fresh)
        cursor.execute("ANALYZE span; ANALYZE late_row")


def _follow(batch: Batch, run: DayEndRun, actor: User) -> None:
    """What goes one by one: advances that are used, loans that fall overdue, errors."""
    for pk in batch.slow:
        _one(pk, batch, lambda loan: rebuild(loan, actor=actor, on=batch.next_on))
    for pk in sorted(batch.fallen):
        _one(pk, batch, lambda loan: _fall_overdue(loan, actor=actor, on=batch.next_on))
    for pk, error in batch.failed.items():
        _set_aside(pk, error, run)


def _one(pk: int, batch: Batch, act: Callable[[Loan], object]) -> None:
    try:
        with transaction.atomic():
            act(Loan.objects.locked().get(pk=pk))
    except Exception as error:  # noqa: BLE001 - one loan's error must not stop the rest
        batch.failed[pk] = repr(error)


def _set_aside(pk: int, error: str, run: DayEndRun) -> None:
    """Leave a loan out from this day on; its column says up to which morning it has accrued."""
    SetAside.objects.get_or_create(
        loan_id=pk, resolved_on=None, defaults={"run": run, "error": error}
    )
    reached = Greatest("as_of_on", Value(run.business_on))
    Loan.objects.filter(pk=pk).update(as_of_on=reached)


def _fall_overdue(loan: Loan, *, actor: User, on: date) -> None:
    transition(loan, "fall_overdue", actor=actor, on=on)
    move_headline(loan, on=on)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _post(batch: Batch, part: PartitionClose, actor: User) -> None:
    """One entry per bank and product; the accrual table holds the loans behind it."""
    versions = dict(ProductVersion.objects.values_list("pk", "product__code"))
    sums: dict[tuple[int, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    for (bank_id, version_id), (_loans, *fen) in batch.sums.items():
        total = sums[bank_id, versions[version_id]]
        total[:] = [before + _yuan(part) for before, part in zip(total, fen, strict=True)]
    banks = Organisation.objects.in_bulk([bank_id for bank_id, _code in sums])
    for (bank_id, code), (interest, penalty) in sorted(sums.items()):
        bank = banks[bank_id]
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
