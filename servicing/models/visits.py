"""Visits to borrowers after the payout: two visitors, check-in, photos, talk, signature."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Document
from parties.models import User
from servicing.models.loans import Loan
from servicing.models.payments import LoanBoundQuerySet
from servicing.states.care import LoanVisitLifecycle


class LoanVisit(LoanVisitLifecycle):
    """One visit to a borrower: its place on the day's route, and what was said and seen."""

    class Purpose(models.TextChoices):
        """What for."""

        CHECK = "check", _("look after the business")
        COLLECTION = "collection", _("talk about late payments")
        REVIEW = "review", _("visit of the yearly review")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="visits")
    purpose = models.CharField(_("purpose of the visit"), max_length=12, choices=Purpose.choices)
    planned_on = models.DateField(pgettext_lazy("loan visit", "planned for"))
    position = models.PositiveSmallIntegerField(_("stop of the day"), default=1)
    place = models.CharField(_("place"), max_length=200)
    first_visitor = models.ForeignKey(User, models.PROTECT, related_name="+")
    second_visitor = models.ForeignKey(User, models.PROTECT, related_name="+")
    checked_in_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    checked_in_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    place_consent = models.BooleanField(
        _("the borrower agrees to storing the place"), default=False
    )
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    talked_with = models.CharField(_("talked with"), max_length=50, blank=True)
    text = models.TextField(_("what was said and seen"), blank=True)
    agreed = models.CharField(_("what was agreed"), max_length=300, blank=True)
    signature = models.CharField(_("signed by"), max_length=50, blank=True)
    drawing = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused = models.BooleanField(_("talk or signature was refused"), default=False)
    refusal = models.CharField(_("how it was refused"), max_length=300, blank=True)
    finished_on = models.DateField(pgettext_lazy("loan visit", "visited on"), null=True, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "position", "pk"]
        verbose_name = _("visit to a borrower")
        verbose_name_plural = _("visits to borrowers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(second_visitor=F("first_visitor")),
                name="servicing_loanvisit_two_different",
                violation_error_message=_("Two different people go on a visit."),
            ),
            models.CheckConstraint(
                condition=Q(place_consent=True) | Q(latitude=None, longitude=None),
                name="servicing_loanvisit_place_with_consent",
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (
                    Q(checked_in_at__isnull=False, finished_on__isnull=False)
                    & ~Q(text="")
                    & (~Q(signature="") | (Q(refused=True) & ~Q(refusal="")))
                ),
                name="servicing_loanvisit_done_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.planned_on}"

    @property
    def case(self) -> object:
        """The file it belongs to."""
        return self.loan.case


class LoanVisitPhoto(models.Model):
    """A photo taken on a visit."""

    visit = models.ForeignKey(LoanVisit, models.PROTECT, related_name="photos")
    document = models.OneToOneField(Document, models.PROTECT, related_name="loan_visit_photo")
    caption = models.CharField(_("what it shows"), max_length=100, blank=True)
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")

    def __str__(self) -> str:
        return self.caption
