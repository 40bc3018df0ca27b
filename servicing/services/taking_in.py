"""Loans of an older system taken into the books by the thousand: files, events, plans, one entry.

Every loan stands afterwards as if its events had happened here: the replay gives the same rows.
"""

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ledger.services import post
from loancore.arrears import ClassFloor, class_floor
from loancore.dates import ONE_DAY
from loancore.money import ZERO
from parties.models import Organisation, Programme, User
from parties.services.audit import record_act
from policy.models import AuthorityRule, ProductVersion
from policy.selectors import parameter, product_version
from servicing import postings
from servicing.rules import old_loans
from servicing.rules.old_loans import OldLoan, Standing
from servicing.rules.rows import Totals
from servicing.services.loans import open_bank_accounts

CHUNK = 2000
TABLE = "servicing_instalment"
LAID_ASIDE = """
    SELECT conname, true, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('u', 'f')
    UNION ALL
    SELECT indexrelid::regclass::text, false, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = %s::regclass AND NOT indisprimary
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
"""
SEQUENCES = {
    "person": "parties_person",
    "case": "casework_case",
    "memo": "underwriting_memo",
    "decision": "underwriting_decision",
    "contract": "underwriting_contract",
    "loan": "servicing_loan",
}


@dataclass(frozen=True)
class Frame:
    """What all loans of one load have in common."""

    on: date
    actor: User
    banks: dict[str, Organisation]
    versions: dict[str, ProductVersion]
    programme: Programme
    rule: AuthorityRule
    day_counts: dict[str, str]
    floors: tuple[ClassFloor, ...]
    moment: datetime


def frame_of(loans: Sequence[OldLoan], *, actor: User, on: date) -> Frame:
    """Banks, products and rules of a chunk."""
    floors = parameter("classification.floors", on)
    return Frame(
        on=on,
        actor=actor,
        banks=Organisation.objects.in_bulk({ln.bank for ln in loans}, field_name="code"),
        versions={code: product_version(code, on) for code in {ln.product for ln in loans}},
        programme=Programme.objects.get(),
        rule=AuthorityRule.objects.in_force(on)[0],
        day_counts=parameter("loan.day_counts", on),
        floors=tuple(ClassFloor(name, days) for days, name in floors),
        moment=timezone.now(),
    )


def take_in(
    loans: Iterable[OldLoan], *, source: str, actor: User, on: date, is_vast: bool = False
) -> int:
    """Take loans in, chunk by chunk, each in one transaction; says how many.

    A chunk that was taken in before is passed over, so that an interrupted load is repeated whole.
    A vast load leaves the indexes of instalments aside and builds them at the end.
    """
    rest, taken = iter(loans), 0
    with _without_indexes() if is_vast else nullcontext():
        while chunk := list(islice(rest, CHUNK)):
            taken += _take_chunk(chunk, source=source, actor=actor, on=on)
    return taken


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Instalments without index and foreign key, which are checked and built when all are in."""
    laid_aside = _definitions()
    with connection.cursor() as cursor:
        for name, is_constraint, _definition in laid_aside:
            drop = f"ALTER TABLE {TABLE} DROP CONSTRAINT" if is_constraint else "DROP INDEX"
            cursor.execute(f"{drop} {name}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '256MB'")
            for name, is_constraint, definition in laid_aside:
                add = f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} " if is_constraint else ""
                cursor.execute(add + definition)
            cursor.execute("RESET maintenance_work_mem")


def _definitions() -> list[tuple[str, bool, str]]:
    """Indexes and unique or foreign keys of the instalments, as the database words them."""
    with connection.cursor() as cursor:
        cursor.execute(LAID_ASIDE, [TABLE, TABLE])
        return list(cursor.fetchall())


@transaction.atomic(durable=True)
def _take_chunk(loans: list[OldLoan], *, source: str, actor: User, on: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM servicing_loan WHERE number = %s", [loans[0].number])
        if cursor.fetchone():
            return 0
    frame = frame_of(loans, actor=actor, on=on)
    for bank in frame.banks.values():
        open_bank_accounts(bank)
    tables = _tables(loans, frame)
    for name, rows in tables.items():
        _copy(name, old_loans.COLUMNS[name], rows.text)
    key = f"{source}:{loans[0].number}"
    _post_opening(tables, frame, key)
    record_act(
        "servicing.take_in",
        actor=actor,
        on=on,
        facts={"source": source, "loans": len(loans), "records": 2 * len(loans), "first": key},
    )
    return len(loans)


class Rows:
    """Lines of one table in the form COPY reads."""

    def __init__(self) -> None:
        """Begin without a line."""
        self.text = io.StringIO()
        self.totals: dict[str, list[tuple[Totals, Decimal]]] = defaultdict(list)

    def add(self, *values: object) -> None:
        """Append a line."""
        self.text.write(old_loans.line_text(values) + "\n")


def _tables(loans: list[OldLoan], frame: Frame) -> dict[str, Rows]:
    tables = {name: Rows() for name in old_loans.COLUMNS}
    keys = {name: _keys(table, len(loans)) for name, table in SEQUENCES.items()}
    event_keys = _keys("servicing_loanevent", sum(1 + len(ln.receipts) for ln in loans))
    for loan in loans:
        own = {name: next(each) for name, each in keys.items()}
        events = list(islice(event_keys, 1 + len(loan.receipts)))
        _add_loan(tables, loan, frame, keys=own, events=events)
    return tables


def _keys(table: str, count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return chain.from_iterable(cursor.fetchall())


def _add_loan(
    tables: dict[str, Rows],
    loan: OldLoan,
    frame: Frame,
    *,
    keys: dict[str, int],
    events: list[int],
) -> None:
    version = frame.versions[loan.product]
    agreement = old_loans.agreement_of(loan, version, frame.day_counts[loan.method])
    stands = old_loans.standing_of(agreement, loan, events, through=frame.on - ONE_DAY)
    klass = class_floor(stands.days_past_due, frame.floors)
    bank, person = frame.banks[loan.bank], old_loans.Borrower(loan)
    facts: dict[str, Any] = {
        "frame": frame,
        "loan": loan,
        "stands": stands,
        "agreement": agreement,
        "version": version,
        "bank": bank,
        "keys": keys,
    }
    tables["parties_person"].add(*person.row(keys["person"]))
    for name, row_of in old_loans.PAPERS.items():
        tables[name].add(*row_of(**facts))
    tables["servicing_loan"].add(*old_loans.row_of_loan(**facts, asset_class=klass))
    _add_history(tables, loan, stands, frame=frame, keys=keys, events=events)
    cash = sum((amount for _on, amount in loan.receipts), ZERO) - loan.amount
    tables["servicing_loan"].totals[bank.code].append((stands.totals, cash))


def _add_history(
    tables: dict[str, Rows],
    loan: OldLoan,
    stands: Standing,
    *,
    frame: Frame,
    keys: dict[str, int],
    events: list[int],
) -> None:
    pk, moment, actor = keys["loan"], frame.moment, frame.actor.pk
    for key, kind, on, amount in old_loans.happenings(loan, events):
        tables["servicing_loanevent"].add(
            *(key, kind, on, frame.on, moment, amount, "{}", "", f"old:{loan.number}:{key}"),
            *("", actor, pk, "{}"),
        )
    tables["servicing_instalment"].text.writelines(f"{row}\t{pk}\n" for row in stands.rows)
    for line in stands.lines:
        tables["servicing_allocationline"].add(
            line.kind, line.amount, line.instalment, line.due_on, line.timing, line.on, pk,
            line.event,
        )  # fmt: skip
    tables["servicing_planversion"].add(1, frame.on, stands.plan, moment, pk)
    for label, subject, target in (
        ("servicing.loan", pk, stands.state),
        ("underwriting.contract", keys["contract"], "signed"),
    ):
        tables["casework_transitionrecord"].add(
            label, subject, "take_in", "", target, "", frame.on, moment, actor, keys["case"]
        )


def _copy(table: str, columns: str, text: io.StringIO) -> None:
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)


def _post_opening(tables: dict[str, Rows], frame: Frame, key: str) -> None:
    """One entry per bank brings everything its loans stand at into the journal."""
    for code, loans in sorted(tables["servicing_loan"].totals.items()):
        total = _summed([totals for totals, _cash in loans])
        cash = sum((cash for _totals, cash in loans), ZERO)
        drafted = postings.movement(code, Totals(), total, cash=cash, description=key)
        assert drafted
        post(
            drafted,
            effective_on=frame.on,
            actor=frame.actor,
            idempotency_key=f"take-in:{key}:{code}",
            kind="take_in",
            bank=frame.banks[code],
        )


def _summed(totals: list[Totals]) -> Totals:
    names: Iterable[str] = Totals.__dataclass_fields__
    sums: dict[str, Any] = {name: sum((getattr(t, name) for t in totals), ZERO) for name in names}
    return Totals(**sums)
