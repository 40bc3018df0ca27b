"""Loans for tests of servicing, outside the tests' own transaction: its services are outer ones."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from loanprogram.demo.walk_servicing import repaid
from servicing.models import Loan, Repayment
from tests.servicing import factories


@pytest.fixture
def payable(transactional_db: None, cast: dict, today: date) -> Loan:
    """200,000 yuan at 3.60 % over 36 months, ready to be paid out."""
    return factories.payable_loan(cast, on=today)


@pytest.fixture
def loan(transactional_db: None, cast: dict, today: date) -> Loan:
    """200,000 yuan at 3.60 % over 36 months, paid out on the business date."""
    return factories.running_loan(cast, on=today)


@pytest.fixture
def repay(cast: dict) -> Callable[..., Repayment]:
    """Records and posts a repayment."""

    def pay(loan: Loan, amount: str, on: date, received_on: date | None = None) -> Repayment:
        return repaid(loan, cast, amount=Decimal(amount), on=on, received_on=received_on or on)

    return pay
