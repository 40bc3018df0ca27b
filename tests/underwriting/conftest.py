"""Files in evaluation, at the stages the tests start from."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from casework.models import Case
from loanprogram.demo.walk_applications import submitted_case
from loanprogram.demo.walk_review import accepted_case
from parties.models import User


@pytest.fixture
def case(cast: dict[str, User], today: date) -> Case:
    """A file in review with accepted papers: 200,000 for 36 months, one surety."""
    return accepted_case(submitted_case(cast, today), cast, today)


@pytest.fixture
def run_sql() -> Callable[[str], None]:
    """Runs a statement past the program, as a careless administrator would."""

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run
