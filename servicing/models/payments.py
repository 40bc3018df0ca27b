"""What two persons book on a loan: disbursement, repayments and their reversals."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import CaseBoundQuerySet
from ledger.fields import MoneyField
from parties.fields import EncryptedField
from parties.models import Organisation, User
from servicing.models.loans import Loan, LoanEvent
from servicing.states import DisbursementLifecycle, RepaymentLifecycle, ReversalLifecycle

PAYOUT_IS_LAWFUL = """
    PERFORM 1
    FROM servicing_loan loan JOIN underwriting_contract contract ON contract.id = loan.contract_id
    WHERE loan.id = NEW.loan_id
      AND loan.state = 'payable'
      AND loan.guarantee_number <> ''
      AND contract.state = 'signed'
      AND contract.amount = NEW.amount;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'servicing: nothing is paid out without signed contract and guarantee'
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class LoanBoundQuerySet(CaseBoundQuerySet):
    """Records that hang on a loan and are visible with its case."""

    def visible_to(self, user: User) -> "LoanBoundQuerySet":
        """Records of the loans this user may know of."""
        return self.filter(loan__in=Loan.objects.visible_to(user))


class Disbursement(DisbursementLifecycle):
    """The payout of a loan: prepared by one person, approved by another, once per contract."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="disbursements")
    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    amount = MoneyField(_("amount"))
    account_holder = models.CharField(_("account holder"), max_length=50)
    account_number = EncryptedField(_("account number"))
    account_tail = models.CharField(max_length=4)
    account_bank = models.CharField(_("account held at"), max_length=100, blank=True)
    supplier = models.CharField(_("supplier who is paid"), max_length=100, blank=True)
    supplier_account = EncryptedField(_("account of the supplier"), blank=True, default="")
    supplier_evidence = models.CharField(_("evidence of the purchase"), max_length=200, blank=True)
    conditions_met = models.TextField(_("how the conditions were met"), blank=True)
    bank_serial = models.CharField(_("bank serial number"), max_length=60, blank=True)
    value_on = models.DateField(_("value date"), null=True, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_on = models.DateField(_("prepared on"))
    prepared_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    event = models.OneToOneField(
        LoanEvent, models.PROTECT, null=True, blank=True, related_name="disbursement"
    )
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("disbursement")
        verbose_name_plural = _("disbursements")
        constraints = [
            models.UniqueConstraint(
                fields=["loan"],
                condition=~Q(state="returned"),
                name="servicing_disbursement_one_per_loan",
                violation_error_message=_("A disbursement of this contract exists."),
            ),
            models.UniqueConstraint(
                fields=["bank", "bank_serial"],
                condition=~Q(bank_serial=""),
                name="servicing_disbursement_serial_once_per_bank",
                violation_error_message=_("This bank serial number was used before."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="servicing_disbursement_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
                name="servicing_disbursement_two_persons",
                violation_error_message=_("Another person has to approve it."),
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (
                    Q(
                        approved_by__isnull=False,
                        approved_on__isnull=False,
                        value_on__isnull=False,
                        event__isnull=False,
                    )
                    & ~Q(bank_serial="")
                ),
                name="servicing_disbursement_approved_is_complete",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="disbursement_lawful",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state="approved"),
                func=PAYOUT_IS_LAWFUL,
            ),
            pgtrigger.Protect(
                name="disbursement_stays_approved",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="approved"),
            ),
            pgtrigger.Protect(name="disbursement_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.amount}"


class Channel(models.TextChoices):
    """How money came in."""

    TRANSFER = "transfer", _("bank transfer")
    DEBIT = "debit", _("debit from the account")
    COUNTER = "counter", _("cash at the counter")
    RECOVERY = "recovery", _("recovery")


class Repayment(RepaymentLifecycle):
    """Money received on a loan: recorded by one person, posted by another, never edited."""

    class Purpose(models.TextChoices):
        """What it is for."""

        REGULAR = "regular", _("instalment")
        PAYOFF = "payoff", _("full early repayment")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="repayments")
    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.CharField(_("receipt number"), max_length=30, unique=True)
    purpose = models.CharField(
        _("purpose"), max_length=8, choices=Purpose.choices, default=Purpose.REGULAR
    )
    amount = MoneyField(_("amount"))
    received_on = models.DateField(pgettext_lazy("of money", "received on"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    bank_serial = models.CharField(_("bank serial number"), max_length=60)
    payer = models.CharField(_("paid by, if not the borrower"), max_length=50, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_on = models.DateField(_("recorded on"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    event = models.OneToOneField(
        LoanEvent, models.PROTECT, null=True, blank=True, related_name="repayment"
    )
    idempotency_key = models.CharField(max_length=80, unique=True)
    input_hash = models.CharField(max_length=64)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        constraints = [
            models.UniqueConstraint(
                fields=["bank", "bank_serial"],
                condition=Q(state__in=["recorded", "posted"]),
                name="servicing_repayment_serial_once_per_bank",
                violation_error_message=_("This bank serial number was used before."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="servicing_repayment_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("recorded_by")),
                name="servicing_repayment_two_persons",
                violation_error_message=_("Another person has to approve it."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["posted", "reversed"])
                | Q(approved_by__isnull=False, posted_on__isnull=False, event__isnull=False),
                name="servicing_repayment_posted_is_complete",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="repayment_facts_fixed",
                fields=["loan", "amount", "received_on", "channel", "bank_serial", "purpose"],
            ),
            pgtrigger.Protect(name="repayment_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class AllocationLine(models.Model):
    """The part of a received amount that settles one thing owed; a projection of the events."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="allocations")
    event = models.ForeignKey(LoanEvent, models.PROTECT, related_name="allocations")
    kind = models.CharField(_("kind"), max_length=12)
    amount = MoneyField(_("amount"))
    instalment = models.PositiveSmallIntegerField(_("instalment"))
    due_on = models.DateField(_("due on"))
    timing = models.CharField(_("timing"), max_length=12)
    applied_on = models.DateField(_("applied on"))

    class Meta:
        ordering = ["applied_on", "pk"]
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="servicing_allocationline_amount_positive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.kind} {self.amount}"


class Reversal(ReversalLifecycle):
    """The request to take a posted repayment back: proposed by one person, approved by another."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="reversals")
    repayment = models.ForeignKey(Repayment, models.PROTECT, related_name="reversals")
    reason = models.CharField(_("reason"), max_length=300)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("proposed on"))
    proposed_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    event = models.OneToOneField(
        LoanEvent, models.PROTECT, null=True, blank=True, related_name="reversal_request"
    )

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")
        constraints = [
            models.UniqueConstraint(
                fields=["repayment"],
                condition=~Q(state="returned"),
                name="servicing_reversal_one_per_repayment",
                violation_error_message=_("A reversal of this repayment exists."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="servicing_reversal_has_reason",
                violation_error_message=_("A reversal needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="servicing_reversal_two_persons",
                violation_error_message=_("Another person has to approve it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.repayment} {self.state}"
