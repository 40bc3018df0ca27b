"""A loan from the talk at the desk to its last payment: nobody signs in for anybody else."""

from collections.abc import Callable

import pytest

from casework.models import Case, Stage
from guarantees.models import Guarantee, SecurityUse
from guarantees.states import GuaranteeState
from loanprogram.proofs import run_proofs
from parties.models import User
from servicing.models import Loan
from servicing.states import LoanState
from tests.walks import paying
from tests.walks.walker import Walker


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-030")
@pytest.mark.row("S-031")
@pytest.mark.row("S-122")
@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans"), (360, "zh-hans"), (1280, "en")])
def test_a_case_is_walked_from_the_desk_to_the_certificate(
    width: int,
    language: str,
    paid_out: Callable[[int, str], tuple[Walker, Loan]],
    house: dict[str, User],
) -> None:
    walk, loan = paid_out(width, language)

    paying.be_reminded(walk, house, loan)
    paying.repay(walk, house, loan, number=1)
    paying.repay(walk, house, loan, number=2)
    paying.settle(walk, house, loan)
    paying.release(walk, house, loan)

    assert Loan.objects.get(pk=loan.pk).state == LoanState.SETTLED
    assert Guarantee.objects.get(loan=loan).state == GuaranteeState.RELEASED
    assert SecurityUse.objects.get().released_on
    assert Case.objects.get(pk=loan.case_id).stage == Stage.CLOSED
    assert not any(run_proofs().values())
