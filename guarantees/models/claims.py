"""Claims on the fund, what is recovered afterwards, and what is written off."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseBoundQuerySet
from guarantees.models.guarantees import Guarantee
from guarantees.states import ClaimLifecycle, RecoveryLifecycle, WriteOffLifecycle
from ledger.fields import MoneyField
from parties.models import User
from servicing.models import Loan


class Claim(ClaimLifecycle):
    """A bank's claim on the fund for one loan: its figures are frozen when it is filed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="claims")
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="claims")
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="claims")
    number = models.CharField(_("claim number"), max_length=30, unique=True)
    days_past_due = models.PositiveIntegerField(_("days past due"))
    principal = MoneyField(_("unpaid principal"))
    interest = MoneyField(_("unpaid interest"))
    excluded = MoneyField(_("penalty, not covered"))
    fund_amount = MoneyField(_("paid by the fund"))
    fund_interest = MoneyField(_("of which interest"))
    bank_amount = MoneyField(_("borne by the bank"))
    computation = models.JSONField(_("computation"), default=dict)
    statement = models.TextField(_("statement of the bank"))
    contact_count = models.PositiveIntegerField(_("contacts on record"))
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_on = models.DateField(_("filed on"))
    check_text = models.TextField(_("what the clerk found"), blank=True)
    payment_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(
                fields=["guarantee"],
                condition=~Q(state__in=["rejected", "withdrawn"]),
                name="guarantees_claim_one_live",
                violation_error_message=_("A claim on this guarantee exists."),
            ),
            models.UniqueConstraint(
                fields=["payment_reference"],
                condition=~Q(payment_reference=""),
                name="guarantees_claim_payment_reference_once",
                violation_error_message=_("A payment with this bank reference exists."),
            ),
            models.CheckConstraint(
                condition=Q(fund_amount__gt=0, fund_amount__lte=F("principal") + F("interest")),
                name="guarantees_claim_within_allowed_items",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | Q(paid_on__isnull=False, prepared_by__isnull=False, released_by__isnull=False),
                name="guarantees_claim_paid_by_two",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("prepared_by")),
                name="guarantees_claim_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RecoveryMeasure(models.Model):
    """What was done to get the money back: demand, agreement, suit, enforcement, sale."""

    class Kind(models.TextChoices):
        """The measures, in their usual order."""

        DEMAND = "demand", _("demand letter")
        AGREEMENT = "agreement", _("instalment agreement")
        SUIT = "suit", _("suit")
        ENFORCEMENT = "enforcement", _("enforcement")
        SALE = "sale", _("sale of a security")

    case = models.ForeignKey(Case, models.PROTECT, related_name="recovery_measures")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="measures")
    kind = models.CharField(_("measure"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("what was done"))
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_on = models.DateField(_("taken on"))

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_on", "-pk"]
        verbose_name = _("recovery measure")
        verbose_name_plural = _("recovery measures")

    def __str__(self) -> str:
        return f"{self.claim} {self.kind}"


class Recovery(RecoveryLifecycle):
    """Money that came back after a claim, net of costs, split by the shares of liability."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recoveries")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="recoveries")
    received_on = models.DateField(_("received on"))
    gross = MoneyField(_("received"))
    costs = MoneyField(_("costs"))
    fund_part = MoneyField(_("to the fund"))
    bank_part = MoneyField(_("to the bank"))
    payer = models.CharField(_("paid by"), max_length=60)
    reference = models.CharField(_("bank reference"), max_length=60)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        constraints = [
            models.CheckConstraint(
                condition=Q(gross=F("costs") + F("fund_part") + F("bank_part")),
                name="guarantees_recovery_parts_add_up",
            ),
            models.UniqueConstraint(
                fields=["reference"],
                name="guarantees_recovery_reference_once",
                violation_error_message=_("A receipt with this bank reference exists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.gross}"


class WriteOff(WriteOffLifecycle):
    """Giving up what cannot be recovered: proposed, approved and confirmed by three persons."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="write_offs")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="write_offs")
    ground = models.CharField(
        _("ground"),
        max_length=20,
        choices=[
            ("bankruptcy", _("bankruptcy")),
            ("death", _("death without estate")),
            ("enforcement_ended", _("enforcement ended by the court")),
            ("years_without", _("years without recovery")),
        ],
    )
    text = models.TextField(_("evidence"))
    fund_loss = MoneyField(_("loss of the fund"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("proposed on"))
    confirmed_on = models.DateField(_("written off on"), null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("write-off")
        verbose_name_plural = _("write-offs")
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=~Q(state="rejected"),
                name="guarantees_writeoff_one_live",
                violation_error_message=_("A write-off of this claim exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim}"
