"""What the books say: balances, statements, the trial balance and the proofs that all is right."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from ledger import rules
from ledger.errors import UnknownAccount
from ledger.models import Account, AccountQuerySet, JournalEntry, JournalLine
from parties.models import User

ZERO = Decimal("0.00")
DAY = timedelta(days=1)
Lines = QuerySet[Any, Any]


@dataclass(frozen=True)
class Statement:
    """An account between two dates: balance before, every line with the balance after it."""

    account: Account
    from_: date
    to: date
    opening: Decimal
    debit_total: Decimal
    credit_total: Decimal
    lines: Lines

    @property
    def closing(self) -> Decimal:
        """The balance at the end of the last day."""
        return self.opening + self.debit_total - self.credit_total


@dataclass(frozen=True)
class TrialRow:
    """An account with its balance on the side where it stands."""

    account: Account
    balance: Decimal

    @property
    def debit(self) -> Decimal | None:
        """The balance if it is a debit."""
        return self.balance if self.balance > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """The balance, without its sign, if it is a credit."""
        return -self.balance if self.balance < 0 else None


@dataclass(frozen=True)
class TrialBalance:
    """All accounts at the end of a day; over the whole books both sides are equal."""

    on: date | None
    rows: tuple[TrialRow, ...]

    @property
    def debit_total(self) -> Decimal:
        """The sum of the debit balances."""
        return sum((row.debit or ZERO for row in self.rows), ZERO)

    @property
    def credit_total(self) -> Decimal:
        """The sum of the credit balances."""
        return sum((row.credit or ZERO for row in self.rows), ZERO)

    @property
    def difference(self) -> Decimal:
        """What the two sides differ by: zero over the whole books."""
        return self.debit_total - self.credit_total


def balance(address: str, on: date | None = None) -> Decimal:
    """The balance of an account at the end of a day, or of all that is posted; debits positive."""
    account = Account.objects.filter(address=address).balanced(on).first()
    if account is None:
        raise UnknownAccount(address)
    return cast("Decimal", account.balance)


def balances(prefix: str, on: date | None = None) -> dict[str, Decimal]:
    """The balances of an address and all addresses beneath it, by address."""
    accounts = Account.objects.beneath(prefix).balanced(on)
    return dict(accounts.values_list("address", "balance"))


def statement(address: str, from_: date, to: date) -> Statement:
    """The movements of an account from one date to another, both included; lines read lazily."""
    account = Account.objects.filter(address=address).balanced(from_ - DAY).first()
    if account is None:
        raise UnknownAccount(address)
    lines = JournalLine.objects.filter(account=account).dated(from_, to)
    sides = lines.aggregate(
        debit=Sum("amount", filter=Q(amount__gt=0), default=ZERO),
        credit=-Sum("amount", filter=Q(amount__lt=0), default=ZERO),
    )
    return Statement(
        account=account,
        from_=from_,
        to=to,
        opening=account.balance,
        debit_total=sides["debit"],
        credit_total=sides["credit"],
        lines=lines.running(account.balance).select_related("entry"),
    )


def trial_balance(on: date | None = None, accounts: AccountQuerySet | None = None) -> TrialBalance:
    """Every account (or those given) with its balance at the end of a day."""
    shown = Account.objects.all() if accounts is None else accounts
    rows = shown.balanced(on).select_related("bank").order_by("address")
    return TrialBalance(on, tuple(TrialRow(each, each.balance) for each in rows))


def journal(user: User) -> QuerySet[JournalEntry]:
    """The entries this user may see."""
    entries = JournalEntry.objects.visible_to(user)
    return entries.select_related("bank", "actor__person", "reverses", "reversal")


def accounts(user: User) -> AccountQuerySet:
    """The accounts this user may see."""
    return Account.objects.visible_to(user)


def entry_lines(entry: JournalEntry, user: User) -> QuerySet[JournalLine]:
    """The lines of an entry on accounts this user may see."""
    visible = JournalLine.objects.visible_to(user).filter(entry=entry)
    return visible.select_related("account").order_by("position")


def discrepancies() -> list[str]:
    """What is wrong with the books, one sentence each; nothing while they are in order."""
    proofs = {
        rules.UNBALANCED_ENTRIES: _("Journal entry %(item)s does not balance."),
        rules.ENTRIES_OF_TWO_BANKS: _("Journal entry %(item)s touches another bank's account."),
        rules.MONTHS_WITH_GAPS: _("The entries of %(item)s are not numbered without gaps."),
        rules.MISDATED_ENTRIES: _("Journal entry %(item)s has lines or a month of another date."),
        rules.INEXACT_REVERSALS: _("Reversal %(item)s is not the exact opposite of its entry."),
        rules.WRONG_SNAPSHOTS: _("The kept balance of %(item)s differs from the journal."),
    }
    return [
        sentence % {"item": item} for query, sentence in proofs.items() for item in _found(query)
    ]


def _found(query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [row[0] for row in cursor.fetchall()]
