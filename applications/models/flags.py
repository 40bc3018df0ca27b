"""What a file shares with others, found without reading it, and what the desk made of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from casework.models import Case, CaseBoundQuerySet
from parties.models import User


class Trace(models.Model):
    """The keyed hash of one fact of a handed-in file: equal facts meet, nobody can read them."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="traces")
    kind = models.CharField(max_length=20)
    index = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        indexes = [models.Index(fields=["index", "kind"], name="applications_trace_index")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "index"], name="applications_trace_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.kind}"


class ReviewFlag(models.Model):
    """Something a reviewer has to look at; the file goes on when a note says what it is."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="flags")
    kind = models.CharField(_("kind"), max_length=20)
    other = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other file")
    )
    facts = models.JSONField(default=dict)
    raised_on = models.DateField(_("raised on"))
    note = models.CharField(_("what it turned out to be"), max_length=500, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    handled_on = models.DateField(_("handled on"), null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "other"],
                nulls_distinct=False,
                name="applications_reviewflag_once",
            ),
            models.CheckConstraint(
                condition=Q(handled_on=None, note="", handled_by=None)
                | (~Q(note="") & Q(handled_by__isnull=False, handled_on__isnull=False)),
                name="applications_reviewflag_handled_with_note",
                violation_error_message=_("Write what the flag turned out to be."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind}"
