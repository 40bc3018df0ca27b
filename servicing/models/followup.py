"""What is done for a running loan: steps of care with their dates, and who looks after it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import CaseBoundQuerySet
from parties.models import Branch, Organisation, Township, User
from servicing.models.loans import AssetClass, Loan
from servicing.models.payments import LoanBoundQuerySet
from servicing.models.watching import ReviewCampaign
from servicing.states.care import CareLifecycle, HandOverLifecycle


class CareKind(models.TextChoices):
    """What a step of care is."""

    FIRST_CHECK = "first_check", _("first check after the payout")
    UPDATE = "update", _("update of the borrower's data")
    REPORT = "report", _("report of the business")
    YEARLY_REVIEW = "yearly_review", _("yearly review")


class CareStep(CareLifecycle):
    """One step of looking after a loan: planned from the payout on, opened in time, done once."""

    class Outcome(models.TextChoices):
        """What came of it."""

        GOOD = "good", _("everything in order")
        WATCH = "watch", _("something to watch")
        BAD = "bad", _("trouble: act now")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="care_steps")
    kind = models.CharField(_("task"), max_length=16, choices=CareKind.choices)
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    campaign = models.ForeignKey(
        ReviewCampaign, models.PROTECT, null=True, blank=True, related_name="steps"
    )
    rung = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    findings: Any = models.JSONField(_("checklist"), default=dict)
    outcome = models.CharField(_("result"), max_length=8, choices=Outcome.choices, blank=True)
    text = models.TextField(_("what was found, and what comes next"), blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    skip_reason = models.CharField(_("reason for skipping"), max_length=300, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("step of care")
        verbose_name_plural = _("steps of care")
        indexes = [
            models.Index(
                fields=["opens_on"], condition=Q(state="planned"), name="servicing_care_planned"
            ),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="servicing_care_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "kind", "due_on"], name="servicing_carestep_once_per_day"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")), name="servicing_carestep_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False, done_by__isnull=False),
                name="servicing_carestep_done_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["skip_asked", "skipped"]) | ~Q(skip_reason=""),
                name="servicing_carestep_skipping_has_reason",
                violation_error_message=_("Skipping a task needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.kind} {self.due_on}"

    @property
    def case(self) -> object:
        """The file it belongs to."""
        return self.loan.case

    @property
    def task_kind(self) -> str:
        """The kind of its task on the worklist."""
        return f"care_{self.kind}"


class TeamSeat(models.Model):
    """A place in a bank's post-loan team, and the part of the portfolio it looks after."""

    class Part(models.TextChoices):
        """What the person does in the team."""

        RISK_OFFICER = "risk_officer", _("risk officer")
        DATA_ANALYST = "data_analyst", _("data analyst")
        SERVICE = "service", _("service representative")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="team_seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="team_seats")
    part = models.CharField(_("part in the team"), max_length=14, choices=Part.choices)
    townships = models.ManyToManyField(Township, blank=True, verbose_name=_("townships"))
    branches = models.ManyToManyField(Branch, blank=True, verbose_name=_("branches"))
    classes = ArrayField(
        models.CharField(max_length=16, choices=AssetClass.choices),
        verbose_name=_("classes of risk"),
        default=list,
        blank=True,
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["part", "pk"]
        verbose_name = _("seat in the team")
        verbose_name_plural = _("seats in the team")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "part"],
                condition=Q(until_on=None),
                name="servicing_teamseat_once",
                violation_error_message=_("This person has this part already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.part}"


class StandIn(models.Model):
    """Somebody is away, a colleague does the work meanwhile; what was moved comes back after."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stand_ins")
    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="stand_ins")
    from_on = models.DateField(_("away from"))
    until_on = models.DateField(_("away until"))
    moved: Any = models.JSONField(default=list)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        constraints = [
            models.CheckConstraint(
                condition=~Q(user=F("substitute")),
                name="servicing_standin_two_persons",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="servicing_standin_dates_in_order",
                violation_error_message=_("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.substitute}"


class HandOverQuerySet(CaseBoundQuerySet["HandOver"]):
    """Hand-overs, by adjective."""

    def visible_to(self, user: User) -> "HandOverQuerySet":
        """Those of the own bank."""
        return self.filter(organisation=user.organisation_id)


class HandOver(HandOverLifecycle):
    """A list of loans one person gives to another, who accepts or refuses it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey(User, models.PROTECT, related_name="given_hand_overs")
    taker = models.ForeignKey(User, models.PROTECT, related_name="taken_hand_overs")
    loans = models.ManyToManyField(Loan, related_name="hand_overs")
    note = models.CharField(_("what the taker has to know"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("proposed on"))
    decided_on = models.DateField(_("accepted or refused on"), null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("hand-over of loans")
        verbose_name_plural = _("hand-overs of loans")
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("taker")),
                name="servicing_handover_two_persons",
                violation_error_message=_("The loans go to another person."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"
