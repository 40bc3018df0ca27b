"""The application: its answers by step, its supplement requests; frozen at submission."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.states import (
    OPEN_STATES,
    ApplicationLifecycle,
    ApplicationState,
    SupplementLifecycle,
)
from casework.models import Case, CaseBoundQuerySet
from ledger.fields import MoneyField
from parties.models import Person, User
from policy.models import GuaranteeMode, ProductVersion, RepaymentMethod


class ApplicationQuerySet(CaseBoundQuerySet["Application"]):
    """Applications, by adjective."""

    def active(self) -> "ApplicationQuerySet":
        """Drafts and files under way: a person has one per product."""
        return self.filter(state__in=[ApplicationState.DRAFT, *OPEN_STATES])


class Application(ApplicationLifecycle):
    """One person's request for one product; answers grow step by step until submission."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="application")
    applicant = models.ForeignKey(Person, models.PROTECT, related_name="applications")
    product_code = models.CharField(_("product"), max_length=20)
    product_version = models.ForeignKey(
        ProductVersion, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    answers = models.JSONField(_("answers by step"), default=dict)
    steps_done = models.JSONField(_("finished steps"), default=list)
    amount = MoneyField(_("amount wished"), null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)
    repayment_method = models.CharField(
        _("repayment method"), max_length=30, choices=RepaymentMethod.choices, blank=True
    )
    guarantee_mode = models.CharField(
        _("guarantee mode"), max_length=12, choices=GuaranteeMode.choices, blank=True
    )
    source = models.CharField(_("source"), max_length=20, default="online")
    lead_reference = models.CharField(_("lead"), max_length=30, blank=True)
    assisted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="assisted_applications"
    )
    saved_at = models.DateTimeField(auto_now=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    frozen_answers = models.JSONField(_("answers as submitted"), default=dict)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "product_code"],
                condition=Q(state__in=[ApplicationState.DRAFT, *OPEN_STATES]),
                name="applications_application_one_active",
                violation_error_message=_(
                    "This person already has an active application, ask the center."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ApplicationState.values),
                name="applications_application_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(
                    submitted_on__isnull=False,
                    product_version__isnull=False,
                    amount__isnull=False,
                    term_months__isnull=False,
                ),
                name="applications_application_submitted_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.case.number


class SupplementRequest(SupplementLifecycle):
    """One notice that lists everything missing, with a due date; the clock stands meanwhile."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="supplements")
    application = models.ForeignKey(Application, models.PROTECT, related_name="supplements")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(pgettext_lazy("of a task", "due on"))
    repeat_reason = models.CharField(_("why a second request"), max_length=200, blank=True)
    message = models.TextField(_("message"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("supplement request")
        verbose_name_plural = _("supplement requests")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="sent"),
                name="applications_supplement_one_open",
                violation_error_message=_("A request is open already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.asked_on}"


class SupplementItem(models.Model):
    """One thing asked: a paper or an explanation, and the answer to it."""

    request = models.ForeignKey(SupplementRequest, models.PROTECT, related_name="items")
    document_type = models.CharField(_("document type"), max_length=40, blank=True)
    question = models.CharField(_("what is needed"), max_length=300)
    answer = models.TextField(_("answer"), blank=True)
    document = models.ForeignKey(
        "casework.Document", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("supplement item")
        verbose_name_plural = _("supplement items")

    def __str__(self) -> str:
        return self.question


class SelfCheck(models.Model):
    """Answers of an anonymous self-check, kept so that an application can start from them."""

    token = models.UUIDField(unique=True)
    answers = models.JSONField()
    made_on = models.DateField()
    lead_reference = models.CharField(max_length=30, blank=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("self-check")
        verbose_name_plural = _("self-checks")

    def __str__(self) -> str:
        return str(self.token)


class DataRequest(models.Model):
    """A person asks the center to correct or delete what is kept about them."""

    class Kind(models.TextChoices):
        """What is asked."""

        CORRECTION = "correction", _("correction")
        DELETION = "deletion", _("deletion")

    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("what is asked"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("what is wrong or should go"))
    asked_on = models.DateField(_("asked on"))
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None) | ~Q(answer=""),
                name="applications_datarequest_answer_has_words",
                violation_error_message=_("Say what was done."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_on}"
