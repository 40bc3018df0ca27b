"""The whole way of a guarantee through the real services, from approval to the letter."""

from decimal import Decimal

import pytest

from casework.models import Stage, Task
from guarantees.models import Guarantee, Reservation
from loanprogram.demo import walk_guarantees, walk_servicing
from loanprogram.demo.walk_decision import approved_case, contracted_case

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_approval_to_payout(cast, today):
    """Each step leaves one task for the next person; the payout needs no more than the letter."""
    walk_guarantees.stocked_fund(cast, today)
    case = approved_case(cast, today, amount=Decimal("40000.00"))
    case = walk_guarantees.guaranteed_case(case, cast, today)
    assert Task.objects.open().get(case=case).kind == "prepare_contract"

    contracted_case(case, cast, today)
    case = walk_guarantees.issued_letter(case, cast, today)

    guarantee = Guarantee.objects.get(case=case)
    assert (guarantee.state, case.stage) == ("in_force", Stage.PAYOUT)
    assert Reservation.objects.get(guarantee=guarantee).released_on is None
    assert Task.objects.open().get(case=case).kind == "prepare_disbursement"
    assert guarantee.loan
    loan = walk_servicing.disbursed_loan(guarantee.loan, cast, on=today)
    assert loan.state == "disbursed"
