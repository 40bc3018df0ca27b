"""The day-end: same as the events say, once, in order, whatever interrupts it."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.conf import settings
from django.db import connection

from ledger.models import JournalEntry
from ledger.selectors import balance, discrepancies
from servicing.errors import DayEndRunning, DayOutOfOrder
from servicing.models import (
    DailyAccrual,
    DayEndRun,
    Instalment,
    JobSwitch,
    Loan,
    PartitionClose,
    SetAside,
)
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.services import catch_up, catch_up_if_on, close_day, retry_set_aside, switch_job
from tests.servicing import factories

DUE = date(2026, 4, 2)
METHODS = [
    "equal_instalment",
    "equal_principal",
    "interest_only_monthly",
    "interest_only_quarterly",
]


def days_after(start: date, days: int) -> date:
    return start + timedelta(days=days)


def test_a_day_accrues_what_the_contract_says(loan, today):
    run = close_day(on=today)
    row = DailyAccrual.objects.get()
    assert (row.business_on, row.interest, row.penalty) == (
        today,
        Decimal("20.00"),
        Decimal("0.00"),
    )
    assert run.counts["loans"] == 1
    assert balance("bank:bank-a:loans:interest") == Decimal("20.00")
    assert balance("bank:bank-a:income:interest") == Decimal("-20.00")


def test_a_month_accrues_the_instalments_interest(loan, today):
    catch_up(to=DUE - timedelta(days=1))
    rows = DailyAccrual.objects.all()
    assert sum(row.interest for row in rows) == Decimal("600.00")
    assert balance("bank:bank-a:loans:interest") == Decimal("600.00")


def test_running_again_writes_nothing(loan, today):
    close_day(on=today)
    before = snapshot()
    again = close_day(on=today)
    assert again == DayEndRun.objects.get()
    assert snapshot() == before


def test_missed_days_are_closed_in_order(loan, today):
    with pytest.raises(DayOutOfOrder):
        close_day(on=days_after(today, 2))
    runs = catch_up(to=days_after(today, 3))
    assert [run.business_on for run in runs] == [days_after(today, n) for n in range(4)]
    assert [run.business_on for run in catch_up(to=days_after(today, 3))] == []


def test_switched_off_it_waits(loan, cast, today):
    switch_job(job="day_end", is_on=False, actor=cast["administrator"], on=today)
    assert catch_up_if_on(to=days_after(today, 3)) == []
    switch_job(job="day_end", is_on=True, actor=cast["administrator"], on=today)
    assert len(catch_up_if_on(to=days_after(today, 3))) == 4
    assert JobSwitch.objects.count() == 1


def test_the_day_after_the_due_date_is_late(loan, today):
    catch_up(to=DUE - timedelta(days=1))
    assert Loan.objects.get().state == "disbursed"
    close_day(on=DUE)
    late = Loan.objects.get()
    assert (late.state, late.days_past_due, late.asset_class) == ("overdue", 1, "special_mention")
    assert late.case.stage == "overdue"
    assert Instalment.objects.get(number=1).penalty == Decimal("0.79")


def test_a_loan_that_fails_is_set_aside_and_heals(loan, cast, today):
    other = factories.running_loan(cast, on=today)
    Loan.objects.filter(pk=loan.pk).update(day_count="nonsense")
    close_day(on=today)
    close_day(on=days_after(today, 1))
    item = SetAside.objects.get()
    assert item.loan_id == loan.pk
    assert "nonsense" in item.error
    assert DailyAccrual.objects.filter(loan=other).count() == 2
    Loan.objects.filter(pk=loan.pk).update(day_count="months")
    retry_set_aside(item=item, actor=cast["administrator"], on=days_after(today, 2))
    assert DailyAccrual.objects.filter(loan=loan).count() == 2
    assert not SetAside.objects.filter(resolved_on=None).exists()
    close_day(on=days_after(today, 2))
    assert (loan_discrepancies(), discrepancies()) == ([], [])


def test_a_loan_that_was_caught_up_by_a_payment_is_not_accrued_twice(loan, repay, today):
    close_day(on=today)
    repay(loan, "100.00", on=days_after(today, 4))
    assert DailyAccrual.objects.count() == 4
    catch_up(to=days_after(today, 5))
    assert DailyAccrual.objects.count() == 6
    assert (loan_discrepancies(), discrepancies()) == ([], [])


def portfolio(cast, today, repay, *, seed: int, days: int) -> None:
    """Loans of all methods living through random payments, some late, some back-dated."""
    dice = Random(seed)
    loans = [
        factories.running_loan(
            cast,
            on=today,
            repayment_method=method,
            amount=Decimal(dice.randrange(20, 300)) * 1000,
            term_months=12,
            excess_rule=rule,
        )
        for method in METHODS
        for rule in ("advance", "prepayment")
    ]
    for day in range(days):
        on = days_after(today, day)
        for loan in loans:
            if dice.random() < 0.04:
                received_on = days_after(on, -min(dice.choice([0, 0, 0, 3, 9]), day))
                repay(
                    loan, f"{dice.randrange(100, 9000)}.{dice.randrange(100):02d}", on, received_on
                )
        close_day(on=on)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_the_stored_rows_are_what_the_events_say(cast, repay, today, seed):
    portfolio(cast, today, repay, seed=seed, days=75)
    assert Loan.objects.filter(state="overdue").exists()
    assert (loan_discrepancies(), discrepancies()) == ([], [])


def test_two_day_ends_at_once_close_one_day(loan, cast, today):
    def run(_number: int) -> str:
        try:
            catch_up(to=days_after(today, 2))
        except DayEndRunning:
            return "refused"
        finally:
            connection.close()
        return "ran"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(run, range(2)))
    assert results in (["ran", "ran"], ["ran", "refused"])
    assert DayEndRun.objects.count() == 3
    assert DailyAccrual.objects.count() == 3
    assert loan_discrepancies() == []


def test_a_payment_during_the_day_end_waits_and_is_right(loan, repay, today):
    def run(number: int) -> None:
        try:
            if number:
                repay(loan, "500.00", on=today)
            else:
                catch_up(to=today)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    assert Loan.objects.get().advance == Decimal("500.00")
    assert (loan_discrepancies(), discrepancies()) == ([], [])


def snapshot() -> tuple:
    """Everything a day-end writes, without keys and moments."""
    accruals = DailyAccrual.objects.order_by("loan", "business_on")
    loans = Loan.objects.order_by("pk")
    entries = JournalEntry.objects.order_by("idempotency_key")
    return (
        list(
            accruals.values_list(
                "loan", "business_on", "interest_fen", "penalty_fen", "days_past_due"
            )
        ),
        list(loans.values_list("pk", "state", "days_past_due", "accrual_base", "as_of_on")),
        list(entries.values_list("idempotency_key", "turnover")),
        list(PartitionClose.objects.values_list("partition", "loans", "interest").order_by("pk")),
    )


WORKER = """
import os, sys, time
from datetime import date
import django
django.setup()
from django.conf import settings
from servicing.services import partitions
plain = partitions.move
def slowly(*which):
    batch = plain(*which)
    print("written", flush=True)
    time.sleep(0.4)
    return batch
partitions.move = slowly
from servicing.services import catch_up
catch_up(to=date.fromisoformat(sys.argv[1]))
"""


def test_a_worker_killed_in_the_middle_leaves_what_a_clean_run_leaves(
    transactional_db, cast, today
):
    for _number in range(6):
        factories.running_loan(cast, on=today)
    database = settings.DATABASES["default"]
    address = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    environment = {**os.environ, "DATABASE_URL": address}
    environment["DJANGO_SETTINGS_MODULE"] = "loanprogram.settings.test"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, days_after(today, 1).isoformat()],
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    for _line in range(2):
        assert worker.stdout and worker.stdout.readline()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    time.sleep(0.5)
    assert DayEndRun.objects.filter(ended_at=None).count() == 1
    catch_up(to=days_after(today, 1))
    assert DailyAccrual.objects.count() == 12
    assert sum(row.interest for row in DailyAccrual.objects.all()) == Decimal("240.00")
    assert balance("bank:bank-a:loans:interest") == Decimal("240.00")
    assert (loan_discrepancies(), discrepancies()) == ([], [])
