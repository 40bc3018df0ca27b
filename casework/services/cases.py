"""Opening, numbering and moving the case file."""

import secrets
from datetime import date
from typing import Any

from django.db import connection

from casework.models import Case, CaseGrant, NumberSeries
from parties.models import Organisation, Person, Programme, User
from parties.services.audit import record_act


def next_number(series: str, *, on: date) -> int:
    """The next number of a series in the year of the date, without gaps after commit."""
    return next_numbers(series, 1, on=on)


def next_numbers(series: str, count: int, *, on: date) -> int:
    """Take the next so many numbers of a series at once; the first of them is returned."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {NumberSeries._meta.db_table} (series, year, last) VALUES (%s, %s, %s)"  # noqa: S608 - own table name
            " ON CONFLICT (series, year) DO UPDATE SET last = EXCLUDED.last +"
            f" {NumberSeries._meta.db_table}.last RETURNING last",
            [series, on.year, count],
        )
        last: int = cursor.fetchone()[0]
    return last - count + 1


def public_number(prefix: str, series: str, *, on: date) -> str:
    """A number people can read out but nobody can guess: sequence plus four random digits."""
    return f"{prefix}{on.year}{next_number(series, on=on):05d}{secrets.randbelow(10**4):04d}"


def open_case(
    *,
    programme: Programme,
    borrower: Person,
    product_code: str,
    source: str,
    actor: User,
    on: date,
    bank: Organisation | None = None,
) -> Case:
    """Open the file of a new application; inside the caller's transaction."""
    case = Case.objects.create(
        number=public_number("A", "case", on=on),
        programme=programme,
        borrower=borrower,
        product_code=product_code,
        source=source,
        bank=bank,
        opened_on=on,
        stage_since_on=on,
    )
    record_act("casework.open_case", actor=actor, on=on, subject=case, case_number=case.number)
    return case


def move_case(
    case: Case, *, stage: str, holder: str, on: date, due_on: date | None = None, **changes: Any
) -> None:
    """Set the headline of a case: stage, who holds the ball, until when; plus named columns.

    Allowed changes: `bank`, `shared_with_center`, `headline_amount`, `contact`, `closed_on`.
    """
    assert set(changes) <= {"bank", "shared_with_center", "headline_amount", "contact", "closed_on"}
    if case.stage != stage:
        case.stage_since_on = on
    case.stage, case.holder, case.stage_due_on = stage, holder, due_on
    for name, value in changes.items():
        setattr(case, name, value)
    case.save()


def grant_view(case: Case, *, user: User, reason: str) -> CaseGrant:
    """Let a committee member see one case."""
    return CaseGrant.objects.get_or_create(case=case, user=user, defaults={"reason": reason})[0]
