"""Posting together is single posting, only faster: loans, lines, events and books are equal."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from ledger.selectors import discrepancies
from loanprogram.demo.walk_servicing import repaid
from servicing.models import FilePart, Loan
from servicing.rules.agreement import EventKind
from servicing.selectors.books import payoff_quote
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.services import catch_up
from servicing.services.events import Happening
from tests.servicing.filing import handed_in, posted, row_of, template
from tests.servicing.twins import standing, twins

START = date(2026, 3, 2)
# Two due dates with the days before and after them, and a day in the middle of a period.
DAYS = [date(2026, 3, 20), date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 5, 2)]


def payment(loan: Loan, on: date, dice: Random) -> Decimal:
    """Nothing special, exactly what is due, a little more, very little, or nearly all."""
    due = sum(
        (row.principal + row.interest + row.penalty - row.paid_principal - row.paid_interest
         - row.paid_penalty for row in loan.instalments.filter(due_on__lte=on)),
        Decimal("0.00"),
    )  # fmt: skip
    owed = payoff_quote(loan, on).total
    wish = dice.choice(
        [due, due, due + Decimal("130.72"), due / 3, Decimal("0.01"), owed / 2, owed]
    )
    return min(max(wish, Decimal("0.01")), owed).quantize(Decimal("0.01"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_together_and_single_posting_give_equal_books(transactional_db, cast, seed):
    dice = Random(seed)
    pairs = [twins(cast, START, dice) for _pair in range(5)]
    for day in DAYS:
        catch_up(to=day - timedelta(days=1))
        rows = []
        for one, two in pairs:
            if not Loan.objects.get(pk=two.pk).is_running or dice.random() < 0.2:
                continue
            amount = payment(Loan.objects.get(pk=two.pk), day, dice)
            if amount <= 0:  # what was paid in advance covers all that is owed
                continue
            repaid(two, cast, amount=amount, on=day, received_on=day)
            rows.append(row_of(one, f"{seed}-{day}-{one.pk}", str(amount), day))
        if rows:
            file = posted(handed_in(template(rows), cast, day), cast, day)
            assert file.figures["good"]["count"] == len(rows)
    for one, two in pairs:
        assert standing(one) == standing(two)
    assert sum(FilePart.objects.values_list("posted_together", flat=True)) > 3
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_an_event_posted_together_has_the_fingerprint_of_a_single_one(loan, cast):
    posted(handed_in(template([row_of(loan, "S1", "12.30", START)]), cast, START), cast, START)
    event = loan.events.get(kind="received")
    happening = Happening(kind=EventKind.RECEIVED, effective_on=START, amount=Decimal("12.30"))
    assert event.input_hash == happening.hash_for(loan)
    assert FilePart.objects.get().posted_together == 1
