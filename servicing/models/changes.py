"""Changes of the plan: early repayment asked for, extension, help in difficulty, consents."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, Document
from ledger.fields import MoneyField
from parties.models import User
from servicing.models.loans import Loan, LoanEvent
from servicing.models.payments import LoanBoundQuerySet
from servicing.states import OPEN_CHANGES, ChangeLifecycle

CHANGE_IS_LAWFUL = """
    PERFORM 1 FROM servicing_changeconsent consent
    WHERE consent.change_id = NEW.id AND consent.verdict <> 'given';
    IF FOUND OR NEW.approved_by_id IS NULL OR NEW.event_id IS NULL THEN
        RAISE EXCEPTION 'servicing: no change of a plan without approval and every consent'
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class LoanChange(ChangeLifecycle):
    """A change of the plan from the request to its effect; what is computed is in the event."""

    class Kind(models.TextChoices):
        """What changes; the names are those of the loan's events."""

        EXTENDED = "extended", _("extension: matures later")
        SPREAD = "spread", _("arrears in monthly parts")
        GRACED = "graced", _("only interest for some months")
        PAUSED = "paused", _("payment holiday")

    class Ground(models.TextChoices):
        """Why it is asked for."""

        SALES_DOWN = "sales_down", _("business goes badly")
        CUSTOMER_LATE = "customer_late", _("own customers pay late")
        SEASON = "season", _("income comes in another season")
        ILLNESS = "illness", _("illness or accident")
        DISASTER = "disaster", _("disaster or epidemic")
        FAMILY = "family", _("family matter")
        OTHER = "other", _("something else")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    is_help = models.BooleanField(_("help in difficulty"), default=False)
    ground = models.CharField(_("reason"), max_length=16, choices=Ground.choices)
    text = models.TextField(_("in your words"))
    proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    wished = models.CharField(_("wish"), max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    terms = models.JSONField(_("terms"), default=dict, blank=True)
    income = MoneyField(_("income of a month"), null=True, blank=True)
    costs = MoneyField(_("costs of a month"), null=True, blank=True)
    other_debts = MoneyField(_("other instalments of a month"), null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_on = models.DateField(_("proposed on"), null=True, blank=True)
    opinion = models.TextField(_("opinion of the officer"), blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    effective_on = models.DateField(_("in effect since"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    event = models.OneToOneField(
        LoanEvent, models.PROTECT, null=True, blank=True, related_name="change"
    )
    plan_before = models.PositiveSmallIntegerField(_("plan before"), null=True, blank=True)
    plan_after = models.PositiveSmallIntegerField(_("plan after"), null=True, blank=True)
    watched_until_on = models.DateField(_("watched until"), null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of the plan")
        verbose_name_plural = _("changes of the plan")
        constraints = [
            models.UniqueConstraint(
                fields=["loan"],
                condition=Q(state__in=OPEN_CHANGES),
                name="servicing_loanchange_one_open",
                violation_error_message=_("A request on this loan is being handled."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("proposed_by")) & ~Q(approved_by=F("asked_by"))),
                name="servicing_loanchange_two_persons",
                violation_error_message=_("Another person has to approve it."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="loanchange_lawful",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state="effective"),
                func=CHANGE_IS_LAWFUL,
            ),
            pgtrigger.Protect(name="loanchange_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.kind}"

    @property
    def case(self) -> Case:
        """The file it belongs to."""
        return self.loan.case

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in OPEN_CHANGES


class ChangeConsent(models.Model):
    """The consent of the center or of one surety to a change; decided once."""

    class Party(models.TextChoices):
        """Who has to agree."""

        CENTER = "center", _("center as guarantor")
        SURETY = "surety", _("counter-guarantor")

    class Verdict(models.TextChoices):
        """What was said."""

        OPEN = "open", _("not yet")
        GIVEN = "given", _("agrees")
        REFUSED = "refused", _("does not agree")

    change = models.ForeignKey(LoanChange, models.PROTECT, related_name="consents")
    party = models.CharField(_("who"), max_length=8, choices=Party.choices)
    name = models.CharField(_("name"), max_length=60)
    verdict = models.CharField(
        _("consent"), max_length=8, choices=Verdict.choices, default=Verdict.OPEN
    )
    evidence = models.CharField(_("evidence or reason"), max_length=300, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_on = models.DateField(_("recorded on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("consent to a change")
        verbose_name_plural = _("consents to changes")
        constraints = [
            models.UniqueConstraint(
                fields=["change", "party", "name"], name="servicing_changeconsent_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="open") | Q(recorded_by__isnull=False),
                name="servicing_changeconsent_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="changeconsent_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__verdict="open"),
            ),
            pgtrigger.Protect(name="changeconsent_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.change_id} {self.name}"
