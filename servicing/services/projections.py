"""Writing down how a loan stands: rebuilt from its events, changed only where it differs."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from loancore.dates import ONE_DAY, add_months
from policy.selectors import parameter
from servicing.models import AllocationLine, DailyAccrual, Instalment, Loan
from servicing.rules.book import Book, plan_of
from servicing.rules.classes import asset_class, floors_of
from servicing.rules.replay import replay
from servicing.rules.rows import Line
from servicing.selectors.books import ROW_FIELDS, accrued_until, facts_of

LOCK_SLOTS = 64
# So many rows are written faster one by one than by one statement of many branches.
FEW = 3


def lock_slot(loan_id: int) -> None:
    """Wait until no day-end works on this loan's part of the portfolio; then keep it out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtext('servicing day-end'), %s)",
            [loan_id // settings.DAY_END_BLOCK % LOCK_SLOTS],
        )


def locked_loan(loan_id: int) -> Loan:
    """The loan under its lock; the caller's transaction holds it."""
    assert connection.in_atomic_block
    lock_slot(loan_id)
    near = ("bank", "case", "borrower__user")
    return Loan.objects.locked().select_related(*near).get(pk=loan_id)


def class_of(loan: Loan, days_past_due: int, on: date) -> str:
    """The class of a loan at these days, by the floors in force and what people decided."""
    floors = parameter("classification.floors", on)
    return asset_class(days_past_due, loan.class_by_hand, floors_of(floors))


def rebuilt(loan: Loan, *, on: date, since: date | None = None) -> Book:
    """The loan from its events, accrued to the morning of the business date or later."""
    through = max(on, accrued_until(loan)) - ONE_DAY
    return replay(loan.agreement, facts_of(loan), through=through, since=since)


def store(loan: Loan, book: Book, *, on: date) -> int:
    """Write the projection of a loan; rows that are right stay untouched. Says how many changed."""
    days = _store_days(loan, book)
    columns = _store_columns(loan, book, on, days=days)
    return days + columns + _store_rows(loan, book) + _store_lines(loan, book)


def store_receipt(loan: Loan, book: Book, *, on: date) -> None:
    """Write what a receipt of the day changed: columns, rows and the lines it added."""
    _store_columns(loan, book, on, days=0)
    _store_rows(loan, book)
    _add_lines(loan, book.lines)


def columns_of(loan: Loan, book: Book, on: date) -> dict[str, Any]:
    """The loan's columns as the book has them."""
    due_dates = book.unpaid_due_dates()
    changed = book.agreement.annual_rate != loan.agreement.annual_rate
    return {
        "as_of_on": book.reached,
        "anchor_day": book.anchor,
        "accrual_base": book.base,
        "accrues_from_on": book.accrues_from,
        "accrued_carry": book.carry,
        "is_frozen": book.frozen,
        "outstanding": book.outstanding,
        "advance": book.advance,
        "taken_over": book.taken_over,
        "interest_taken_over": book.interest_taken_over,
        "written_off": book.written_off,
        "fund_written_off": book.fund_written_off,
        "interest_written_off": book.interest_written_off,
        "penalty_written_off": book.penalty_written_off,
        "oldest_due_on": min(due_dates, default=None),
        "days_past_due": book.days_past_due,
        "asset_class": class_of(loan, book.days_past_due, on),
        "contract_rate": loan.agreement.annual_rate if changed else loan.contract_rate,
        "interest_rate": book.agreement.annual_rate,
        "maturity_on": book.matures_on or loan.maturity_on,
    }


def _store_columns(loan: Loan, book: Book, on: date, *, days: int) -> int:
    wanted = columns_of(loan, book, on)
    changed = {name: value for name, value in wanted.items() if getattr(loan, name) != value}
    if not days and set(changed) <= {"as_of_on"}:
        return 0
    for name, value in changed.items():
        setattr(loan, name, value)
    loan.save(update_fields=list(changed))
    return 1


def _store_rows(loan: Loan, book: Book) -> int:
    stored = {each.number: each for each in loan.instalments.all()}
    fresh, changed = [], []
    for row in book.rows:
        values = asdict(row)
        each = stored.pop(row.number, None)
        if each is None:
            fresh.append(Instalment(loan=loan, **values))
        elif any(getattr(each, name) != values[name] for name in ROW_FIELDS):
            for name, value in values.items():
                setattr(each, name, value)
            changed.append(each)
    Instalment.objects.filter(pk__in=[each.pk for each in stored.values()]).delete()
    if len(changed) > FEW:
        Instalment.objects.bulk_update(changed, ROW_FIELDS)
    else:
        for each in changed:
            each.save(update_fields=ROW_FIELDS)
    Instalment.objects.bulk_create(fresh)
    return len(stored) + len(changed) + len(fresh)


LINE_FIELDS = ("event_id", "kind", "amount", "instalment", "due_on", "timing", "applied_on")


def _written(line: Line) -> tuple[object, ...]:
    head = (line.event, str(line.kind), line.amount)
    return (*head, line.instalment, line.due_on, line.timing, line.on)


def _add_lines(loan: Loan, lines: list[Line]) -> None:
    AllocationLine.objects.bulk_create(
        AllocationLine(loan=loan, **dict(zip(LINE_FIELDS, _written(line), strict=True)))
        for line in lines
    )


def _store_lines(loan: Loan, book: Book) -> int:
    wanted = [_written(line) for line in book.lines]
    stored = list(loan.allocations.order_by("pk").values_list(*LINE_FIELDS))
    kept = 0
    while kept < min(len(stored), len(wanted)) and stored[kept] == wanted[kept]:
        kept += 1
    if kept == len(stored) == len(wanted):
        return 0
    keep = loan.allocations.order_by("pk").values("pk")[:kept]
    loan.allocations.exclude(pk__in=keep).delete()
    _add_lines(loan, book.lines[kept:])
    return len(stored) - kept + len(wanted) - kept


def _store_days(loan: Loan, book: Book) -> int:
    if not book.days:
        return 0
    stored = {
        each.business_on: each for each in loan.accruals.filter(business_on__gte=book.days[0].on)
    }
    fresh, changed = [], []
    for day in book.days:
        each = stored.get(day.on)
        if each is None:
            fresh.append(DailyAccrual(loan=loan, business_on=day.on, **day.in_fen()))
        elif any(getattr(each, name) != value for name, value in day.in_fen().items()):
            changed.append(day)
    DailyAccrual.objects.bulk_create(fresh)
    for day in changed:
        loan.accruals.filter(business_on=day.on).update(**day.in_fen())
    return len(fresh) + len(changed)


def keep_plan(loan: Loan, book: Book, *, on: date) -> None:
    """Keep the plan as a new version when it is not the one on record."""
    rows = plan_of(book.rows)
    latest = loan.plans.order_by("-number").first()
    if latest is None or latest.rows != rows:
        loan.plans.create(number=latest.number + 1 if latest else 1, made_on=on, rows=rows)


def maturity_of(loan: Loan, disbursed_on: date) -> date:
    """The day on which the loan ends by contract."""
    return add_months(disbursed_on, loan.term_months)
