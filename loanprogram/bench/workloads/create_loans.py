"""Loans of an older system taken in: person, file, contract, event, 30 instalments, entry."""

from datetime import date
from itertools import count
from typing import Any

from django.db import connection

from loanprogram.bench.frame import Trial, Workload
from loanprogram.demo.many import TERM, invented_loans
from parties.models import User
from policy.services import load_programme
from servicing.services.taking_in import take_in

ON = date(2026, 3, 2)
ROUNDS = count()
BARE = """
    CREATE UNLOGGED TABLE IF NOT EXISTS bench_bare AS
        SELECT loan_id, number, starts_on, due_on, principal, interest FROM servicing_instalment
        LIMIT 0;
    TRUNCATE bench_bare;
    INSERT INTO bench_bare
    SELECT loan, row, DATE '2026-03-02', DATE '2026-04-02', 1234.56, 78.90
    FROM generate_series(1, %s) loan, generate_series(1, %s) row
"""


def prepare(n: int) -> Trial:
    """Every round takes in other loans; the floor writes as many bare instalments."""
    load_programme(on=ON)
    system = User.objects.system()

    def work() -> int:
        loans = invented_loans(n, on=ON, first=next(ROUNDS) * n)
        return take_in(loans, source="bench", actor=system, on=ON, is_vast=True)

    def floor() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(BARE, [n, TERM])

    def check(taken: int) -> None:
        assert taken == n

    return Trial(work, floor, check=check)


WORKLOAD = Workload(
    name="create_loans",
    n=100_000,
    n_small=20,
    floor="INSERT of 30 bare rows per loan into a table without index or log",
    prepare=prepare,
    needs_database=True,
    rounds=2,
)
