"""A loan that is not repaid: late, called about, claimed, paid by the fund, partly recovered."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from guarantees.models import Claim, WriteOff
from loanprogram.demo.walk_decision import approved_case, contracted_case
from loanprogram.demo.walk_guarantees import guaranteed_case, issued_letter
from loanprogram.demo.walk_servicing import disbursed_loan
from loanprogram.proofs import run_proofs
from parties.models import User
from servicing.models import Loan
from servicing.states import LoanState
from tests.walks import claiming
from tests.walks.conftest import WISH
from tests.walks.walker import Walker


def _to_the_write_off(walk: Walker, house: dict[str, User], loan: Loan) -> None:
    claiming.fall_late(walk, house, loan)
    claim = claiming.claim(walk, house, loan)
    claiming.recover(walk, house, claim)
    claiming.write_off(walk, house, claim)

    assert Loan.objects.get(pk=loan.pk).state == LoanState.WRITTEN_OFF
    assert Claim.objects.get().state == "paid"
    assert WriteOff.objects.get().state == "confirmed"
    assert not any(run_proofs().values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-173")
def test_a_case_is_walked_from_the_desk_to_the_write_off(
    paid_out: Callable[[int, str], tuple[Walker, Loan]], house: dict[str, User]
) -> None:
    walk, loan = paid_out(1280, "zh-hans")

    _to_the_write_off(walk, house, loan)


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S-173")
def test_a_late_loan_is_claimed_and_written_off_on_a_phone(
    open_page: Callable[..., Page], house: dict[str, User], today: date
) -> None:
    case = guaranteed_case(approved_case(house, today, **WISH), house, today)
    case = issued_letter(contracted_case(case, house, today), house, today)
    loan = disbursed_loan(Loan.objects.get(case=case), house, on=today)

    _to_the_write_off(Walker(open_page, 360, "zh-hans"), house, loan)
