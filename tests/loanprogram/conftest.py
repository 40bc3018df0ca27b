"""A small portfolio with history: one loan late since February, one paid out in February."""

from datetime import date

import pytest

from parties.models import Organisation, User
from servicing.models import Loan
from servicing.services import catch_up
from tests.servicing import factories


@pytest.fixture
def portfolio(transactional_db: None, cast: dict[str, User], today: date) -> list[Loan]:
    """200,000 paid out on 12 January and never repaid; 100,000 on 5 February; days closed."""
    late = factories.running_loan(cast, on=date(2026, 1, 12))
    young = factories.running_loan(cast, on=date(2026, 2, 5), amount="100000.00")
    catch_up(to=date(2026, 3, 1))
    return [Loan.objects.get(pk=loan.pk) for loan in (late, young)]


@pytest.fixture
def own_bank(bank_a: Organisation) -> Organisation:
    """The bank of the portfolio."""
    return bank_a
