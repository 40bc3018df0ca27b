"""Late loans: the overdue case with its stages, contacts, promises."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models import Document
from ledger.fields import MoneyField
from parties.models import User
from servicing.models.loans import APPEND_ONLY, Loan
from servicing.models.payments import LoanBoundQuerySet
from servicing.states import PromiseLifecycle


class OverdueCase(models.Model):
    """One spell of lateness of a loan: opened on day one, closed when everything due is paid."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="overdue_cases")
    opened_on = models.DateField(_("opened on"))
    stage = models.CharField(_("stage"), max_length=30)
    stage_since_on = models.DateField(_("in this stage since"))
    next_action_on = models.DateField(_("next action on"))
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="overdue_cases"
    )
    center_told_on = models.DateField(_("center informed on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["next_action_on", "pk"]
        verbose_name = _("overdue case")
        verbose_name_plural = _("overdue cases")
        constraints = [
            models.UniqueConstraint(
                fields=["loan"], condition=Q(closed_on=None), name="servicing_overduecase_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.stage}"


class StageEntry(models.Model):
    """An overdue case reached a stage on a day; each stage once."""

    overdue_case = models.ForeignKey(OverdueCase, models.PROTECT, related_name="stages")
    stage = models.CharField(_("stage"), max_length=30)
    entered_on = models.DateField(_("reached on"))
    days_past_due = models.PositiveIntegerField(_("days past due"))
    due_on = models.DateField(_("to be done by"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("stage reached")
        verbose_name_plural = _("stages reached")
        constraints = [
            models.UniqueConstraint(
                fields=["overdue_case", "stage"], name="servicing_stageentry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.overdue_case_id} {self.stage}"


class ContactRecord(models.Model):
    """One contact with the borrower about a late loan: way, person, result, reason; append-only."""

    class Way(models.TextChoices):
        """How."""

        PHONE = "phone", _("phone call")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("e-mail")
        LETTER = "letter", _("letter")
        VISIT = "visit", _("visit")

    class Reached(models.TextChoices):
        """Who was reached."""

        BORROWER = "borrower", _("borrower")
        SURETY = "surety", _("surety")
        AGREED_CONTACT = "agreed_contact", _("contact person named by the borrower")
        NOBODY = "nobody", pgettext_lazy("reached", "nobody")

    class Result(models.TextChoices):
        """What came of it."""

        TALKED = "talked", _("talked")
        NO_ANSWER = "no_answer", _("no answer")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        DELIVERED = "delivered", _("delivered")
        REFUSED = "refused", _("refused to talk")

    class Reason(models.TextChoices):
        """Why the borrower is late."""

        UNKNOWN = "unknown", _("not known")
        FORGOTTEN = "forgotten", _("forgotten")
        SALES_DOWN = "sales_down", _("business goes badly")
        CUSTOMER_LATE = "customer_late", _("own customers pay late")
        ILLNESS = "illness", _("illness or accident")
        FAMILY = "family", _("family matter")
        DISPUTE = "dispute", _("disputes the debt")
        CLOSED = "closed", _("business closed")
        UNWILLING = "unwilling", _("does not want to pay")

    class Attitude(models.TextChoices):
        """How the borrower behaves."""

        COOPERATIVE = "cooperative", _("cooperative")
        HESITANT = "hesitant", _("hesitant")
        HOSTILE = "hostile", _("hostile")

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="contacts")
    overdue_case = models.ForeignKey(OverdueCase, models.PROTECT, related_name="contacts")
    way = models.CharField(_("way"), max_length=8, choices=Way.choices)
    happened_at = models.DateTimeField(_("when"))
    happened_on = models.DateField()
    reached = models.CharField(_("person reached"), max_length=16, choices=Reached.choices)
    result = models.CharField(_("result"), max_length=16, choices=Result.choices)
    reason = models.CharField(_("reason for the delay"), max_length=16, choices=Reason.choices)
    attitude = models.CharField(_("attitude"), max_length=12, choices=Attitude.choices, blank=True)
    text = models.TextField(_("what was said"), blank=True)
    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    consent_evidence = models.CharField(
        _("evidence of consent to be contacted at this time"), max_length=200, blank=True
    )
    recording = models.CharField(_("reference of the recording"), max_length=100, blank=True)
    attachment = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        triggers = [pgtrigger.Protect(name="contact_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.loan} {self.way} {self.happened_on}"


class Promise(PromiseLifecycle):
    """The borrower promises an amount for a day; kept or broken on the evening of that day."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="promises")
    contact = models.OneToOneField(ContactRecord, models.PROTECT, related_name="promise")
    amount = MoneyField(_("amount promised"))
    due_on = models.DateField(_("promised for"))
    given_on = models.DateField(_("given on"))
    decided_on = models.DateField(_("kept or broken on"), null=True, blank=True)

    objects = LoanBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        verbose_name = _("promise to pay")
        verbose_name_plural = _("promises to pay")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="servicing_promise_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("given_on")),
                name="servicing_promise_not_in_the_past",
                violation_error_message=_("The promised day has passed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loan} {self.due_on} {self.amount}"

    @property
    def case(self) -> object:
        """The file it belongs to."""
        return self.loan.case
