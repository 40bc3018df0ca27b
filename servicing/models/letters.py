"""Letters on paper: written in batches, approved, posted, delivered or returned."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import CaseBoundQuerySet, Document
from parties.models import Organisation, Person, User
from servicing.models.loans import Loan
from servicing.models.payments import LoanBoundQuerySet
from servicing.states.care import LetterBatchLifecycle


class LetterBatchQuerySet(CaseBoundQuerySet["LetterBatch"]):
    """Batches of letters, by adjective."""

    def visible_to(self, user: User) -> "LetterBatchQuerySet":
        """Those of the own bank; all of them for audit."""
        return self if "AUD" in user.roles else self.filter(organisation=user.organisation_id)


class LetterBatch(LetterBatchLifecycle):
    """Letters of one kind printed together: one file, one record per letter."""

    class Kind(models.TextChoices):
        """What the letters say."""

        REMINDER = "reminder", _("reminder")
        OVERDUE = "overdue", _("overdue notice")
        GUARANTOR = "guarantor", _("notice to the guarantor")
        CLAIM = "claim", _("notice before the claim")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="letter_batches")
    kind = models.CharField(_("kind of letter"), max_length=10, choices=Kind.choices)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_on = models.DateField(pgettext_lazy("letter", "written on"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    file = models.FileField(upload_to="letters/%Y/%m", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = LetterBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("batch of letters")
        verbose_name_plural = _("batches of letters")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(approved_by__isnull=False, approved_on__isnull=False) & ~Q(file="")),
                name="servicing_letterbatch_approved_is_complete",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.prepared_on}"


class Letter(models.Model):
    """One letter: its number, to whom, what it says, and what became of it."""

    batch = models.ForeignKey(LetterBatch, models.PROTECT, related_name="letters")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="letters")
    number = models.CharField(_("number of the letter"), max_length=40, unique=True)
    addressee = models.CharField(_("addressee"), max_length=50)
    address = models.CharField(_("address"), max_length=200)
    title = models.CharField(_("heading"), max_length=120)
    body = models.TextField(pgettext_lazy("letter", "text"))
    posting_number = models.CharField(_("posting number"), max_length=40, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    returned_on = models.DateField(_("came back on"), null=True, blank=True)
    return_reason = models.CharField(_("why it came back"), max_length=200, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.UniqueConstraint(fields=["batch", "loan"], name="servicing_letter_once"),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(returned_on=None),
                name="servicing_letter_delivered_or_returned",
                violation_error_message=_("A letter is delivered or comes back, not both."),
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None, returned_on=None) | Q(posted_on__isnull=False),
                name="servicing_letter_posted_first",
                violation_error_message=_("The letter was not posted yet."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | ~Q(return_reason=""),
                name="servicing_letter_return_has_reason",
                violation_error_message=_("Say why the letter came back."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stage(self) -> str:
        """How far it came, in the vocabulary `letter`."""
        if self.returned_on:
            return "returned"
        if self.delivered_on:
            return "delivered"
        return "posted" if self.posted_on else "written"


class BadAddress(models.Model):
    """A letter came back from this address; it counts until the person has another one."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="bad_addresses")
    address = models.CharField(_("address"), max_length=200)
    since_on = models.DateField(_("since"))
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="bad_address")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("address that does not work")
        verbose_name_plural = _("addresses that do not work")

    def __str__(self) -> str:
        return f"{self.person_id} {self.address}"
