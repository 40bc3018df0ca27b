"""Loans of an older system: they stand as their events say, and the books agree."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from ledger.selectors import discrepancies
from loanprogram.demo.many import invented_loans
from loanprogram.proofs import run_proofs
from parties.models import User
from servicing.models import Loan, LoanEvent
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.services import catch_up
from servicing.services.taking_in import take_in

PAID = ((date(2025, 11, 3), Decimal("4000.00")), (date(2025, 12, 30), Decimal("120000.00")))


@pytest.fixture
def taken(transactional_db: None, cast: dict, today: date) -> int:
    """Forty loans, and two with receipts: one repaid in part, one whole."""
    loans = list(invented_loans(42, on=today))
    loans[40] = replace(loans[40], disbursed_on=date(2025, 9, 30), receipts=PAID)
    loans[41] = replace(loans[41], disbursed_on=date(2025, 9, 30), receipts=PAID[:1])
    return take_in(loans, source="test", actor=User.objects.system(), on=today)


def test_everything_proves_at_once_and_after_days(taken: int, today: date) -> None:
    assert (taken, Loan.objects.count()) == (42, 42)
    assert not any(run_proofs().values())
    catch_up(to=today + timedelta(days=33))
    assert Loan.objects.overdue().count() > 30
    assert (loan_discrepancies(), discrepancies()) == ([], [])


def test_taking_in_again_changes_nothing(taken: int, today: date) -> None:
    again = take_in(
        invented_loans(40, on=today), source="test", actor=User.objects.system(), on=today
    )
    assert (again, Loan.objects.count()) == (0, 42)


def test_a_loan_taken_in_lives_on_like_any_other(taken: int, repay, today: date) -> None:
    loan = Loan.objects.filter(bank__code="bank-a", state="disbursed").first()
    repay(loan, "500.00", on=today)
    assert loan_discrepancies() == []


def test_a_file_is_read_and_a_bad_line_named(transactional_db, cast, today, tmp_path) -> None:
    head = "number,bank,name,id_number,phone,product,amount,rate,term_months,method,"
    head += "disbursed_on,guarantee_number,receipts\n"
    line = "Z1,bank-a,王小明,110101199003070046,13900001111,personal,100000.00,0.036,24,"
    line += "equal_instalment,2025-12-01,旧保1号,2026-01-01 4000.00; 2026-02-01 300.00\n"
    path = tmp_path / "old.csv"
    path.write_text(head + line.replace("110101199003070046", ""), encoding="utf-8")
    call_command("load_loans", str(path))
    assert LoanEvent.objects.filter(loan__number="Z1").count() == 3
    path.write_text(head + line.replace("Z1", "Z2").replace("0.036", "much"), encoding="utf-8")
    with pytest.raises(CommandError, match="line 2"):
        call_command("load_loans", str(path))
