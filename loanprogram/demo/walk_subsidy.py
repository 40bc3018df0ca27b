"""The subsidy lists of the demo: one paid, one that waits for its bank."""

from collections.abc import Mapping
from datetime import date

from guarantees.services.subsidy import (
    approve_statement,
    confirm_statement,
    hand_over_files,
    make_statement,
    release_statement,
    submit_statement,
)
from parties.models import Organisation, User

Casts = Mapping[str, Mapping[str, User]]


def last_quarter(on: date) -> tuple[int, int]:
    """Year and number of the quarter that ended last."""
    number = (on.month - 1) // 3
    return (on.year, number) if number else (on.year - 1, 4)


def subsidised_quarter(casts: Casts, on: date) -> None:
    """Lists of the last quarter: the first bank's is paid, the second's waits for it."""
    year, quarter = last_quarter(on)
    for place, code in enumerate(("bank-a", "bank-b")):
        cast, bank = casts[code], Organisation.objects.get(code=code)
        statement = make_statement(
            bank=bank, year=year, quarter=quarter, actor=cast["accountant"], on=on
        )
        if not statement.lines.exists():
            continue
        submit_statement(statement=statement, actor=cast["accountant"], on=on)
        if place:
            continue
        confirm_statement(statement=statement, actor=cast["post_loan_officer"], on=on)
        approve_statement(statement=statement, actor=cast["second_accountant"], on=on)
        release_statement(statement=statement, actor=cast["center_leader"], on=on)
        hand_over_files(on)
