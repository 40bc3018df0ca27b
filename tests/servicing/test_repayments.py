"""Repayments: shown before they are saved, posted by another person, taken back to the fen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from casework.errors import KeyUsedOtherwise
from casework.models import Task
from ledger.selectors import balance, balances, discrepancies
from parties.errors import SamePerson
from screens.errors import RuleViolation
from servicing.errors import BeyondDebt, FiguresMoved, QuoteDiffers, SerialUsed
from servicing.models import Loan, LoanEvent, Repayment
from servicing.selectors.books import payoff_quote
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.selectors.repayments import fingerprint, next_payment, preview_of, statement_of
from servicing.services import (
    approve_repayment,
    approve_reversal,
    catch_up,
    propose_reversal,
    record_repayment,
)

DUE = date(2026, 4, 2)


def record(loan, cast, amount, on, key="k1", serial="S1", **more):
    return record_repayment(
        loan=loan,
        amount=Decimal(amount),
        received_on=on,
        channel="transfer",
        bank_serial=serial,
        actor=cast["post_loan_officer"],
        on=on,
        idempotency_key=key,
        **more,
    )


def test_six_thousand_on_5869_28(loan, cast):
    catch_up(to=DUE - timedelta(days=1))
    repayment = record(loan, cast, "6000.00", DUE)
    shown = preview_of(repayment, on=DUE)
    assert (shown.settled, shown.ahead) == (Decimal("5869.28"), Decimal("130.72"))
    approve_repayment(repayment=repayment, actor=cast["manager"], on=DUE, shown=fingerprint(shown))
    loan = Loan.objects.get()
    assert (loan.outstanding, loan.advance) == (Decimal("194730.72"), Decimal("130.72"))
    assert balance("bank:bank-a:loans:principal") == Decimal("194730.72")
    assert balance("bank:bank-a:loans:interest") == Decimal("0.00")
    assert balance("bank:bank-a:loans:advance") == Decimal("-130.72")
    assert next_payment(loan).total == Decimal("5738.56")
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_a_reversal_returns_every_balance_to_the_fen(loan, cast, repay):
    catch_up(to=DUE - timedelta(days=1))
    before = balances("bank:bank-a")
    repayment = repay(loan, "6000.00", on=DUE)
    reversal = propose_reversal(
        repayment=repayment, actor=cast["post_loan_officer"], on=DUE, reason="银行退票"
    )
    approve_reversal(reversal=reversal, actor=cast["manager"], on=DUE)
    again = Loan.objects.get()
    assert balances("bank:bank-a") == before
    assert (again.outstanding, again.advance) == (Decimal("200000.00"), Decimal("0.00"))
    assert [line.kind for line in statement_of(again)] == ["disbursed", "received", "reversed"]
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_a_late_reversal_restores_days_and_penalty(loan, cast, repay):
    catch_up(to=DUE - timedelta(days=1))
    repayment = repay(loan, "5869.28", on=DUE)
    later = DUE + timedelta(days=10)
    catch_up(to=later - timedelta(days=1))
    assert Loan.objects.get().state == "disbursed"
    reversal = propose_reversal(
        repayment=repayment, actor=cast["post_loan_officer"], on=later, reason="银行退票"
    )
    approve_reversal(reversal=reversal, actor=cast["manager"], on=later)
    found = Loan.objects.get()
    assert (found.state, found.days_past_due) == ("overdue", 10)
    assert found.instalments.get(number=1).penalty == Decimal("7.90")
    assert balance("bank:bank-a:loans:penalty") == Decimal("7.90")
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_who_recorded_may_not_post(loan, cast):
    catch_up(to=DUE - timedelta(days=1))
    officer = cast["post_loan_officer"]
    officer.grants.create(
        role="BMG", granted_by=cast["security_admin"], approved_by=cast["administrator"]
    )
    repayment = record(loan, cast, "100.00", DUE)
    officer = type(officer).objects.get(pk=officer.pk)
    with pytest.raises(SamePerson):
        approve_repayment(repayment=repayment, actor=officer, on=DUE)
    assert not LoanEvent.objects.filter(kind="received").exists()


def test_the_same_key_records_once_and_refuses_other_input(loan, cast, today):
    first = record(loan, cast, "100.00", today)
    assert record(loan, cast, "100.00", today).pk == first.pk
    with pytest.raises(KeyUsedOtherwise):
        record(loan, cast, "200.00", today)
    assert Repayment.objects.count() == 1


def test_the_same_serial_number_is_refused(loan, cast, today):
    record(loan, cast, "100.00", today)
    with pytest.raises(SerialUsed):
        record(loan, cast, "100.00", today, key="k2")
    assert Repayment.objects.count() == 1


def test_figures_that_moved_are_refused(loan, cast, repay):
    repayment = record(loan, cast, "1000.00", DUE)
    seen = fingerprint(preview_of(repayment, on=DUE))
    repay(loan, "5500.00", on=DUE)
    with pytest.raises(FiguresMoved):
        approve_repayment(repayment=repayment, actor=cast["manager"], on=DUE, shown=seen)
    assert Repayment.objects.get(pk=repayment.pk).state == "recorded"


def test_more_than_everything_is_refused(loan, cast, today):
    with pytest.raises(BeyondDebt):
        record(loan, cast, "200000.01", today)


def test_the_quote_closes_the_loan(loan, cast):
    on = date(2026, 4, 17)
    catch_up(to=on - timedelta(days=1))
    quote = payoff_quote(loan, on)
    assert (quote.interest, quote.penalty) == (Decimal("892.10"), Decimal("11.86"))
    with pytest.raises(QuoteDiffers):
        record(loan, cast, "1000.00", on, purpose="payoff")
    repayment = record(loan, cast, str(quote.total), on, purpose="payoff")
    approve_repayment(repayment=repayment, actor=cast["manager"], on=on)
    closed = Loan.objects.get()
    assert (closed.state, closed.outstanding, closed.case.stage) == ("settled", 0, "closed")
    assert not Task.objects.open().filter(kind__startswith="collect").exists()
    nothing = {
        address: amount for address, amount in balances("bank:bank-a:loans").items() if amount
    }
    assert nothing == {}
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_a_back_dated_payment_takes_the_penalty_back(loan, cast, repay):
    on = DUE + timedelta(days=10)
    catch_up(to=on - timedelta(days=1))
    assert balance("bank:bank-a:loans:penalty") == Decimal("7.90")
    repay(loan, "5869.28", on=on, received_on=DUE)
    found = Loan.objects.get()
    assert (found.state, found.days_past_due) == ("disbursed", 0)
    assert balance("bank:bank-a:loans:penalty") == Decimal("0.00")
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def press_at_once(acts):
    def press(act):
        try:
            act()
        except (RuleViolation, DatabaseError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(press, acts))


def test_twenty_keys_are_all_booked_and_one_key_once(loan, cast, today):
    keys = [
        lambda n=n: record(loan, cast, "10.00", today, key=f"a{n}", serial=f"A{n}")
        for n in range(10)
    ]
    same = [lambda: record(loan, cast, "10.00", today, key="b", serial="B") for _ in range(10)]
    assert press_at_once(keys + same) == ["done"] * 20
    assert Repayment.objects.count() == 11
    posts = [
        lambda each=each: approve_repayment(repayment=each, actor=cast["manager"], on=today)
        for each in Repayment.objects.all()
    ]
    assert press_at_once(posts + posts) == ["done"] * 22
    assert Loan.objects.get().advance == Decimal("110.00")
    assert loan_discrepancies() == []


@pytest.mark.parametrize("column", ["amount", "received_on", "bank_serial"])
def test_a_posted_repayment_cannot_be_edited(loan, repay, today, column):
    repayment = repay(loan, "100.00", on=today)
    value = {"amount": Decimal("1.00"), "received_on": DUE, "bank_serial": "x"}[column]
    with pytest.raises(DatabaseError):
        Repayment.objects.filter(pk=repayment.pk).update(**{column: value})
