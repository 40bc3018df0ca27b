"""Names on public notice before the leader promises, and what the public objects."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Case, CaseBoundQuerySet
from guarantees.models.guarantees import Guarantee
from parties.fields import EncryptedField
from parties.models import User


class PublicNotice(models.Model):
    """The name of a borrower, shown in public for some days; nothing is promised meanwhile."""

    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="public_notices")
    shown_name = models.CharField(_("name as shown"), max_length=50)
    township = models.CharField(_("township"), max_length=50, blank=True)
    starts_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("starts_on")),
                name="guarantees_publicnotice_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["guarantee", "starts_on"], name="guarantees_publicnotice_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guarantee} {self.starts_on}"


class Objection(models.Model):
    """What a visitor objects to a name on notice; the promise waits until it is handled."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    number = models.CharField(_("number"), max_length=30, unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=50)
    phone = EncryptedField(_("mobile phone"))
    text = models.TextField(_("what you object"))
    filed_on = models.DateField(_("received on"))
    filed_at = models.DateTimeField(auto_now_add=True)
    is_upheld = models.BooleanField(_("found to be right"), null=True, blank=True)
    answer = models.TextField(_("what was found"), blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    handled_on = models.DateField(_("handled on"), null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_upheld=None, handled_on=None)
                | (Q(is_upheld__isnull=False, handled_on__isnull=False) & ~Q(answer="")),
                name="guarantees_objection_handled_is_complete",
            )
        ]

    def __str__(self) -> str:
        return self.number
