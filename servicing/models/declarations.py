"""Changes the borrower declares after the payout, and what was verified of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Document
from parties.fields import EncryptedField
from parties.models import Person, User
from servicing.models.loans import Loan
from servicing.models.payments import LoanBoundQuerySet
from servicing.states.care import DeclarationLifecycle


class DeclaredChange(DeclarationLifecycle):
    """One change of one fact: what was on record, what is declared, what staff found."""

    class Way(models.TextChoices):
        """How it was told."""

        ONLINE = "online", _("on the own page")
        PHONE = "phone", _("by phone")
        COUNTER = "counter", _("at the counter")

    class Effect(models.TextChoices):
        """What it means for the risk of the loan."""

        NONE = "none", _("no effect on the risk")
        BETTER = "better", _("the risk is lower")
        WORSE = "worse", _("the risk is higher")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="declared_changes")
    person = models.ForeignKey(Person, models.PROTECT, related_name="declared_changes")
    field = models.SlugField(_("what has changed"), max_length=30)
    old_value = EncryptedField(_("on record"), blank=True, default="")
    new_value = EncryptedField(_("declared"))
    since_on = models.DateField(_("changed on"))
    way = models.CharField(_("way"), max_length=8, choices=Way.choices, default=Way.ONLINE)
    note = models.CharField(_("explanation"), max_length=300, blank=True)
    proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    asked = models.CharField(_("proof asked for"), max_length=300, blank=True)
    phone_check = models.CharField(_("what the call confirmed"), max_length=300, blank=True)
    effect = models.CharField(
        _("effect on the risk"), max_length=8, choices=Effect.choices, blank=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declared_on = models.DateField(_("declared on"))
    declared_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("declared change")
        verbose_name_plural = _("declared changes")
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "field"],
                condition=Q(state__in=["confirming", "to_check", "proof_asked"]),
                name="servicing_declaredchange_one_open",
                violation_error_message=_("A change of this is being checked already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"])
                | Q(decided_by__isnull=False, decided_on__isnull=False),
                name="servicing_declaredchange_decided_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.field}"

    @property
    def case(self) -> object:
        """The file it belongs to."""
        return self.loan.case


class VerifiedFact(models.Model):
    """What is held for true about a borrower from a day on; the newest counts, none is changed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="verified_facts")
    field = models.SlugField(_("what"), max_length=30)
    value = EncryptedField(pgettext_lazy("declared change", "value"))
    since_on = models.DateField(_("since"))
    change = models.OneToOneField(DeclaredChange, models.PROTECT, related_name="fact")
    verified_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("verified fact")
        verbose_name_plural = _("verified facts")
        indexes = [models.Index(fields=["person", "field"], name="servicing_fact_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.field}"
