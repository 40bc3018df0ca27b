"""The loan, its dated events, its plan and its instalments."""

from dataclasses import replace
from typing import Any, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseBoundQuerySet
from ledger.fields import MoneyField, RateField
from parties.models import Organisation, Person, User
from policy.models import ProductVersion, RepaymentMethod
from servicing.rules.agreement import Agreement, EventKind
from servicing.states import OWING, PAID_OUT, RUNNING, LoanLifecycle, LoanState
from underwriting.models import Contract

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class LoanQuerySet(CaseBoundQuerySet):
    """Loans, by adjective."""

    def running(self) -> Self:
        """Loans that bear interest."""
        return self.filter(state__in=RUNNING)

    def owing(self) -> Self:
        """Loans on which money is owed to bank or fund."""
        return self.filter(state__in=OWING)

    def overdue(self) -> Self:
        """Loans with an unpaid instalment behind its day."""
        return self.filter(state=LoanState.OVERDUE)

    def paid_out(self) -> Self:
        """Loans whose money the borrower received."""
        return self.filter(state__in=PAID_OUT)


class AssetClass(models.TextChoices):
    """The five classes of a loan by quality."""

    NORMAL = "normal", _("normal")
    SPECIAL_MENTION = "special_mention", _("special mention")
    SUBSTANDARD = "substandard", _("substandard")
    DOUBTFUL = "doubtful", _("doubtful")
    LOSS = "loss", _("loss")


class Loan(LoanLifecycle):
    """One loan: terms copied from its contract, and how it stands, rebuilt from its events."""

    number = models.CharField(_("loan number"), max_length=30, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="loans")
    contract = models.OneToOneField(Contract, models.PROTECT, related_name="loan")
    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="loans")
    borrower = models.ForeignKey(Person, models.PROTECT, related_name="loans")
    product_version = models.ForeignKey(ProductVersion, models.PROTECT, related_name="loans")
    guarantee_number = models.CharField(_("guarantee letter number"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"))
    payout_due_on = models.DateField(_("to be paid out by"), null=True, blank=True)
    disbursed_on = models.DateField(_("paid out on"), null=True, blank=True)
    maturity_on = models.DateField(_("matures on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # agreed
    principal = MoneyField(_("loan amount"))
    interest_rate = RateField(_("annual rate"))
    contract_rate = RateField(_("annual rate before changes"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(_("term in months"))
    repayment_method = models.CharField(
        _("repayment method"), max_length=30, choices=RepaymentMethod.choices
    )
    day_count = models.CharField(_("day count"), max_length=20)
    penalty_factor = RateField(_("penalty factor on the rate"))
    penalty_base = models.CharField(max_length=24, default="principal")
    allocation_order = ArrayField(models.CharField(max_length=12))
    excess_rule = models.CharField(max_length=12)
    # how it stands; a projection of the events
    as_of_on = models.DateField(null=True, blank=True)
    anchor_day = models.PositiveSmallIntegerField(null=True, blank=True)
    accrual_base = MoneyField(_("principal not yet due"), default=0)
    accrues_from_on = models.DateField(null=True, blank=True)
    accrued_carry = MoneyField(default=0)
    is_frozen = models.BooleanField(_("accrues no more"), default=False)
    outstanding = MoneyField(_("outstanding principal"), default=0)
    advance = MoneyField(_("paid in advance"), default=0)
    taken_over = MoneyField(_("owed to the fund"), default=0)
    written_off = MoneyField(_("written off by the bank"), default=0)
    fund_written_off = MoneyField(_("written off by the fund"), default=0)
    interest_taken_over = MoneyField(_("interest owed to the fund"), default=0)
    interest_written_off = MoneyField(_("interest written off by the bank"), default=0)
    penalty_written_off = MoneyField(_("penalty written off by the bank"), default=0)
    oldest_due_on = models.DateField(_("oldest unpaid due date"), null=True, blank=True)
    days_past_due = models.PositiveIntegerField(_("days past due"), default=0)
    asset_class = models.CharField(
        _("class"), max_length=16, choices=AssetClass.choices, default=AssetClass.NORMAL
    )
    # set by people; the class is never better than this
    class_by_hand = models.CharField(
        _("class set by hand"), max_length=16, choices=AssetClass.choices, blank=True
    )

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        indexes = [
            models.Index(fields=["bank", "state"], name="servicing_loan_bank_state"),
            models.Index(
                fields=["bank", "oldest_due_on"],
                condition=Q(state="overdue"),
                name="servicing_loan_overdue",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LoanState.values), name="servicing_loan_known_state"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state="cancelled"),
                name="servicing_loan_one_per_case",
                violation_error_message=_("This case has a loan."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "cancelled"]) | ~Q(guarantee_number=""),
                name="servicing_loan_payable_has_guarantee",
                violation_error_message=_("Without a guarantee letter nothing is paid out."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "payable", "cancelled"])
                | Q(
                    disbursed_on__isnull=False,
                    maturity_on__isnull=False,
                    as_of_on__isnull=False,
                    accrues_from_on__isnull=False,
                ),
                name="servicing_loan_paid_out_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(outstanding__gte=0)
                & Q(outstanding__lte=F("principal"))
                & Q(advance__gte=0)
                & Q(taken_over__gte=0)
                & Q(written_off__gte=0)
                & Q(fund_written_off__gte=0)
                & Q(accrual_base__gte=0),
                name="servicing_loan_amounts_sound",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled")
                | Q(outstanding=0, taken_over=0, accrual_base=0, closed_on__isnull=False),
                name="servicing_loan_settled_owes_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def agreement(self) -> Agreement:
        """The terms of the contract as the arithmetic takes them, before any change."""
        rate = self.contract_rate
        return replace(
            self.current_agreement, annual_rate=self.interest_rate if rate is None else rate
        )

    @property
    def current_agreement(self) -> Agreement:
        """The terms in force now: the rate as it was changed last."""
        return Agreement(
            principal=self.principal,
            annual_rate=self.interest_rate,
            term_months=self.term_months,
            method=self.repayment_method,
            day_count=self.day_count,
            penalty_factor=self.penalty_factor,
            penalty_base=self.penalty_base,
            allocation_order=tuple(self.allocation_order),
            excess_rule=self.excess_rule,
        )

    @property
    def is_paid_out(self) -> bool:
        """Whether the borrower has received the money."""
        return self.state in PAID_OUT

    @property
    def is_running(self) -> bool:
        """Whether it bears interest."""
        return self.state in RUNNING


class LoanEvent(models.Model):
    """One dated fact of a loan, written once: its truth, of which all balances are projections."""

    KINDS = [(kind.value, kind.value) for kind in EventKind]

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=16, choices=KINDS)
    effective_on = models.DateField(_("effective on"))
    booked_on = models.DateField(_("booked on"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    amount = MoneyField(_("amount"), default=0)
    parts = models.JSONField(default=dict)
    terms = models.JSONField(_("what was agreed"), default=dict)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    idempotency_key = models.CharField(max_length=120, unique=True)
    input_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["effective_on", "pk"]
        verbose_name = _("loan event")
        verbose_name_plural = _("loan events")
        indexes = [models.Index(fields=["loan", "effective_on"], name="servicing_event_loan_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_on__lte=F("booked_on")),
                name="servicing_loanevent_not_in_the_future",
                violation_error_message=_("The date must not be in the future."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="servicing_loanevent_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(kind="reversed", reverses__isnull=False)
                | (~Q(kind="reversed") & Q(reverses=None)),
                name="servicing_loanevent_reversal_names_what",
            ),
            models.UniqueConstraint(
                fields=["loan"],
                condition=Q(kind="disbursed"),
                name="servicing_loanevent_one_disbursement",
            ),
        ]
        triggers = [pgtrigger.Protect(name="loanevent_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.loan} {self.kind} {self.effective_on}"


class PlanVersion(models.Model):
    """The repayment plan as agreed from a day on; an earlier one stays to be read."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(_("version"))
    made_on = models.DateField(_("made on"))
    rows: Any = models.JSONField(_("rows"))
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "number"], name="servicing_planversion_number_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="planversion_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.loan} v{self.number}"


class InstalmentQuerySet(models.QuerySet["Instalment"]):
    """Instalments, by adjective."""

    def unpaid(self) -> Self:
        """Instalments of which something is open."""
        return self.filter(settled_on=None)


class Instalment(models.Model):
    """What is due on a day and how much of it is paid; a projection of the loan's events."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("from"))
    due_on = models.DateField(_("due on"))
    principal = MoneyField(_("principal"))
    interest = MoneyField(_("interest"))
    penalty = MoneyField(_("penalty"), default=0)
    paid_principal = MoneyField(_("principal paid"), default=0)
    paid_interest = MoneyField(_("interest paid"), default=0)
    paid_penalty = MoneyField(_("penalty paid"), default=0)
    penalty_base = MoneyField(default=0)
    penalty_from_on = models.DateField(null=True, blank=True)
    penalty_carry = MoneyField(default=0)
    carried = MoneyField(_("interest of earlier days in it"), default=0)
    settled_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = InstalmentQuerySet.as_manager()

    class Meta:
        ordering = ["loan", "number"]
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        indexes = [
            models.Index(fields=["due_on", "loan"], name="servicing_instalment_due"),
            models.Index(
                fields=["loan"],
                condition=Q(penalty_base__gt=0),
                name="servicing_instalment_late",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "number"], name="servicing_instalment_number_once"
            ),
            models.CheckConstraint(
                condition=Q(principal__gte=F("paid_principal"), paid_principal__gte=0)
                & Q(interest__gte=F("paid_interest"), paid_interest__gte=0)
                & Q(penalty__gte=F("paid_penalty"), paid_penalty__gte=0),
                name="servicing_instalment_paid_at_most_what_is_due",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="servicing_instalment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id}/{self.number}"
