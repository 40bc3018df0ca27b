"""What every dated rule of the program has in common, and the business date."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parties.models import User
from policy.states import RuleLifecycle, RuleState


def in_language(chinese: str, english: str) -> str:
    """The text in the reader's language; the Chinese one where no English one was written."""
    return english if get_language() == "en" and english else chinese


class BusinessDay(models.Model):
    """The system's own date: one row, moved by the day-end or by hand in the demo."""

    current_on = models.DateField(_("business date"))
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("business date")
        verbose_name_plural = _("business date")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="policy_businessday_single_row")
        ]

    def __str__(self) -> str:
        return self.current_on.isoformat()


class RuleQuerySet(models.QuerySet["Rule"]):
    """Dated rules, by adjective."""

    def published(self) -> Self:
        """Rules that were approved by a second person."""
        return self.filter(state=RuleState.PUBLISHED)

    def in_force(self, on: date) -> Self:
        """Published rules whose dates include the day; the latest start first."""
        return (
            self.published()
            .filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)
            .order_by("-from_on", "-pk")
        )


class Rule(RuleLifecycle):
    """What every dated rule has: dates in force, source, author and approver."""

    from_on = models.DateField(_("in force from"))
    until_on = models.DateField(_("in force until"), null=True, blank=True)
    source = models.CharField(
        pgettext_lazy("of a rule", "source"),
        max_length=200,
        help_text=_("document and section the rule comes from"),
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approver")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("author")),
                name="%(app_label)s_%(class)s_two_persons",
                violation_error_message=_("A rule is approved by another person than its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(approver__isnull=False),
                name="%(app_label)s_%(class)s_published_has_approver",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message=_("The last day is before the first day."),
            ),
        ]
