"""Appeals: a refusal looked at again by people who had no part in it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseBoundQuerySet, Document
from parties.models import Organisation, User
from underwriting.models.decisions import Decision
from underwriting.states import AppealLifecycle


class Appeal(AppealLifecycle):
    """One appeal against a refusal: first at the bank, after that once at the center."""

    class Instance(models.IntegerChoices):
        """Before whom it lies."""

        BANK = 1, _("first instance, the bank")
        CENTER = 2, _("second instance, the center")

    case = models.ForeignKey(Case, models.PROTECT, related_name="appeals")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    instance = models.PositiveSmallIntegerField(_("instance"), choices=Instance.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("why the decision should change"))
    papers = models.ManyToManyField(Document, blank=True, related_name="appeals")
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_on = models.DateField(_("filed on"))
    due_on = models.DateField(_("to be decided by"))
    handler = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    result_reason = models.TextField(_("reasons of the result"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    further_until_on = models.DateField(_("second instance until"), null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "instance"],
                name="underwriting_appeal_once_per_instance",
                violation_error_message=_("There is an appeal against this decision already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["filed", "in_hand"])
                | Q(handler__isnull=False, decided_on__isnull=False) & ~Q(result_reason=""),
                name="underwriting_appeal_result_has_reasons",
                violation_error_message=_("Give the reasons of the result."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_instance_display()}"
