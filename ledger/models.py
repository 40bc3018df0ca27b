"""Accounts, the journal, months and snapshots; the database itself refuses a wrong entry."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ledger import rules
from ledger.fields import MoneyField
from parties.models import User
from parties.roles import CENTER_ROLES, Role

ALL_BOOKS = CENTER_ROLES | {Role.AUDITOR}


def readable(user: User, bank: str) -> Q:
    """Condition on the `bank` of a row: center and audit read all books, a bank its own."""
    if user.roles & ALL_BOOKS:
        return Q()
    if user.is_bank_staff:
        return Q(**{bank: user.organisation})
    return Q(pk__in=[])


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """Triggers under which rows are written once and for ever."""
    return [
        pgtrigger.Protect(name=f"{name}_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name=f"{name}_not_emptied",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            func=rules.NEVER_EMPTIED,
        ),
    ]


def before_insert(name: str, func: str) -> pgtrigger.Trigger:
    """A rule that a row must meet when it is written."""
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=pgtrigger.Insert, func=func
    )


def at_commit(name: str, func: str, condition: pgtrigger.Q | None = None) -> pgtrigger.Trigger:
    """A rule that a row must meet, with all that belongs to it, at the end of the transaction."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        condition=condition,
        func=func,
    )


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Center and audit see all accounts, bank staff those of their bank, others none."""
        return self.filter(readable(user, "bank"))

    def beneath(self, prefix: str) -> Self:
        """The account with this address and all whose address continues it."""
        return self.filter(Q(address=prefix) | Q(address__startswith=f"{prefix}:"))

    def balanced(self, on: date | None = None) -> "models.QuerySet[Any, Any]":
        """With `balance` at the end of a day: last snapshot plus what was posted after it."""
        day = on or date.max
        snapshots = BalanceSnapshot.objects.filter(account=OuterRef("pk"), taken_on__lte=day)
        latest = snapshots.order_by("-taken_on")
        moved = (
            JournalLine.objects.filter(
                account=OuterRef("pk"),
                effective_on__gt=OuterRef("snapshot_on"),
                effective_on__lte=day,
            )
            .order_by()
            .values("account")
            .values(total=Sum("amount"))
        )
        nothing = Value(Decimal("0.00"), output_field=MoneyField())
        return self.annotate(
            snapshot_on=Coalesce(Subquery(latest.values("taken_on")[:1]), Value(date.min)),
            snapshot_balance=Coalesce(Subquery(latest.values("balance")[:1]), nothing),
            moved=Coalesce(Subquery(moved), nothing),
        ).annotate(balance=F("snapshot_balance") + F("moved"))


class Account(models.Model):
    """A place where money stands, named by its address, e.g. `bank:bank-a:loans:principal`."""

    class Kind(models.TextChoices):
        """The side of the books an account belongs to."""

        ASSET = "asset", _("asset")
        LIABILITY = "liability", _("liability")
        EQUITY = "equity", _("equity")
        INCOME = "income", _("income")
        EXPENSE = "expense", _("expense")
        MEMO = "memo", _("memorandum")

    address = models.CharField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    bank = models.ForeignKey(
        "parties.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("bank"),
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(address__regex=r"^[a-z0-9_-]+(:[a-z0-9_-]+)+$"),
                name="ledger_account_address_form",
                violation_error_message=_("An address is small words joined by colons."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["asset", "liability", "equity", "income", "expense", "memo"]),
                name="ledger_account_kind_known",
                violation_error_message=_("An account has one of the six kinds."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="account_fixed", fields=["address", "kind", "bank"]),
            pgtrigger.Protect(name="account_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name or self.address

    @property
    def label(self) -> str:
        """The address with the name beside it."""
        return f"{self.address} {self.name}".strip()


class PeriodQuerySet(models.QuerySet["Period"]):
    """Months of the books, by adjective."""

    def locked(self) -> Self:
        """Held until the end of the transaction: nothing is posted into them meanwhile."""
        return self.select_for_update()

    def open(self) -> Self:
        """Months into which may be posted."""
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        """Months whose books stay as they are."""
        return self.exclude(closed_at=None)


class Period(models.Model):
    """A month of the books; it numbers its entries without gaps and, closed, takes no more."""

    month = models.DateField(_("month"), unique=True)
    last_sequence = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        "parties.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        verbose_name = _("month of the books")
        verbose_name_plural = _("months of the books")
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="ledger_period_first_day",
                violation_error_message=_("A month is written as its first day."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="ledger_period_closed_by_somebody",
                violation_error_message=_("A closed month names who closed it."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="period_stays_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
            pgtrigger.Protect(name="period_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return (self.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


class EntryQuerySet(models.QuerySet["JournalEntry"]):
    """Journal entries, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Center and audit see all entries, bank staff those of their bank, others none."""
        return self.filter(readable(user, "bank"))


class JournalEntry(models.Model):
    """One balanced posting: never changed, never deleted, taken back only by a reversal."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    period = models.ForeignKey(Period, models.PROTECT, related_name="entries", db_index=False)
    sequence = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=40)
    description = models.CharField(_("narration"), max_length=300)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    subject = models.CharField(_("reference"), max_length=60, blank=True)
    effective_on = models.DateField(_("date"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    actor = models.ForeignKey(
        "parties.User", models.PROTECT, related_name="+", verbose_name=_("posted by")
    )
    bank = models.ForeignKey(
        "parties.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("bank"),
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    line_count = models.PositiveSmallIntegerField()
    turnover = MoneyField(_("amount"))
    idempotency_key = models.CharField(max_length=255, unique=True)
    input_hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-pk"]
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        indexes = [
            models.Index(fields=["-effective_on", "-id"], name="ledger_entry_by_date"),
            models.Index(fields=["bank", "-effective_on", "-id"], name="ledger_entry_by_bank"),
            models.Index(
                fields=["subject", "effective_on"],
                opclasses=["varchar_pattern_ops", "date_ops"],
                name="ledger_entry_by_subject",
                condition=~Q(subject=""),
            ),
            models.Index(fields=["kind", "-effective_on"], name="ledger_entry_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "sequence"], name="ledger_journalentry_sequence_once"
            ),
            models.CheckConstraint(
                condition=Q(line_count__gte=2),
                name="ledger_journalentry_two_lines",
                violation_error_message=_("An entry has at least two lines."),
            ),
            models.CheckConstraint(
                condition=Q(turnover__gt=0),
                name="ledger_journalentry_moves_something",
                violation_error_message=_("An entry moves an amount above zero."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(idempotency_key=""),
                name="ledger_journalentry_kind_and_key",
                violation_error_message=_("An entry has a kind and a key."),
            ),
        ]
        triggers = [
            *append_only("entry"),
            before_insert("entry_in_open_period", rules.ENTRY_IN_OPEN_PERIOD),
            at_commit("entry_proves", rules.ENTRY_PROVES),
            at_commit(
                "reversal_negates",
                rules.REVERSAL_NEGATES,
                pgtrigger.Q(new__reverses__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LineQuerySet(models.QuerySet["JournalLine"]):
    """Journal lines, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Center and audit see all lines, bank staff those on accounts of their bank."""
        return self.filter(readable(user, "account__bank"))

    def dated(self, from_: date | None, to: date | None) -> Self:
        """Lines between two dates, both included; an open end is open."""
        return self.filter(effective_on__range=(from_ or date.min, to or date.max))

    def running(self, opening: Decimal) -> "models.QuerySet[Any, Any]":
        """In order of date, each with the `balance` after it, beginning from an opening balance."""
        order = [F("effective_on").asc(), F("pk").asc()]
        so_far = Window(Sum("amount"), order_by=order)
        start = Value(opening, output_field=MoneyField())
        return self.order_by("effective_on", "pk").annotate(balance=start + so_far)


class JournalLine(models.Model):
    """The part of an entry on one account: positive is a debit, negative a credit."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines", db_index=False)
    amount = MoneyField(_("amount"))
    effective_on = models.DateField(_("date"))

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "position"]
        verbose_name = _("journal line")
        verbose_name_plural = _("journal lines")
        indexes = [
            models.Index(
                fields=["account", "effective_on", "id"],
                include=["amount"],
                name="ledger_line_by_account",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "position"], name="ledger_journalline_position_once"
            ),
            models.CheckConstraint(
                condition=~Q(amount=0),
                name="ledger_journalline_not_zero",
                violation_error_message=_("A line moves something."),
            ),
        ]
        triggers = [
            *append_only("line"),
            before_insert("line_belongs", rules.LINE_BELONGS_TO_ENTRY),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.position}"

    @property
    def debit(self) -> Decimal | None:
        """The amount if it stands on the left side."""
        return self.amount if self.amount > 0 else None

    @property
    def credit(self) -> Decimal | None:
        """The amount, without its sign, if it stands on the right side."""
        return -self.amount if self.amount < 0 else None


class BalanceSnapshot(models.Model):
    """The balance of an account at the end of a day, kept for speed; the journal is the truth."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="snapshots", db_index=False)
    taken_on = models.DateField(_("date"), db_index=True)
    balance = MoneyField(_("balance"))

    class Meta:
        ordering = ["account", "-taken_on"]
        verbose_name = _("balance snapshot")
        verbose_name_plural = _("balance snapshots")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "taken_on"], name="ledger_balancesnapshot_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.taken_on}"
