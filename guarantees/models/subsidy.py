"""Interest subsidy: the quarterly list of a bank with its lines, and loans that lost the ground."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guarantees.states.subsidy import SubsidyLifecycle
from ledger.fields import MoneyField, RateField
from parties.models import Organisation, User
from servicing.models import Loan


class SubsidyStatementQuerySet(models.QuerySet["SubsidyStatement"]):
    """Subsidy lists, by adjective."""

    def visible_to(self, user: User) -> Self:
        """A bank's own lists; the center and audit see all; nobody else any."""
        if user.kind != User.Kind.STAFF or not user.may("guarantees.view_subsidy"):
            return self.none()
        return self.filter(bank=user.organisation_id) if user.is_bank_staff else self

    def locked(self) -> Self:
        """Under their row locks."""
        return self.select_for_update(of=("self",))


class SubsidyStatement(SubsidyLifecycle):
    """What public money adds to the interest of one bank's loans in one quarter."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="subsidy_statements")
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    total = MoneyField(_("subsidy"), default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_on = models.DateField(_("made on"))
    released_on = models.DateField(_("released on"), null=True, blank=True)
    file = models.FileField(_("payment file"), upload_to="subsidy", max_length=200, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    handed_over_on = models.DateField(_("file handed to the bank on"), null=True, blank=True)

    objects = SubsidyStatementQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-quarter", "bank"]
        verbose_name = _("subsidy list")
        verbose_name_plural = _("subsidy lists")
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "year", "quarter"],
                name="guarantees_subsidystatement_once",
                violation_error_message=_("The list of this quarter exists."),
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1, quarter__lte=4, ends_on__gt=F("starts_on")),
                name="guarantees_subsidystatement_quarter",
            ),
            models.CheckConstraint(
                condition=Q(made_on__gt=F("ends_on")),
                name="guarantees_subsidystatement_after_its_quarter",
                violation_error_message=_("The quarter is not over yet."),
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | (Q(released_on__isnull=False) & ~Q(sha256="")),
                name="guarantees_subsidystatement_released_has_file",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SubsidyLine(models.Model):
    """One period of interest: who bears what, or why public money bears nothing of it."""

    class Kind(models.TextChoices):
        """Why it stands in this list."""

        REGULAR = "regular", _("of this quarter")
        CARRIED_OVER = "carried_over", _("carried over from an earlier quarter")
        CORRECTION = "correction", _("taken back: the payment was reversed")

    class Reason(models.TextChoices):
        """Why a period gets nothing."""

        LATE = "late", _("interest not paid by its day")
        MISUSE = "misuse", _("money not used as agreed")
        THIRD_YEAR = "third_year", _("beyond the subsidised years")

    statement = models.ForeignKey(SubsidyStatement, models.PROTECT, related_name="lines")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="subsidy_lines")
    instalment = models.PositiveSmallIntegerField(_("instalment"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    reason = models.CharField(
        _("excluded because"), max_length=12, choices=Reason.choices, blank=True
    )
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("to"))
    rate = RateField(_("annual rate"))
    rule = models.CharField(_("rule"), max_length=12)
    interest = MoneyField(_("interest due"))
    paid = MoneyField(_("interest paid"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    borrower = MoneyField(_("borne by the borrower"))
    subsidy = MoneyField(_("subsidy"))
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction"
    )

    class Meta:
        ordering = ["loan", "instalment", "pk"]
        verbose_name = _("line of a subsidy list")
        verbose_name_plural = _("lines of a subsidy list")
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "instalment"],
                condition=Q(reason="", corrects=None),
                name="guarantees_subsidyline_paid_once",
                violation_error_message=_("This period was subsidised before."),
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(subsidy=0),
                name="guarantees_subsidyline_excluded_gets_nothing",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, subsidy__gte=0) | Q(corrects__isnull=False),
                name="guarantees_subsidyline_only_corrections_are_negative",
            ),
            models.CheckConstraint(
                condition=~Q(reason="")
                | ~Q(corrects=None)
                | Q(interest=F("borrower") + F("subsidy"), paid=F("interest")),
                name="guarantees_subsidyline_parts_are_the_interest_paid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.instalment}"


class SubsidyStop(models.Model):
    """From a day on a loan gets no subsidy: its money was not used as agreed."""

    loan = models.OneToOneField(Loan, models.PROTECT, related_name="subsidy_stop")
    from_on = models.DateField(_("from"))
    finding = models.CharField(_("what was found"), max_length=200)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("end of a subsidy")
        verbose_name_plural = _("ends of subsidies")
        triggers = [
            pgtrigger.Protect(
                name="subsidystop_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.from_on}"
