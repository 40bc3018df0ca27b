"""Proofs of the loans: what is stored is what the events say, and the ledger agrees."""

from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from ledger.models import Account
from loancore.dates import ONE_DAY
from loancore.money import ZERO
from servicing.models import Loan
from servicing.postings import address
from servicing.rules.book import Book
from servicing.rules.replay import replay
from servicing.rules.rows import Totals
from servicing.selectors.books import facts_of, stored_book

# Receipts that count, less what they settled and what is kept, per loan; reversed ones left out.
UNUSED_RECEIPTS = """
    SELECT loan.number
    FROM servicing_loan loan
    LEFT JOIN LATERAL (
        SELECT sum(amount) AS total FROM servicing_loanevent event
        WHERE event.loan_id = loan.id AND event.kind IN ('received', 'paid_off', 'recovered')
          AND NOT EXISTS (SELECT 1 FROM servicing_loanevent undo
                          WHERE undo.reverses_id = event.id)) came ON true
    LEFT JOIN LATERAL (
        SELECT sum(amount) AS total FROM servicing_allocationline line
        WHERE line.loan_id = loan.id) used ON true
    WHERE coalesce(came.total, 0) <> coalesce(used.total, 0) + loan.advance
    ORDER BY loan.number
"""
# Paid out less principal received, written off and taken over is what is outstanding.
WRONG_OUTSTANDING = """
    SELECT loan.number
    FROM servicing_loan loan
    JOIN servicing_instalment row ON row.loan_id = loan.id
    GROUP BY loan.id
    HAVING sum(row.principal) <> loan.principal
        OR loan.outstanding <> sum(row.principal - row.paid_principal)
             - loan.taken_over - loan.written_off - loan.fund_written_off
    ORDER BY loan.number
"""
# From the day it was paid out on, or taken in, every day stands once.
ACCRUED = """
    SELECT loan.number
    FROM servicing_loan loan
    JOIN servicing_loanevent paid_out ON paid_out.loan_id = loan.id AND paid_out.kind = 'disbursed'
    JOIN (SELECT loan_id, count(*) AS days, min(business_on) AS first, max(business_on) AS last
          FROM servicing_dailyaccrual GROUP BY loan_id) accrued ON accrued.loan_id = loan.id
    WHERE (accrued.first <> loan.disbursed_on AND accrued.first > paid_out.booked_on)
       OR accrued.days <> accrued.last - accrued.first + 1
    ORDER BY loan.number
"""
ACCOUNTS = {
    "loans:principal": "principal",
    "loans:interest": "interest",
    "loans:penalty": "penalty",
    "loans:advance": "advance",
    "income:interest": "interest_income",
    "income:penalty": "penalty_income",
    "losses": "losses",
}
CREDIT = {"loans:advance", "income:interest", "income:penalty"}


def discrepancies() -> list[str]:
    """What is wrong with the loans, one sentence each; nothing while they are in order."""
    proofs = {
        UNUSED_RECEIPTS: _("What was received on loan %(item)s is not what it settled."),
        WRONG_OUTSTANDING: _("The principal of loan %(item)s does not add up."),
        ACCRUED: _("Loan %(item)s lacks a day of interest."),
    }
    found = [text % {"item": item} for query, text in proofs.items() for item in _found(query)]
    return found + projection_faults() + ledger_faults()


def _found(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]


def is_as_its_events_say(loan: Loan) -> bool:
    """Whether the stored rows of a loan are what its events give."""
    stored = stored_book(loan)
    rebuilt = replay(loan.agreement, facts_of(loan), through=stored.reached - ONE_DAY)
    same_rows = _plain(stored) == _plain(rebuilt)
    return same_rows and stored.totals() == rebuilt.totals()


def _plain(book: Book) -> tuple[object, ...]:
    return book.rows, book.base, book.accrues_from, book.carry, book.advance, book.frozen


def projection_faults() -> list[str]:
    """Loans whose stored rows differ from their events."""
    loans = Loan.objects.exclude(as_of_on=None).order_by("pk").iterator(chunk_size=500)
    return [
        _("The stored figures of loan %(item)s differ from its events.") % {"item": loan.number}
        for loan in loans
        if not is_as_its_events_say(loan)
    ]


def ledger_faults() -> list[str]:
    """Accounts whose balance is not the sum of the loans behind it."""
    sums: dict[str, Totals] = {}
    for loan in Loan.objects.exclude(as_of_on=None).select_related("bank").iterator():
        code = loan.bank.code
        sums[code] = _added(sums.get(code, Totals()), stored_book(loan).totals())
    return [
        _("Account %(account)s stands at %(balance)s, its loans at %(loans)s.")
        % {"account": where, "balance": stands, "loans": wanted}
        for code, total in sums.items()
        for name, field in ACCOUNTS.items()
        if (wanted := _signed(name, getattr(total, field)))
        != (stands := _balance(where := address(code, name)))
    ]


def _signed(name: str, amount: Decimal) -> Decimal:
    return -amount if name in CREDIT else amount


def _balance(where: str) -> Decimal:
    account = Account.objects.filter(address=where).balanced().first()
    return account.balance if account else ZERO


def _added(first: Totals, second: Totals) -> Totals:
    names = Totals.__dataclass_fields__
    return Totals(**{name: getattr(first, name) + getattr(second, name) for name in names})
