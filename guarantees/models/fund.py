"""The guarantee fund: the row everyone locks, what is reserved, and what moves its money."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guarantees.models.guarantees import Guarantee
from guarantees.states import FundMovementLifecycle
from ledger.fields import MoneyField
from parties.models import Organisation, Programme, User


class FundQuerySet(models.QuerySet["Fund"]):
    """The fund under its lock."""

    def locked(self) -> "FundQuerySet":
        """Whoever promises, pays or takes back waits here for the one before."""
        return self.select_for_update(of=("self",))


class Fund(models.Model):
    """The guarantee fund of a programme; its money is in the journal, its lock is this row."""

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="fund")

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("guarantee fund")
        verbose_name_plural = _("guarantee funds")

    def __str__(self) -> str:
        return str(self.programme)


class Reservation(models.Model):
    """The part of the fund's capacity that one guarantee holds; open while the guarantee binds."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="reservations")
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="reservations")
    amount = MoneyField(_("amount"))
    reserved_on = models.DateField(_("reserved on"))
    reserved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    released_on = models.DateField(_("released on"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="guarantees_reservation_positive"
            ),
            models.UniqueConstraint(
                fields=["guarantee"],
                condition=Q(released_on=None),
                name="guarantees_reservation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guarantee} {self.amount}"


class FundMovement(FundMovementLifecycle):
    """Money into or out of the fund beside claims: by one accountant, approved by the leader."""

    class Kind(models.TextChoices):
        """What moves."""

        INJECTION = "injection", _("contribution")
        INTEREST = "interest", _("interest earned")
        WITHDRAWAL = "withdrawal", _("withdrawal")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="movements")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    bank = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("account at")
    )
    amount = MoneyField(_("amount"))
    value_on = models.DateField(_("value date"))
    reference = models.CharField(_("bank reference"), max_length=60)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("fund movement")
        verbose_name_plural = _("fund movements")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="guarantees_fundmovement_positive",
                violation_error_message=_("The amount is above zero."),
            ),
            models.UniqueConstraint(
                fields=["bank", "reference"],
                name="guarantees_fundmovement_reference_once",
                violation_error_message=_("A movement with this bank reference exists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
