"""C-40, C-44, C-48, C-50: whatever disturbs it, the books end as if nothing had."""

import hashlib
import os
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
from django.db.models import Sum

from ledger.models import JournalEntry, JournalLine
from ledger.selectors import discrepancies
from loanprogram.demo.many import invented_loans
from loanprogram.demo.walk_servicing import prepared_disbursement, repaid
from loanprogram.scenarios.stage import seated
from parties.models import User
from screens.errors import RuleViolation
from servicing.errors import DayEndRunning
from servicing.models import DailyAccrual, DayEndRun, Disbursement, Instalment, Loan, LoanEvent
from servicing.selectors.books import payoff_quote
from servicing.selectors.proofs import discrepancies as loan_faults
from servicing.services import approve_reversal, catch_up, close_day, propose_reversal
from servicing.services.taking_in import take_in
from tests.database import Sweep
from tests.servicing import factories

LEAP = date(2028, 2, 26)
ROW_NAMES = ("loan__number", "number", "due_on", "penalty", "paid_interest", "settled_on")


def portfolio(on: date) -> dict[str, User]:
    """A fresh database with staff and forty loans, the same every time."""
    Sweep.again()
    cast = seated(on)
    take_in(invented_loans(40, on=on), source="test", actor=User.objects.system(), on=on)
    return cast


def books() -> str:
    """A fingerprint of everything the day-end writes, without keys, moments and its own order."""
    lines = JournalLine.objects.values_list("effective_on", "account__address", "entry__kind")
    rows = [
        *lines.annotate(total=Sum("amount")).order_by("effective_on", "account__address", "total"),
        *Loan.objects.order_by("number").values_list(
            "number", "state", "days_past_due", "asset_class", "accrual_base", "outstanding"
        ),
        *Instalment.objects.order_by("loan__number", "number").values_list(*ROW_NAMES),
        *DailyAccrual.objects.order_by("loan__number", "business_on").values_list(
            "loan__number", "business_on", "interest_fen", "penalty_fen", "days_past_due"
        ),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def undisturbed(on: date, until: date) -> str:
    portfolio(on)
    day = on
    while day <= until:
        close_day(on=day)
        day += timedelta(days=1)
    return books()


@pytest.mark.parametrize("start", [LEAP, date(2026, 1, 29), date(2025, 12, 30)])
def test_days_run_twice_skipped_and_caught_up_end_alike(transactional_db, start):
    until = start + timedelta(days=6)
    clean = undisturbed(start, until)
    portfolio(start)
    close_day(on=start)
    close_day(on=start)
    assert len(catch_up(to=until)) == 6
    assert catch_up(to=until) == []
    assert books() == clean
    assert (loan_faults(), discrepancies()) == ([], [])


WORKER = """
import os, sys
from datetime import date
import django
django.setup()
from servicing.services import catch_up
print("ready", flush=True)
sys.stdin.readline()
catch_up(to=date.fromisoformat(sys.argv[1]))
"""


def worker(code: str, *words: str) -> subprocess.Popen:
    """A process of our own on the database of the test."""
    database = settings.DATABASES["default"]
    address = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    own = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "loanprogram.settings.test"}
    found = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=os.environ | own,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert found.stdout and found.stdout.readline() == "ready\n"
    return found


def go(process: subprocess.Popen) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def test_killed_at_any_moment_the_days_end_alike(transactional_db, today):
    until = today + timedelta(days=4)
    clean = undisturbed(today, until)
    portfolio(today)
    dice = Random(3)
    for _attempt in range(3):
        process = worker(WORKER, until.isoformat())
        go(process)
        time.sleep(dice.uniform(0.05, 0.6))
        process.kill()
        process.wait()
    wait_for_lock()
    catch_up(to=until)
    assert books() == clean
    assert DayEndRun.objects.filter(ended_at=None).count() == 0
    assert (loan_faults(), discrepancies()) == ([], [])


def wait_for_lock() -> None:
    """The database notices a killed client a moment later."""
    for _attempt in range(50):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.1)


def test_two_processes_close_a_day_once(transactional_db, today):
    clean = undisturbed(today, today + timedelta(days=1))
    portfolio(today)
    until = (today + timedelta(days=1)).isoformat()
    pair = [worker(WORKER, until) for _number in range(2)]
    for process in pair:
        go(process)
    refused = [process.communicate()[1] for process in pair]
    assert all(not text or DayEndRunning.__name__ in text for text in refused)
    catch_up(to=today + timedelta(days=1))
    assert books() == clean


APPROVER = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
import django
django.setup()
from django.db import connection
from parties.models import User
from screens.errors import RuleViolation
from servicing.models import Disbursement
from servicing.services import approve_disbursement
on = date.fromisoformat(sys.argv[1])
def approve(number):
    try:
        approve_disbursement(
            disbursement=Disbursement.objects.get(),
            bank_serial="FK1" if number % 2 else f"FK{os.getpid()}{number}",
            value_on=on, actor=User.objects.get(pk=sys.argv[2]), on=on)
        return 1
    except RuleViolation:
        return 0
    finally:
        connection.close()
print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(10) as pool:
    print(sum(pool.map(approve, range(10))))
"""


def test_twenty_approvals_in_two_processes_pay_out_once(transactional_db, cast, today):
    payable = factories.payable_loan(cast, on=today)
    prepared_disbursement(payable, cast, on=today)
    pair = [
        worker(APPROVER, today.isoformat(), str(cast[who].pk))
        for who in ("manager", "second_manager")
    ]
    for process in pair:
        go(process)
    answers = [process.communicate() for process in pair]
    assert [errors for _said, errors in answers] == ["", ""]
    assert sum(int(said) for said, _errors in answers) >= 1
    assert Disbursement.objects.filter(state="approved").count() == 1
    assert LoanEvent.objects.filter(kind="disbursed").count() == 1
    assert JournalEntry.objects.filter(kind="disbursement").count() == 1
    assert (loan_faults(), discrepancies()) == ([], [])


def test_acts_on_one_loan_at_once_leave_a_serial_order(transactional_db, cast, today):
    loan = factories.running_loan(cast, on=today)
    amounts = iter(range(1, 1000))

    def pay() -> None:
        repaid(loan, cast, amount=Decimal(next(amounts)), on=today, received_on=today)

    def take_back() -> None:
        posted = loan.repayments.filter(state="posted").order_by("?").first()
        if posted:
            found = propose_reversal(
                repayment=posted, actor=cast["post_loan_officer"], on=today, reason="退票"
            )
            approve_reversal(reversal=found, actor=cast["manager"], on=today)

    def ask() -> None:
        assert payoff_quote(loan, today).total > 0

    def attempt(act) -> None:
        try:
            act()
        except RuleViolation:
            pass
        finally:
            connection.close()

    for _round in range(50):
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(attempt, (pay, take_back, ask)))
    received = loan.events.filter(kind="received", reversal=None)
    assert Loan.objects.get(pk=loan.pk).advance == sum(event.amount for event in received)
    assert (loan_faults(), discrepancies()) == ([], [])
