"""Two people at once: the fund never passes zero, a claim is paid once; each with its control."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from guarantees.errors import FundExhausted
from guarantees.models import Claim, Fund, Guarantee, Reservation
from guarantees.selectors.fund import fund_position
from guarantees.services import fund as fund_services
from guarantees.services import reviews
from guarantees.services.claims import (
    approve_claim,
    check_claim,
    prepare_claim_payment,
    release_claim_payment,
)
from guarantees.services.reviews import commit_guarantee
from ledger.selectors import balance
from loanprogram.demo import walk_guarantees
from policy.models import Parameter
from screens.errors import RuleViolation

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run calls in threads of their own, started together; what each gave or raised."""
    gate = Barrier(len(calls))

    def run(call):
        gate.wait()
        try:
            return call()
        except RuleViolation as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.row("S-171")
def test_two_promises_at_once_never_pass_zero(cast, today, promise):
    promises = [promise("recommended") for _number in range(4)]
    Parameter.objects.filter(key="fund.multiplier").update(value="0.04")
    assert fund_position(today).capacity == Decimal("600000.00")
    leaders = [cast["center_leader"], cast["second_leader"]] * 2
    results = at_once(
        *[
            lambda g=each, who=leader: commit_guarantee(guarantee=g, actor=who, on=today)
            for each, leader in zip(promises, leaders, strict=True)
        ]
    )
    refused = [each for each in results if isinstance(each, FundExhausted)]
    assert (len(refused), Reservation.objects.count()) == (1, 3)
    assert fund_position(today).free == 0


def test_without_the_lock_both_would_pass(cast, today, promise, monkeypatch):
    """The control: the same race with the fund's lock taken away goes wrong."""
    Parameter.objects.filter(key="fund.multiplier").update(value="0.02")
    first, second = promise("recommended"), promise("recommended")
    seen = Barrier(2, timeout=20)
    check = fund_services.require_headroom

    def both_look(amount, *, on):
        check(amount, on=on)
        seen.wait()

    monkeypatch.setattr(fund_services, "locked_fund", lambda programme: Fund.objects.get())
    monkeypatch.setattr(fund_services, "require_headroom", both_look)
    leaders = (cast["center_leader"], cast["second_leader"])
    _without_numbering(monkeypatch)
    at_once(
        *[
            lambda g=each, who=leader: commit_guarantee(guarantee=g, actor=who, on=today)
            for each, leader in zip((first, second), leaders, strict=True)
        ]
    )
    assert fund_position(today).free == Decimal("-100000.00")


def _without_numbering(monkeypatch):
    """Numbers and the audit chain are locks too; without them only the fund's own is tried."""
    numbers = iter(range(1, 100))
    monkeypatch.setattr(reviews, "next_number", lambda _series, on: next(numbers))
    monkeypatch.setattr("casework.services.transitions.record_act", lambda *_given, **_named: None)


PROCESS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "loanprogram.settings.test"
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = sys.argv[1]
connections["default"].settings_dict["NAME"] = sys.argv[1]
from datetime import date
from guarantees.errors import FundExhausted
from guarantees.models import Guarantee
from guarantees.services.reviews import commit_guarantee
from parties.models import User
sys.stdin.readline()
try:
    commit_guarantee(
        guarantee=Guarantee.objects.get(pk=sys.argv[2]),
        actor=User.objects.get(username=sys.argv[3]),
        on=date.fromisoformat(sys.argv[4]),
    )
    print("promised")
except FundExhausted:
    print("refused")
"""


@pytest.mark.row("S-171")
def test_two_processes_at_once_never_pass_zero(cast, today, promise):
    Parameter.objects.filter(key="fund.multiplier").update(value="0.02")
    pair = [(promise("recommended"), "leader"), (promise("recommended"), "second-leader")]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, _database(), str(each.pk), who, today.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.BASE_DIR,
            env=os.environ.copy(),
        )
        for each, who in pair
    ]
    said = [process.communicate("go\n", timeout=120)[0].strip() for process in started]
    assert sorted(said) == ["promised", "refused"]
    assert fund_position(today).free == Decimal("100000.00")


def _database():
    return str(connection.settings_dict["NAME"])


@pytest.mark.row("S-172")
def test_a_claim_is_paid_once_however_often_it_is_released(default, cast, claimed_on):
    claim = walk_guarantees.filed_claim(default(), cast, claimed_on)
    check_claim(claim=claim, text="齐全", actor=cast["center_clerk"], on=claimed_on)
    approve_claim(claim=claim, actor=cast["center_leader"], on=claimed_on)
    prepare_claim_payment(
        claim=claim, payment_reference="DC1", actor=cast["accountant"], on=claimed_on
    )
    who = [cast["second_accountant"], cast["center_leader"], cast["second_accountant"]]
    results = at_once(
        *[lambda a=each: release_claim_payment(claim=claim, actor=a, on=claimed_on) for each in who]
    )
    assert [each.pk for each in results] == [claim.pk] * 3
    assert balance("fund:bank-a:cash") == Decimal("4856000.00")
    assert Claim.objects.get().state == "paid"


def test_one_house_is_not_used_twice_at_once(cast, today, promise):
    first, second = promise(), promise()
    house = walk_guarantees.house_of(first.case, cast, today, amount=Decimal("142857.15"))
    results = at_once(
        *[
            lambda g=each: walk_guarantees.use_security(
                security=house,
                guarantee=g,
                amount=Decimal("200000.00"),
                actor=cast["center_clerk"],
                on=today,
            )
            for each in (first, second)
        ]
    )
    assert sum(isinstance(each, RuleViolation) for each in results) == 1
    assert Guarantee.objects.filter(securities__released_on=None, securities__gt=0).count() == 1
