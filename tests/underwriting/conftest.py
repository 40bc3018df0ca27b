"""Files in evaluation, at the stages the tests start from."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from casework.models import Case, Document
from casework.services import transition
from loanprogram.demo.walk_applications import submitted_case
from parties.models import User
from underwriting.selectors import application_of


def accept(case: Case, cast: dict[str, User], on: date) -> Case:
    """Take the file in and accept all its papers."""
    with transaction.atomic():
        transition(application_of(case), "accept", actor=cast["officer"], on=on)
        case.documents.update(
            verdict=Document.Verdict.ACCEPTED, checked_by=cast["officer"], checked_on=on
        )
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def case(cast: dict[str, User], today: date) -> Case:
    """A file in review with accepted papers: 200,000 for 36 months, one surety."""
    return accept(submitted_case(cast, today), cast, today)


@pytest.fixture
def run_sql() -> Callable[[str], None]:
    """Runs a statement past the program, as a careless administrator would."""

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run
