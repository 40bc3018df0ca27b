"""Runs every story of this folder: dated events in, the bank's journal out, both to be read."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest

from ledger.models import JournalLine
from ledger.selectors import discrepancies
from loanprogram.demo.walk_servicing import repaid
from servicing.models import Loan, Repayment
from servicing.selectors.books import payoff_quote
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.services import (
    approve_repayment,
    approve_reversal,
    catch_up,
    propose_reversal,
    record_repayment,
)
from tests.servicing import factories

STORIES = sorted(Path(__file__).parent.glob("*.txt"))
ACCRUAL = "accrual"


class Teller:
    """Acts the events of a story and writes the journal as text."""

    def __init__(self, cast) -> None:
        self.cast = cast
        self.loan: Loan | None = None

    def disburse(self, on, amount, rate, months, method, rule) -> None:
        self.loan = factories.running_loan(
            self.cast,
            on=on,
            amount=Decimal(amount),
            interest_rate=Decimal(rate),
            term_months=int(months),
            repayment_method=method,
            excess_rule=rule,
        )

    def pay(self, on, amount) -> None:
        repaid(self.loan, self.cast, amount=Decimal(amount), on=on, received_on=on)

    def payoff(self, on) -> None:
        repayment = record_repayment(
            loan=self.loan,
            amount=payoff_quote(self.loan, on).total,
            received_on=on,
            channel="transfer",
            bank_serial=uuid4().hex,
            actor=self.cast["post_loan_officer"],
            on=on,
            idempotency_key=str(uuid4()),
            purpose="payoff",
        )
        approve_repayment(repayment=repayment, actor=self.cast["manager"], on=on)

    def reverse(self, on) -> None:
        last = Repayment.objects.filter(state="posted").latest("pk")
        officer = self.cast["post_loan_officer"]
        wish = propose_reversal(repayment=last, actor=officer, on=on, reason="银行退票")
        approve_reversal(reversal=wish, actor=self.cast["manager"], on=on)

    def act(self, line: str) -> None:
        text, act, *rest = line.split()
        on = date.fromisoformat(text)
        if self.loan is not None:
            catch_up(to=date.fromordinal(on.toordinal() - 1))
        if act != "look":
            getattr(self, act)(on, *rest)


def journal() -> list[str]:
    """The journal by day: daily interest summed up between two events."""
    written: list[str] = []
    for line in JournalLine.objects.select_related("entry", "account").order_by(
        "entry_id", "position"
    ):
        entry, amount = line.entry, line.amount
        address = line.account.address.removeprefix("bank:bank-a:")
        side = f"{'Dr' if amount > 0 else 'Cr'} {address:<16} {abs(amount):>12,.2f}"
        if entry.kind == ACCRUAL and written and written[-1].startswith("interest"):
            continue
        written.append(
            "interest by day" if entry.kind == ACCRUAL else f"{entry.effective_on} {side}"
        )
    return written


@pytest.mark.parametrize("story", STORIES, ids=[path.stem for path in STORIES])
def test_story(story, transactional_db, cast) -> None:
    told, expected = story.read_text(encoding="utf-8").split("--- journal\n")
    teller = Teller(cast)
    for line in told.splitlines():
        if line.strip() and not line.startswith("#"):
            teller.act(line)
    assert "\n".join(journal()) == expected.strip()
    assert (discrepancies(), loan_discrepancies()) == ([], [])
