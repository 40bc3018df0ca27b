"""What the borrower reports of the business: turnover, staff, cash, problems; never changed."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledger.fields import MoneyField
from parties.models import User
from servicing.models.followup import CareStep
from servicing.models.loans import APPEND_ONLY, Loan
from servicing.models.payments import LoanBoundQuerySet


class BusinessReport(models.Model):
    """The figures of one period; handed in late when its day had passed."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="business_reports")
    step = models.OneToOneField(CareStep, models.PROTECT, related_name="business_report")
    period_from_on = models.DateField(_("period from"))
    period_until_on = models.DateField(_("period until"))
    turnover = MoneyField(_("turnover of the period"))
    costs = MoneyField(_("costs of the period"))
    cash = MoneyField(_("cash and money in accounts at the end"))
    staff = models.PositiveSmallIntegerField(_("people at work, without yourself"))
    problems = models.CharField(_("problems, and what would help"), max_length=500, blank=True)
    due_on = models.DateField(_("due on"))
    handed_in_on = models.DateField(_("handed in on"))
    handed_in_at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["period_until_on", "pk"]
        verbose_name = _("report of the business")
        verbose_name_plural = _("reports of the business")
        constraints = [
            models.CheckConstraint(
                condition=Q(turnover__gte=0, costs__gte=0, cash__gte=0),
                name="servicing_businessreport_amounts_positive",
            ),
            models.CheckConstraint(
                condition=Q(period_from_on__lte=F("period_until_on")),
                name="servicing_businessreport_dates_in_order",
            ),
        ]
        triggers = [pgtrigger.Protect(name="businessreport_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.loan} {self.period_until_on}"

    @property
    def is_late(self) -> bool:
        """Whether it came after its day."""
        return self.handed_in_on > self.due_on
