"""The account a borrower wants to be paid into, as he entered it himself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parties.fields import EncryptedField
from parties.models import Person


class PayoutAccount(models.Model):
    """An account of a person; a new one replaces the one before, which stays as history."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="payout_accounts")
    number = EncryptedField(_("account number"))
    tail = models.CharField(max_length=4)
    held_at = models.CharField(_("account held at"), max_length=100)
    entered_on = models.DateField(_("entered on"))
    entered_at = models.DateTimeField(auto_now_add=True)
    usable_from_on = models.DateField(_("paid into from"))
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("payout account")
        verbose_name_plural = _("payout accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(replaced_on=None),
                name="servicing_payoutaccount_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_at} *{self.tail}"
