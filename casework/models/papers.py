"""What was handed in: documents with their verdict, receipts that prove it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models.cases import APPEND_ONLY, Case, CaseBoundQuerySet
from parties.models import User


class Document(models.Model):
    """One paper handed in: the stored file, its hash, and what the checker said of it."""

    class Verdict(models.TextChoices):
        """What the checker said."""

        OPEN = "open", _("to be checked")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        REPLACED = "replaced", _("replaced")

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    type_code = models.CharField(_("document type"), max_length=40)
    file = models.FileField(upload_to="documents/%Y/%m")
    name = models.CharField(_("file name"), max_length=200)
    original_name = models.CharField(_("name as handed in"), max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size"))
    pages = models.PositiveIntegerField(_("pages"), default=1)
    sha256 = models.CharField(max_length=64, db_index=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_on = models.DateField(_("handed in on"))
    uploaded_at = models.DateTimeField(auto_now_add=True)
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.OPEN
    )
    verdict_reason = models.CharField(_("reason"), max_length=200, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["type_code", "pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="rejected") | ~Q(verdict_reason=""),
                name="casework_document_rejection_has_reason",
                violation_error_message=_("Rejecting a document needs a reason."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def page_numbers(self) -> range:
        """The pages, counted from 1."""
        return range(1, self.pages + 1)

    @property
    def short_hash(self) -> str:
        """The first twelve places of the hash, as printed on the receipt."""
        return self.sha256[:12]


class Upload(models.Model):
    """A file on its way: it arrives in pieces and goes on after a break; it is no paper yet."""

    key = models.UUIDField(unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="uploads")
    name = models.CharField(_("name as handed in"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    received = models.PositiveIntegerField(_("bytes received"), default=0)
    file = models.FileField(upload_to="incoming")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")),
                name="casework_upload_not_more_than_announced",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """Proof of something handed in: number, time, files with hashes; can be checked publicly."""

    number = models.CharField(
        pgettext_lazy("of a file", "receipt number"), max_length=30, unique=True
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="receipts")
    kind = models.CharField(_("kind"), max_length=20)
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued at"), auto_now_add=True)
    files = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        triggers = [pgtrigger.Protect(name="receipt_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return self.number
