"""Two loans alike in everything, one for each way of posting, and what must be equal of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from ledger.models import JournalEntry
from parties.models import User
from servicing.models import Loan, RepaymentFile
from servicing.selectors.books import ROW_FIELDS, stored_book
from servicing.services.projections import columns_of
from tests.servicing import factories

LINE = ("kind", "amount", "instalment", "due_on", "timing", "applied_on")
EVENT = ("kind", "effective_on", "booked_on", "amount", "parts", "reason")
METHODS = ("equal_instalment", "equal_principal", "interest_only_monthly")
ORDERS = (["penalty", "interest", "principal"], ["principal", "interest", "penalty"])


def twins(cast: Mapping[str, User], on: date, dice: Random) -> tuple[Loan, Loan]:
    """Two running loans on the same random terms."""
    terms = {
        "amount": dice.choice(["50000.00", "123456.78", "200000.00"]),
        "term_months": dice.choice([3, 12, 36]),
        "repayment_method": dice.choice(METHODS),
        "excess_rule": dice.choice(["hold", "hold", "prepayment"]),
        "penalty_base": dice.choice(["principal", "principal_and_interest"]),
        "allocation_order": dice.choice(ORDERS),
    }
    terms["amount"] = Decimal(terms["amount"])
    one, two = (factories.running_loan(cast, on=on, **terms) for _twin in range(2))
    return one, two


def standing(loan: Loan) -> dict[str, Any]:
    """Everything that is stored of a loan, without keys and numbers."""
    fresh = Loan.objects.get(pk=loan.pk)
    names = columns_of(fresh, stored_book(fresh), fresh.as_of_on)
    return {
        "state": fresh.state,
        "columns": {name: getattr(fresh, name) for name in names},
        "rows": list(fresh.instalments.order_by("number").values_list(*ROW_FIELDS)),
        "lines": list(fresh.allocations.order_by("pk").values_list(*LINE)),
        "events": list(fresh.events.order_by("pk").values_list(*EVENT)),
        "plans": list(fresh.plans.order_by("number").values_list("number", "rows")),
    }


def entries_of(file: RepaymentFile) -> list[tuple[Any, ...]]:
    """What a file and its single rows put into the journal, in order, without keys and numbers."""
    loans = file.rows.exclude(loan=None).values_list("loan__number", flat=True)
    found = JournalEntry.objects.filter(subject__in=[file.number, *loans], kind="repayment")
    return [
        (entry.effective_on, tuple(entry.lines.values_list("account__address", "amount")))
        for entry in found.order_by("period__month", "sequence")
    ]
