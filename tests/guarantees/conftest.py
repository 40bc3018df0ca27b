"""A fund with money, a loan in default, and a case on its way to the guarantee."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from guarantees.models import Claim, Guarantee
from loanprogram.demo import walk_guarantees
from servicing.models import Loan
from tests.guarantees import factories
from tests.servicing.factories import payable_loan, signed_contract

LATE_ON = date(2026, 6, 6)


@pytest.fixture
def fund(transactional_db: None, cast: dict) -> None:
    """Five million at each of three banks; at five times the cash, 75 million of capacity."""
    walk_guarantees.stocked_fund(cast, factories.PAID_OUT, amount="5000000.00")


@pytest.fixture
def default(fund: None, cast: dict) -> Callable[..., Loan]:
    """Makes a loan of 180,000 at 3.5 % over 90 days that is late by some days."""

    def defaulted(
        covers: list[str] | None = None, late_on: date = LATE_ON, *, is_called: bool = True
    ) -> Loan:
        loan = payable_loan(
            cast,
            on=factories.PAID_OUT,
            amount=Decimal("180000.00"),
            term_months=3,
            interest_rate=Decimal("0.035000"),
            repayment_method="single_payment",
        )
        loan = factories.defaulted_loan(loan, cast, covers=covers or ["principal"], late_on=late_on)
        if is_called:
            factories.called(loan, cast, on=late_on)
        return loan

    return defaulted


@pytest.fixture
def claimed_on() -> date:
    """Ninety-six days after the due date."""
    return LATE_ON


@pytest.fixture
def paid_claim(default: Callable[..., Loan], cast: dict, claimed_on: date) -> Claim:
    """A claim on principal, paid by two persons."""
    return walk_guarantees.claimed_loan(default(), cast, claimed_on)


@pytest.fixture
def promise(fund: None, cast: dict, today: date) -> Callable[..., Guarantee]:
    """Makes a guarantee in a state, for an amount, of a case of its own."""

    def promised(state: str = "committed", amount: str = "200000.00") -> Guarantee:
        contract = signed_contract(cast, on=today, amount=Decimal(amount))
        return factories.promised(contract, cast, on=today, state=state)

    return promised
