"""The guarantee of one case and the center's opinion on it."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseBoundQuerySet
from guarantees.states import GuaranteeLifecycle
from ledger.fields import MoneyField, RateField
from parties.models import User
from servicing.models import Loan


class Guarantee(GuaranteeLifecycle):
    """The center's guarantee for one case: requested, promised, secured, in force, released."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="guarantee")
    number = models.CharField(_("guarantee number"), max_length=60, blank=True)
    amount = MoneyField(_("principal to be guaranteed"), null=True, blank=True)
    fund_share = RateField(_("share of the fund"))
    claim_waiting_days = models.PositiveSmallIntegerField(_("days past due before a claim"))
    covers = ArrayField(models.CharField(max_length=12), verbose_name=_("claim covers"))
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    requested_on = models.DateField(_("requested on"))
    intention = models.TextField(_("letter of intention"), blank=True)
    committed_on = models.DateField(_("promised on"), null=True, blank=True)
    secured_on = models.DateField(_("secured on"), null=True, blank=True)
    issued_on = models.DateField(_("letter issued on"), null=True, blank=True)
    letter = models.FileField(_("letter"), upload_to="guarantees/%Y/%m", blank=True)
    letter_hash = models.CharField(max_length=64, blank=True)
    loan = models.OneToOneField(
        Loan, models.PROTECT, null=True, blank=True, related_name="guarantee"
    )
    released_on = models.DateField(_("released on"), null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("guarantee")
        verbose_name_plural = _("guarantees")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="guarantees_guarantee_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["committed", "secured", "in_force", "claimed"])
                | (Q(amount__gt=0, committed_on__isnull=False) & ~Q(number="")),
                name="guarantees_guarantee_promise_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["in_force", "claimed"])
                | Q(loan__isnull=False, issued_on__isnull=False),
                name="guarantees_guarantee_in_force_has_loan",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.case.number


class ReviewerOpinion(models.Model):
    """What the center's reviewer found: person, group, limits, fund; signed, never changed."""

    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="opinions")
    is_positive = models.BooleanField(_("recommends the guarantee"))
    checks = models.JSONField(_("checks"), default=dict)
    text = models.TextField(_("grounds"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_on = models.DateField(_("given on"))
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reviewer's opinion")
        verbose_name_plural = _("reviewers' opinions")
        triggers = [
            pgtrigger.Protect(
                name="reviewer_opinion_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.guarantee} {self.author}"
