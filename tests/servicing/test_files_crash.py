"""A worker killed in the middle of posting a file: the next one ends it as if nothing had been."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from random import Random

import pytest
from django.conf import settings
from django.db import connection

from ledger.selectors import discrepancies
from policy.models import Parameter
from servicing.models import Repayment, RepaymentFile
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.services.files import approve_file, submit_file, work_off
from tests.servicing.filing import handed_in, posted, row_of, template
from tests.servicing.twins import entries_of, standing, twins

START = date(2026, 3, 2)
WORKER = "import django; django.setup(); from servicing.services.files import work_off; work_off()"


def worker() -> subprocess.Popen:
    """A real worker process on the database of the test."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    environment = {**os.environ, "DATABASE_URL": url}
    environment["DJANGO_SETTINGS_MODULE"] = "loanprogram.settings.test"
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=settings.BASE_DIR)


def killed_after(repayments: int) -> None:
    """Start a worker and kill it without warning once it has posted so many."""
    process = worker()
    while Repayment.objects.count() < repayments and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def rows(loans, series):
    """Forty-five payments on three loans in mixed order: some go together, most one by one."""
    return [
        row_of(loan, f"{series}{n}-{place}", f"{n + 1}.{place}0", START)
        for n in range(15)
        for place, loan in enumerate(loans)
    ]


@pytest.mark.row("S-118")
def test_killed_three_times_the_ledger_is_that_of_the_undisturbed_run(transactional_db, cast):
    Parameter.objects.filter(key="repayment_file.part_rows").update(value=5)
    pairs = [twins(cast, START, Random(7)) for _pair in range(3)]
    ours, theirs = zip(*pairs, strict=True)
    calm = posted(handed_in(template(rows(theirs, "T")), cast, START), cast, START)
    file = handed_in(template(rows(ours, "O")), cast, START)
    submit_file(file=file, actor=cast["post_loan_officer"], on=START)
    approve_file(file=file, actor=cast["manager"], on=START)
    for more in (3, 15, 30):
        killed_after(45 + more)
    assert RepaymentFile.objects.get(pk=file.pk).state == "posting"
    work_off()
    file = RepaymentFile.objects.get(pk=file.pk)
    assert (file.state, Repayment.objects.count()) == ("posted", 90)
    assert entries_of(file) == entries_of(calm)
    assert [standing(one) for one in ours] == [standing(one) for one in theirs]
    assert (discrepancies(), loan_discrepancies()) == ([], [])
