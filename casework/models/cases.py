"""The case file itself: number, stage, who holds the ball, who may see it, every step taken."""

from typing import Self, TypeVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parties.models import Organisation, Person, Programme, User

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Stage(models.TextChoices):
    """Where a case is on its way from first talk to closure; a headline over the apps' states."""

    INTAKE = "intake", _("application")
    REVIEW = "review", _("review")
    DECISION = "decision", _("decision")
    GUARANTEE = "guarantee", _("guarantee")
    CONTRACT = "contract", _("contract")
    PAYOUT = "payout", _("payout")
    REPAYMENT = "repayment", _("repayment")
    OVERDUE = "overdue", _("overdue")
    CLAIM = "claim", _("claim and recovery")
    CLOSED = "closed", _("closed")


class Holder(models.TextChoices):
    """Who holds the ball."""

    APPLICANT = "applicant", _("applicant")
    BANK = "bank", _("bank")
    CENTER = "center", _("center")
    NOBODY = "nobody", _("nobody")


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Cases this user may know of; for everyone else they do not exist."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.kind == User.Kind.APPLICANT:
            return self.filter(borrower=user.person_id) if user.person_id else self.none()
        if "AUD" in user.roles:
            return self
        if user.is_bank_staff and user.roles & {"BNK", "BRV", "BPL", "BMG"}:
            return self.filter(bank=user.organisation_id)
        if user.is_bank_staff and "COM" in user.roles:
            return self.filter(bank=user.organisation_id, grants__user=user).distinct()
        if user.is_center_staff and user.roles & {"CTR", "CLD", "CFN"}:
            return self.filter(programme__center=user.organisation_id, shared_with_center=True)
        return self.none()

    def locked(self) -> Self:
        """Cases under a row lock: before there is a loan, the case is the lock."""
        return self.select_for_update(of=("self",))


class Case(models.Model):
    """The file of one borrower's loan, from the first draft to closure."""

    number = models.CharField(_("case number"), max_length=30, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cases")
    bank = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="bank_cases"
    )
    borrower = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    product_code = models.CharField(_("product"), max_length=20)
    source = models.CharField(_("source"), max_length=20, default="online")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.INTAKE)
    holder = models.CharField(
        _("waiting on"), max_length=12, choices=Holder.choices, default=Holder.APPLICANT
    )
    shared_with_center = models.BooleanField(_("the center takes part"), default=False)
    headline_amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    contact = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="contact_cases"
    )
    opened_on = models.DateField(_("opened on"))
    stage_since_on = models.DateField(_("in this stage since"))
    stage_due_on = models.DateField(_("stage due on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(fields=["bank", "stage"], name="casework_case_bank_stage")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="casework_case_known_stage"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def waits_for_applicant(self) -> bool:
        """Whether a review stands still because the applicant was asked for something."""
        return self.stage == Stage.REVIEW and self.holder == Holder.APPLICANT

    @property
    def case(self) -> "Case":
        """Itself: services treat a case like the objects that hang on one."""
        return self


class CaseGrant(models.Model):
    """A committee member's view of one case, for one meeting."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="grants")
    user = models.ForeignKey(User, models.PROTECT, related_name="case_grants")
    reason = models.CharField(max_length=100)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("case grant")
        verbose_name_plural = _("case grants")
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="casework_casegrant_once")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.user}"


Bound = TypeVar("Bound", bound=models.Model)


class CaseBoundQuerySet(models.QuerySet[Bound]):
    """Records that hang on a case and are visible with it."""

    def visible_to(self, user: User) -> Self:
        """Records of the cases this user may know of."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def locked(self) -> Self:
        """Records under a row lock."""
        return self.select_for_update(of=("self",))


class TransitionRecord(models.Model):
    """One step of one state machine: who moved what from where to where, and why; append-only."""

    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="transitions"
    )
    subject_label = models.CharField(_("object"), max_length=60)
    subject_id = models.BigIntegerField()
    event = models.CharField(_("event"), max_length=60)
    source = models.CharField(_("from"), max_length=30)
    target = models.CharField(_("to"), max_length=30)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    effective_on = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("transition record")
        verbose_name_plural = _("transition records")
        indexes = [
            models.Index(fields=["subject_label", "subject_id"], name="casework_transition_subject")
        ]
        triggers = [pgtrigger.Protect(name="transition_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.subject_label} {self.subject_id}: {self.event}"
