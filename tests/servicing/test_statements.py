"""How many statements a repayment costs: a plain one goes on from the stored loan."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicing.models import Loan, Repayment
from servicing.services import approve_repayment, catch_up, record_repayment
from tests.servicing.test_files import DUE

# With events replayed and every message asked for apart it was 51; each statement is a third of a
# thousandth of a second, so this number is the speed.
STATEMENTS_MAX = 36


def recorded(loan, cast, number):
    return record_repayment(
        loan=loan,
        amount=Decimal("100.00"),
        received_on=DUE,
        channel="transfer",
        bank_serial=f"S{number}",
        actor=cast["post_loan_officer"],
        on=DUE,
        idempotency_key=f"k{number}",
    )


def test_approving_costs_the_same_few_statements_however_many_came_before(loan, cast):
    catch_up(to=DUE - timedelta(days=1))
    counted = []
    for number in range(4):
        repayment = Repayment.objects.get(pk=recorded(loan, cast, number).pk)
        with CaptureQueriesContext(connection) as captured:
            approve_repayment(repayment=repayment, actor=cast["manager"], on=DUE)
        counted.append(len(captured))
    assert counted[1] == counted[2] == counted[3] <= STATEMENTS_MAX
    assert Loan.objects.get().allocations.count() == 4
