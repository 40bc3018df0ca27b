"""The class of a loan as people change it: worse at once, better with a second person."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case
from parties.models import User
from servicing.models.loans import AssetClass, Loan
from servicing.models.payments import LoanBoundQuerySet
from servicing.states import ClassProposalLifecycle


class ClassChange(ClassProposalLifecycle):
    """Somebody sets the class by hand: from which to which, why, who agreed."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="class_changes")
    before = models.CharField(_("class before"), max_length=16, choices=AssetClass.choices)
    wanted = models.CharField(_("class set by hand"), max_length=16, choices=AssetClass.choices)
    is_better = models.BooleanField(_("better class"))
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("proposed on"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("class set by hand")
        verbose_name_plural = _("classes set by hand")
        constraints = [
            models.UniqueConstraint(
                fields=["loan"],
                condition=Q(state="proposed"),
                name="servicing_classchange_one_open",
                violation_error_message=_("A proposal on the class of this loan is waiting."),
            ),
            models.CheckConstraint(
                condition=~Q(state="approved", is_better=True)
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="servicing_classchange_better_by_two",
                violation_error_message=_("A better class needs a second person."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="classchange_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.loan} {self.wanted}"

    @property
    def case(self) -> Case:
        """The file it belongs to."""
        return self.loan.case
