"""What is watched while loans are repaid: odd payments, and the yearly review of a bank."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import CaseBoundQuerySet
from parties.models import Organisation, User
from servicing.models.loans import Loan
from servicing.models.payments import LoanBoundQuerySet, Repayment
from servicing.states.care import PaymentExceptionLifecycle


class PaymentException(PaymentExceptionLifecycle):
    """A payment that is not as it should be: with its facts, until somebody has dealt with it."""

    class Kind(models.TextChoices):
        """What is odd."""

        REVERSED_DEBIT = "reversed_debit", _("debit was taken back")
        THIRD_PARTY = "third_party", _("paid by somebody else")
        PARTIAL = "partial", _("only a part was paid")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="payment_exceptions")
    repayment = models.ForeignKey(Repayment, models.PROTECT, related_name="exceptions")
    kind = models.CharField(_("what is odd"), max_length=16, choices=Kind.choices)
    facts: Any = models.JSONField(_("facts"), default=dict)
    opened_on = models.DateField(_("noticed on"))
    result = models.TextField(pgettext_lazy("exception", "what was done"), blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    handled_on = models.DateField(_("dealt with on"), null=True, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("odd payment")
        verbose_name_plural = _("odd payments")
        constraints = [
            models.UniqueConstraint(
                fields=["repayment", "kind"], name="servicing_paymentexception_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="handled") | (Q(handled_by__isnull=False) & ~Q(result="")),
                name="servicing_paymentexception_handled_has_result",
                violation_error_message=_("Say what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.kind}"

    @property
    def case(self) -> object:
        """The file it belongs to."""
        return self.loan.case


class ReviewCampaignQuerySet(CaseBoundQuerySet["ReviewCampaign"]):
    """Campaigns, by adjective."""

    def visible_to(self, user: User) -> "ReviewCampaignQuerySet":
        """Those of the own bank; all of them for audit."""
        return self if "AUD" in user.roles else self.filter(organisation=user.organisation_id)


class ReviewCampaign(models.Model):
    """The yearly review of all grown-up loans of a bank: started once a year, with an end."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="campaigns")
    year = models.PositiveSmallIntegerField(_("year"))
    due_on = models.DateField(_("to be done by"))
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_on = models.DateField(_("started on"))

    objects = ReviewCampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-pk"]
        verbose_name = _("yearly review of a bank")
        verbose_name_plural = _("yearly reviews of banks")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                name="servicing_reviewcampaign_once_a_year",
                violation_error_message=_("The review of this year was started already."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("started_on")),
                name="servicing_reviewcampaign_dates_in_order",
                violation_error_message=_("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"
