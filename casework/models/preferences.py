"""How a person wants to be written to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.messages import Notice
from parties.models import Person


class ContactPreference(models.Model):
    """The way and the time of day a person chose, and a further contact who agreed to be asked."""

    class Hours(models.TextChoices):
        """The time of day; its clock times are dated data (`notice.hours`)."""

        MORNING = "morning", _("in the morning")
        AFTERNOON = "afternoon", _("in the afternoon")
        EVENING = "evening", _("in the evening")

    person = models.OneToOneField(Person, models.PROTECT, related_name="contact_preference")
    channel = models.CharField(_("way"), max_length=8, choices=Notice.Channel.choices, blank=True)
    hours = models.CharField(_("time of day"), max_length=12, choices=Hours.choices, blank=True)
    contact = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("further contact"),
    )
    relation = models.CharField(_("relation"), max_length=30, blank=True)
    consented_on = models.DateField(_("consent of the contact"), null=True, blank=True)
    changed_on = models.DateField(_("changed on"))

    class Meta:
        ordering = ["person"]
        verbose_name = _("contact preference")
        verbose_name_plural = _("contact preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None) | Q(consented_on__isnull=False),
                name="casework_contactpreference_contact_agreed",
                violation_error_message=_("A further contact must have agreed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.channel} {self.hours}"
