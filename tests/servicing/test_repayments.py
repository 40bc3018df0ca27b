from datetime import date, timedelta
from decimal import Decimal

import pytest

from ledger.selectors import balance, discrepancies
from servicing.models import Loan
from servicing.selectors.repayments import next_payment, preview_of, statement_of
from servicing.services import (
    approve_repayment,
    approve_reversal,
    catch_up,
    propose_reversal,
    record_repayment,
)

DUE = date(2026, 4, 2)


@pytest.mark.row("S-117")
def test_six_thousand_on_5869_28(loan, repay, today):
    catch_up(to=DUE - timedelta(days=1))
    repayment = repay(loan, "6000.00", on=DUE)
    loan = Loan.objects.get()
    assert loan.outstanding == Decimal("194730.72")
    assert loan.advance == Decimal("130.72")
    lines = {(each.kind, each.amount) for each in repayment.event.allocations.all()}
    assert lines == {("interest", Decimal("600.00")), ("principal", Decimal("5269.28"))}
    assert balance("bank:bank-a:loans:principal") == Decimal("194730.72")
    assert balance("bank:bank-a:loans:interest") == Decimal("0.00")
    assert balance("bank:bank-a:loans:advance") == Decimal("-130.72")
    assert discrepancies() == []
    assert next_payment(loan).total == Decimal("5738.56")
