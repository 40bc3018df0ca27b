"""Reports as they were made, never changed afterwards; how every scheduled job stands."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parties.models import Organisation, User

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Those of the own organisation; audit sees all; for everyone else they do not exist."""
        if user.kind != User.Kind.STAFF or not user.may("servicing.view_reports"):
            return self.none()
        return self if "AUD" in user.roles else self.filter(organisation=user.organisation_id)


class Report(models.Model):
    """The weekly or monthly report of one organisation for one period: made once, then frozen."""

    class Kind(models.TextChoices):
        """How long a period is."""

        WEEKLY = "weekly", _("weekly report")
        MONTHLY = "monthly", _("monthly report")

    kind = models.CharField(_("report"), max_length=8, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reports")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    figures = models.JSONField(_("figures"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_on = models.DateField(_("made on"))
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "kind", "organisation"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "starts_on", "organisation"],
                name="loanprogram_report_once_per_period",
                violation_error_message=_("The report of this period exists."),
            ),
            models.CheckConstraint(
                condition=Q(made_on__gt=F("ends_on"), ends_on__gte=F("starts_on")),
                name="loanprogram_report_after_its_period",
                violation_error_message=_("The period is not over yet."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="report_frozen", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on} {self.organisation.code}"


class ReportFile(models.Model):
    """A report as a file, in one language and one format, with its checksum."""

    class Form(models.TextChoices):
        """What kind of file."""

        PDF = "pdf", "PDF"
        EXCEL = "xlsx", "Excel"

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    language = models.CharField(_("language"), max_length=10)
    form = models.CharField(_("format"), max_length=4, choices=Form.choices)
    file = models.FileField(_("file"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64)

    class Meta:
        ordering = ["report", "language", "form"]
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of a report")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "language", "form"], name="loanprogram_reportfile_once"
            )
        ]
        triggers = [pgtrigger.Protect(name="reportfile_frozen", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.report} {self.language} {self.form}"


class JobState(models.Model):
    """How a scheduled job stands: its last run, how far it is, and whether a run is wanted."""

    job = models.SlugField(_("job"), max_length=40, unique=True)
    watched_from = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    done_at = models.DateTimeField(_("last done"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, blank=True)
    error = models.TextField(_("error"), blank=True)
    counts = models.JSONField(_("figures"), default=dict)
    step = models.PositiveIntegerField(_("steps done"), default=0)
    steps = models.PositiveIntegerField(_("steps"), default=0)
    run_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    wanted_at = models.DateTimeField(pgettext_lazy("moment", "asked for"), null=True, blank=True)
    wanted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["job"]
        verbose_name = _("state of a job")
        verbose_name_plural = _("states of jobs")

    def __str__(self) -> str:
        return f"{self.job} {self.outcome}"
