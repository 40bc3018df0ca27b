"""Proofs of the loans: what is stored is what the events say, and the ledger agrees."""

from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Mod
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger.models import Account
from loancore.dates import ONE_DAY
from loancore.money import ZERO
from servicing.models import Loan, LoanEvent
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
      AND (%(all)s OR loan.id = ANY(%(only)s))
    ORDER BY loan.number
"""
# Paid out less principal received, written off and taken over is what is outstanding.
WRONG_OUTSTANDING = """
    SELECT loan.number
    FROM servicing_loan loan
    JOIN servicing_instalment row ON row.loan_id = loan.id
    WHERE %(all)s OR loan.id = ANY(%(only)s)
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
SUMMED = ("loans:principal", "loans:advance", "losses", "loans:penalty", "income:penalty")
SUMS = """
    SELECT bank.code, sum(loan.outstanding), sum(loan.advance),
           sum(loan.written_off + loan.interest_written_off + loan.penalty_written_off),
           sum(coalesce(late.open, 0) - loan.penalty_written_off), sum(coalesce(late.charged, 0))
    FROM servicing_loan loan JOIN parties_organisation bank ON bank.id = loan.bank_id
    LEFT JOIN (SELECT loan_id, sum(penalty - paid_penalty) AS open, sum(penalty) AS charged
               FROM servicing_instalment WHERE penalty > 0 GROUP BY loan_id) late
      ON late.loan_id = loan.id
    WHERE loan.as_of_on IS NOT NULL
    GROUP BY bank.code
"""
IN_TURN = 30
CREDIT = {"loans:advance", "income:interest", "income:penalty"}


def discrepancies(since: datetime | None = None) -> list[str]:
    """What is wrong with the loans, one sentence each; nothing while they are in order.

    Since a moment, the loans are proven to which something happened after it, and one of every
    thirty of the others in turn, so that a month proves all of them.
    """
    only = None if since is None else loans_to_prove(since)
    proofs = {
        UNUSED_RECEIPTS: _("What was received on loan %(item)s is not what it settled."),
        WRONG_OUTSTANDING: _("The principal of loan %(item)s does not add up."),
        ACCRUED: _("Loan %(item)s lacks a day of interest."),
    }
    if only is not None:
        del proofs[ACCRUED]
    found = [
        text % {"item": item} for query, text in proofs.items() for item in _found(query, only)
    ]
    return found + projection_faults(only) + (ledger_faults() if only is None else sum_faults())


def loans_to_prove(since: datetime) -> list[int]:
    """Loans with an event since a moment, and those whose turn it is."""
    happened = LoanEvent.objects.filter(recorded_at__gte=since).values_list("loan", flat=True)
    turn = Value(timezone.localdate().toordinal() % IN_TURN)
    others = Loan.objects.exclude(as_of_on=None).alias(turn=Mod("pk", Value(IN_TURN)))
    return sorted({*happened, *others.filter(turn=turn).values_list("pk", flat=True)})


def _found(query: str, only: list[int] | None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"all": only is None, "only": only or []})
        return [row[0] for row in cursor.fetchall()]


def is_as_its_events_say(loan: Loan) -> bool:
    """Whether the stored rows of a loan are what its events give."""
    stored = stored_book(loan)
    rebuilt = replay(loan.agreement, facts_of(loan), through=stored.reached - ONE_DAY)
    same_rows = _plain(stored) == _plain(rebuilt)
    return same_rows and stored.totals() == rebuilt.totals()


def _plain(book: Book) -> tuple[object, ...]:
    return book.rows, book.base, book.accrues_from, book.carry, book.advance, book.frozen


def projection_faults(only: list[int] | None = None) -> list[str]:
    """Loans whose stored rows differ from their events; all, or those given."""
    chosen = Loan.objects.exclude(as_of_on=None)
    if only is not None:
        chosen = chosen.filter(pk__in=only)
    loans = chosen.order_by("pk").iterator(chunk_size=500)
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


def sum_faults() -> list[str]:
    """As `ledger_faults`, for what the database can add up without computing interest."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS)
        rows = cursor.fetchall()
    return [
        _("Account %(account)s stands at %(balance)s, its loans at %(loans)s.")
        % {"account": where, "balance": stands, "loans": wanted}
        for code, *sums in rows
        for name, amount in zip(SUMMED, sums, strict=True)
        if (wanted := _signed(name, amount)) != (stands := _balance(where := address(code, name)))
    ]


def _signed(name: str, amount: Decimal) -> Decimal:
    return -amount if name in CREDIT else amount


def _balance(where: str) -> Decimal:
    account = Account.objects.filter(address=where).balanced().first()
    return account.balance if account else ZERO


def _added(first: Totals, second: Totals) -> Totals:
    names = Totals.__dataclass_fields__
    return Totals(**{name: getattr(first, name) + getattr(second, name) for name in names})
