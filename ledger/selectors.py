"""What the books say: balances, statements, the trial balance and the proofs that all is right."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import rules
from ledger.errors import UnknownAccount
from ledger.models import Account, AccountQuerySet, JournalEntry, JournalLine
from parties.models import User
from screens.filters import ChoiceFilter, DateRangeFilter, Filter, state_choices
from screens.lists import Column, ListDefinition
from screens.vocabulary import VOCABULARY

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


@dataclass(frozen=True)
class AccountFilter(ChoiceFilter):
    """Entries with a line on an account."""

    def narrow(self, rows: Lines) -> Lines:
        """The entries that touch the account."""
        if not self.given:
            return rows
        lines = JournalLine.objects.filter(entry=OuterRef("pk"), account__address=self.value)
        return rows.filter(Exists(lines))


@dataclass(frozen=True)
class ReferenceFilter(Filter):
    """Entries by their own number or by what they are about."""

    def narrow(self, rows: Lines) -> Lines:
        """The entry of this number and the entries whose subject begins so."""
        if not self.given:
            return rows
        return rows.filter(Q(number=self.value) | Q(subject__startswith=self.value))


def kind_word(entry: JournalEntry) -> str:
    """The word for the kind of an entry; the packages that post add theirs to the vocabulary."""
    known = VOCABULARY["journal_kind"].get(entry.kind)
    return str(known.word) if known else entry.kind


def journal(user: User) -> QuerySet[JournalEntry]:
    """The entries this user may see."""
    entries = JournalEntry.objects.visible_to(user)
    return entries.select_related("bank", "actor__person", "reverses", "reversal")


def journal_list(user: User) -> ListDefinition:
    """The list of the journal, with the accounts this user may see as a filter."""
    addresses = [(each.address, each.label) for each in accounts(user)]
    return ListDefinition(
        name="journal",
        title=_("Journal"),
        columns=[
            Column("number", _("Number"), link=entry_url),
            Column("effective_on", _("Date"), kind="date", order="effective_on"),
            Column("kind", _("Kind"), value=kind_word),
            Column("subject", _("Reference")),
            Column("description", _("Narration")),
            Column("turnover", _("Amount"), kind="money", order="turnover"),
            Column("bank", _("Bank")),
            Column("reversed_by", _("Reversed by"), value=_reversal_number),
            Column("recorded_at", _("Recorded at"), kind="moment", hidden=True),
            Column("actor", _("Posted by"), hidden=True),
        ],
        filters=[
            DateRangeFilter("date", _("Date"), "effective_on"),
            AccountFilter("account", _("Ledger account"), choices=addresses),
            ChoiceFilter("kind", _("Kind"), choices=state_choices("journal_kind")),
            ReferenceFilter("reference", _("Number or reference")),
        ],
        default_order=("-effective_on", "-pk"),
    )


def entry_url(entry: JournalEntry) -> str:
    """The page of an entry."""
    return reverse("journal_entry", args=[entry.number])


def _reversal_number(entry: JournalEntry) -> str:
    return entry.reversal.number if hasattr(entry, "reversal") else ""


MOVEMENTS = ListDefinition(
    name="movements",
    title=gettext_lazy("Movements"),
    columns=[
        Column("effective_on", gettext_lazy("Date"), kind="date"),
        Column("entry__number", gettext_lazy("Entry"), link=lambda line: entry_url(line.entry)),
        Column("kind", gettext_lazy("Kind"), value=lambda line: kind_word(line.entry)),
        Column("entry__subject", gettext_lazy("Reference")),
        Column("entry__description", gettext_lazy("Narration")),
        Column("debit", gettext_lazy("Debit"), kind="money"),
        Column("credit", gettext_lazy("Credit"), kind="money"),
        Column("balance", gettext_lazy("Balance"), kind="money"),
    ],
    default_order=("effective_on", "pk"),
    page_size=100,
)


def accounts(user: User) -> AccountQuerySet:
    """The accounts this user may see."""
    return Account.objects.visible_to(user)


def entry_lines(entry: JournalEntry, user: User) -> QuerySet[JournalLine]:
    """The lines of an entry on accounts this user may see."""
    visible = JournalLine.objects.visible_to(user).filter(entry=entry)
    return visible.select_related("account").order_by("position")


def discrepancies(since: int = 0) -> list[str]:
    """What is wrong with the books, one sentence each; nothing while they are in order.

    With the key of an entry only later ones are looked at, and what they touch.
    """
    proofs = {
        rules.UNBALANCED_ENTRIES: _("Journal entry %(item)s does not balance."),
        rules.ENTRIES_OF_TWO_BANKS: _("Journal entry %(item)s touches another bank's account."),
        rules.MONTHS_WITH_GAPS: _("The entries of %(item)s are not numbered without gaps."),
        rules.MISDATED_ENTRIES: _("Journal entry %(item)s has lines or a month of another date."),
        rules.INEXACT_REVERSALS: _("Reversal %(item)s is not the exact opposite of its entry."),
        rules.WRONG_SNAPSHOTS: _("The kept balance of %(item)s differs from the journal."),
    }
    return [
        sentence % {"item": item}
        for query, sentence in proofs.items()
        for item in _found(query, since)
    ]


def last_entry_before(moment: datetime) -> int:
    """The key of the last entry recorded before a moment; zero if there is none."""
    earlier = JournalEntry.objects.filter(recorded_at__lt=moment).order_by("-pk")
    return earlier.values_list("pk", flat=True).first() or 0


def _found(query: str, since: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"since": since})
        return [row[0] for row in cursor.fetchall()]
