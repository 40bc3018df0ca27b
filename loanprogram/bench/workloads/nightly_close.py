"""One business date closed over the whole portfolio, beside a bare UPDATE of a row per loan."""

from datetime import date, timedelta

from django.db import connection

from loanprogram.bench.frame import Trial, Workload
from loanprogram.demo.many import invented_loans
from parties.models import User
from policy.services import load_programme
from servicing.models import DayEndRun, Loan
from servicing.selectors.days import last_closed_on
from servicing.services import close_day
from servicing.services.taking_in import take_in

ON = date(2026, 3, 2)
NARROW = """
    CREATE TABLE bench_narrow (id bigint PRIMARY KEY, days integer NOT NULL)
        WITH (fillfactor = 50);
    INSERT INTO bench_narrow SELECT id, 0 FROM servicing_loan;
    VACUUM ANALYZE bench_narrow;
    VACUUM ANALYZE servicing_loan;
    VACUUM ANALYZE servicing_instalment
"""
# Of what fell due this morning all but one of a hundred is paid in the course of the day.
PAID = """
    WITH paid AS (
        UPDATE servicing_instalment SET paid_principal = principal, paid_interest = interest,
            penalty_base = 0, penalty_from_on = NULL, settled_on = due_on
        WHERE due_on = %s AND settled_on IS NULL AND loan_id %% 100 <> 0 RETURNING loan_id)
    UPDATE servicing_loan loan SET oldest_due_on = NULL FROM paid
    WHERE paid.loan_id = loan.id AND loan.oldest_due_on = %s
"""


def prepare(n: int) -> Trial:
    """Invented loans, a thirtieth of them due every day, three of a hundred late."""
    load_programme(on=ON)
    take_in(
        invented_loans(n, on=ON), source="bench", actor=User.objects.system(), on=ON, is_vast=True
    )
    with connection.cursor() as cursor:
        for statement in NARROW.split(";"):
            cursor.execute(statement)
    running = Loan.objects.running().count()

    def reset() -> None:
        morning = next_day()
        with connection.cursor() as cursor:
            cursor.execute(PAID, [morning, morning])

    def work() -> DayEndRun:
        return close_day(on=next_day())

    def floor() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE bench_narrow SET days = days + 1")

    def check(run: DayEndRun) -> None:
        assert run.counts["loans"] == running
        assert run.counts["set_aside"] == 0

    return Trial(work, floor, reset=reset, check=check)


def next_day() -> date:
    """The day that waits for its close."""
    last = last_closed_on()
    return last + timedelta(days=1) if last else ON


WORKLOAD = Workload(
    name="nightly_close",
    n=100_000,
    n_small=40,
    floor="UPDATE of one integer column on a narrow table with one row per loan",
    prepare=prepare,
    needs_database=True,
    rounds=3,
)
