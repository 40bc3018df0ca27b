"""The day-end on record: runs, partitions, accruals, loans that were set aside, switches."""

from decimal import Decimal

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledger.fields import MoneyField
from parties.models import User
from servicing.models.loans import Loan


class DayEndRun(models.Model):
    """The day-end of one business date: when, by whom, how far, what it did."""

    business_on = models.DateField(_("business date"), unique=True)
    partitions = models.PositiveSmallIntegerField(_("partitions"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    steps_done = models.JSONField(_("steps done"), default=list)
    counts = models.JSONField(_("figures"), default=dict)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        ordering = ["-business_on"]
        verbose_name = _("day-end")
        verbose_name_plural = _("day-ends")

    def __str__(self) -> str:
        return self.business_on.isoformat()


class PartitionClose(models.Model):
    """The watermark of one partition of loans: closed for this business date, or not yet."""

    run = models.ForeignKey(DayEndRun, models.PROTECT, related_name="parts")
    partition = models.PositiveSmallIntegerField(_("partition"))
    closed_at = models.DateTimeField(pgettext_lazy("of a day", "closed"), null=True, blank=True)
    loans = models.PositiveIntegerField(_("loans"), default=0)
    interest = MoneyField(_("interest"), default=0)
    penalty = MoneyField(_("penalty"), default=0)

    class Meta:
        ordering = ["run", "partition"]
        verbose_name = _("partition of a day-end")
        verbose_name_plural = _("partitions of a day-end")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "partition"], name="servicing_partitionclose_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.partition}"


class DailyAccrual(models.Model):
    """What one loan accrued on one business date, and how late it stood on the next morning.

    A row for every loan and day: kept small, in the order of the days, without checks on each
    row; that each day stands here once is proven by `servicing.selectors.proofs`.
    """

    pk = models.CompositePrimaryKey("loan_id", "business_on")
    loan = models.ForeignKey(
        Loan, models.PROTECT, related_name="accruals", db_index=False, db_constraint=False
    )
    business_on = models.DateField(_("business date"))
    interest_fen = models.IntegerField(_("interest in fen"))
    penalty_fen = models.IntegerField(_("penalty in fen"))
    days_past_due = models.PositiveIntegerField(_("days past due"), default=0)

    class Meta:
        ordering = ["loan", "business_on"]
        verbose_name = _("daily accrual")
        verbose_name_plural = _("daily accruals")
        indexes = [
            BrinIndex(
                fields=["business_on", "loan"],
                name="servicing_accrual_by_day",
                pages_per_range=32,
                autosummarize=True,
            )
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.business_on}"

    @property
    def interest(self) -> Decimal:
        """Interest of the day."""
        return Decimal(self.interest_fen).scaleb(-2)

    @property
    def penalty(self) -> Decimal:
        """Penalty of the day."""
        return Decimal(self.penalty_fen).scaleb(-2)


class SetAside(models.Model):
    """A loan that a day-end could not close: its error stays until somebody has dealt with it."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="set_aside")
    run = models.ForeignKey(DayEndRun, models.PROTECT, related_name="set_aside")
    error = models.TextField(_("error"))
    happened_at = models.DateTimeField(auto_now_add=True)
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("loan set aside")
        verbose_name_plural = _("loans set aside")
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], condition=Q(resolved_on=None), name="servicing_setaside_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.run}"


class JobSwitch(models.Model):
    """Whether a scheduled job runs by itself; who switched it last."""

    job = models.SlugField(_("job"), max_length=40, unique=True)
    is_on = models.BooleanField(_("switched on"), default=True)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_on = models.DateField(_("changed on"))
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["job"]
        verbose_name = _("job switch")
        verbose_name_plural = _("job switches")

    def __str__(self) -> str:
        return self.job
