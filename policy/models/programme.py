"""The program's profile, its figures, its calendar and its papers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledger.fields import RateField
from parties.models import Programme
from policy.models.dated import Rule, in_language


class ProgrammeProfile(Rule):
    """How the program presents itself and in which order center and bank work; versioned."""

    class Order(models.TextChoices):
        """Which side checks a file first."""

        BANK_FIRST = "bank_first", _("bank first")
        CENTER_FIRST = "center_first", _("center first")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="profiles")
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    county = models.CharField(_("county"), max_length=60)
    county_en = models.CharField(_("county in English"), max_length=60)
    phone = models.CharField(_("public phone"), max_length=30)
    working_hours = models.CharField(_("working hours"), max_length=100)
    working_hours_en = models.CharField(_("working hours in English"), max_length=100)
    address = models.CharField(_("address"), max_length=200)
    fiscal_year_starts_month = models.PositiveSmallIntegerField(_("fiscal year starts"), default=1)
    processing_order = models.CharField(
        _("processing order"), max_length=12, choices=Order.choices, default=Order.BANK_FIRST
    )

    class Meta(Rule.Meta):
        verbose_name = _("programme profile")
        verbose_name_plural = _("programme profiles")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def hours(self) -> str:
        """Working hours in the reader's language."""
        return in_language(self.working_hours, self.working_hours_en)


class Parameter(Rule):
    """One figure or small table of the program with its dates and its source."""

    key = models.CharField(_("key"), max_length=60, db_index=True)
    value = models.JSONField(_("value"))
    note = models.CharField(_("what it means"), max_length=200, blank=True)

    class Meta(Rule.Meta):
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")

    def __str__(self) -> str:
        return self.key


class CalendarDay(models.Model):
    """A day on which the State Council calendar differs from the week: holiday or make-up day."""

    class Kind(models.TextChoices):
        """How it differs."""

        HOLIDAY = "holiday", _("holiday")
        MAKE_UP = "make_up", _("make-up working day")

    on = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(pgettext_lazy("of a rule", "source"), max_length=120)

    class Meta:
        ordering = ["on"]
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class ReferenceRate(models.Model):
    """One quotation of a reference rate, such as the one-year LPR."""

    name = models.CharField(_("rate"), max_length=20)
    on = models.DateField(_("published on"))
    rate = RateField(_("annual rate"))
    source = models.CharField(pgettext_lazy("of a rule", "source"), max_length=120)

    class Meta:
        ordering = ["name", "-on"]
        verbose_name = _("reference rate")
        verbose_name_plural = _("reference rates")
        constraints = [
            models.UniqueConstraint(fields=["name", "on"], name="policy_referencerate_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.on}"
