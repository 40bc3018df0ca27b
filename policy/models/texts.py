"""Approved texts, authority, reminders and scorecards."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledger.fields import MoneyField
from policy.models.dated import Rule, in_language
from policy.models.products import Product


class TextTemplate(Rule):
    """The approved wording of a contract, letter, message or consent, by language and version."""

    class Kind(models.TextChoices):
        """What the text is for."""

        CONTRACT = "contract", _("contract")
        MESSAGE = "message", _("message")
        CONSENT = "consent", _("consent")
        LETTER = "letter", _("letter on paper")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.SlugField(_("code"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    body = models.TextField(_("text"), help_text=_("placeholders stand in braces: {amount}"))
    body_en = models.TextField(_("text in English"))

    class Meta(Rule.Meta):
        ordering = ["kind", "code", "-from_on"]
        verbose_name = _("text template")
        verbose_name_plural = _("text templates")
        constraints = [
            *Rule.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "version"], name="policy_texttemplate_version_once"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)


class AuthorityRule(Rule):
    """Who decides: amount band and risk grade lead to a level of decision."""

    class Level(models.TextChoices):
        """The levels inside the bank, lowest first; the center decides by its guarantee."""

        TWO_APPROVERS = "two_approvers", _("two approvers")
        COMMITTEE = "committee", _("committee")

    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    amount_above = MoneyField(_("amount above"))
    amount_up_to = MoneyField(_("amount up to"))
    grades = ArrayField(models.CharField(max_length=2), verbose_name=_("risk grades"))
    products = models.ManyToManyField(Product, verbose_name=_("products"), blank=True)
    level = models.CharField(_("decided by"), max_length=24, choices=Level.choices)

    class Meta(Rule.Meta):
        ordering = ["amount_above", "pk"]
        verbose_name = _("authority rule")
        verbose_name_plural = _("authority rules")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class ReminderRule(Rule):
    """When and how a borrower is reminded: days from the due date, channel, order."""

    offset_days = models.SmallIntegerField(
        _("days from the due date"), help_text=_("negative before, 0 on the day, positive after")
    )
    channels = ArrayField(models.CharField(max_length=8), verbose_name=_("channels in order"))
    template_code = models.SlugField(_("text template"), max_length=40)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, verbose_name=_("only for product")
    )
    is_active = models.BooleanField(_("switched on"), default=True)

    class Meta(Rule.Meta):
        ordering = ["offset_days"]
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")

    def __str__(self) -> str:
        return f"{self.offset_days:+d}"


class Scorecard(Rule):
    """An expert scorecard: indicators with bins and points, and the grade bands."""

    code = models.SlugField(_("code"), max_length=30)
    version = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    card = models.JSONField(_("card"))

    class Meta(Rule.Meta):
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        constraints = [
            *Rule.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "version"], name="policy_scorecard_version_once"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)
