"""Repayment files: the file, its rows with what is wrong with them, and the parts posted."""

from decimal import Decimal
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ledger.fields import MoneyField
from parties.models import Organisation, User
from policy.models import RepaymentLayout
from servicing.models.loans import APPEND_ONLY, Loan
from servicing.states.files import FileLifecycle


class FileQuerySet(models.QuerySet["RepaymentFile"]):
    """Repayment files, by adjective."""

    def visible_to(self, user: User) -> Self:
        """A bank sees its own files, the center's accountants and audit all; others none."""
        if user.kind != User.Kind.STAFF or not user.may("servicing.view_files"):
            return self.none()
        if user.is_bank_staff:
            return self.filter(bank=user.organisation_id)
        return self

    def locked(self) -> Self:
        """Files under a row lock."""
        return self.select_for_update(of=("self",))


class RepaymentFile(FileLifecycle):
    """A file of repayments: handed in by one person, posted by another, undone the same way."""

    number = models.CharField(_("file number"), max_length=30, unique=True)
    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="repayment_files")
    layout = models.ForeignKey(RepaymentLayout, models.PROTECT, related_name="+")
    original_name = models.CharField(_("file name"), max_length=200)
    file = models.FileField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_on = models.DateField(_("handed in on"))
    uploaded_at = models.DateTimeField(auto_now_add=True)
    lines_read = models.PositiveIntegerField(default=0)
    lines_total = models.PositiveIntegerField(_("lines"), default=0)
    control_count = models.PositiveIntegerField(_("payments by the totals line"), null=True)
    control_amount = MoneyField(_("total by the totals line"), null=True)
    figures = models.JSONField(default=dict)
    fault = models.CharField(max_length=40, blank=True)
    fault_detail = models.CharField(max_length=200, blank=True)
    posted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    posted_on = models.DateField(_("posted on"), null=True)
    told_parts = models.PositiveIntegerField(default=0)
    undo_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undo_reason = models.CharField(_("reason"), max_length=300, blank=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_on = models.DateField(_("undone on"), null=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("repayment file")
        verbose_name_plural = _("repayment files")
        constraints = [
            models.CheckConstraint(
                condition=Q(posted_by=None) | ~Q(posted_by=F("uploaded_by")),
                name="servicing_repaymentfile_two_persons",
                violation_error_message=_("Another person has to approve it."),
            ),
            models.CheckConstraint(
                condition=Q(undone_by=None) | ~Q(undone_by=F("undo_asked_by")),
                name="servicing_repaymentfile_undone_by_two",
                violation_error_message=_("Another person has to approve it."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["posting", "posted", "undo_asked", "undoing", "undone"])
                | Q(posted_by__isnull=False, posted_on__isnull=False),
                name="servicing_repaymentfile_posted_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="repaymentfile_content_fixed",
                fields=["bank", "layout", "file", "sha256", "uploaded_by", "uploaded_on"],
            ),
            pgtrigger.Protect(name="repaymentfile_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class FileRow(models.Model):
    """One line of a repayment file: as written, as understood, and what becomes of it."""

    class State(models.TextChoices):
        """What becomes of a row."""

        UNCHECKED = "unchecked", _("not checked yet")
        GOOD = "good", _("matched")
        UNMATCHED = "unmatched", _("no loan found")
        DUPLICATE = "duplicate", _("already there")
        WRONG = "wrong", _("wrong")
        REFUSED = "refused", _("refused at posting")

    file = models.ForeignKey(RepaymentFile, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    reference = models.CharField(_("names the loan"), max_length=60, blank=True)
    serial = models.CharField(_("bank serial number"), max_length=60, blank=True)
    borrower = models.CharField(_("borrower"), max_length=50, blank=True)
    amount = MoneyField(_("amount"), null=True)
    received_on = models.DateField(_("received on"), null=True)
    loan = models.ForeignKey(Loan, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.UNCHECKED
    )
    fault = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=120, blank=True)
    assigned_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["file", "line"]
        verbose_name = _("row of a repayment file")
        verbose_name_plural = _("rows of repayment files")
        indexes = [
            models.Index(
                fields=["file", "loan", "line"],
                condition=Q(state="good"),
                name="servicing_filerow_to_post",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="servicing_filerow_line_once"),
            models.CheckConstraint(
                condition=~Q(state="good")
                | Q(loan__isnull=False, amount__gt=Decimal(0), received_on__isnull=False),
                name="servicing_filerow_good_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.line}"

    @property
    def key(self) -> str:
        """The key under which this row is posted once for ever."""
        return f"file:{self.file_id}:{self.line}"


class FilePart(models.Model):
    """A run of rows posted in one transaction: how far a file has come, and the proof of it."""

    file = models.ForeignKey(RepaymentFile, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField(_("part number"))
    last_loan_id = models.PositiveBigIntegerField()
    last_line = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(_("rows"))
    posted_together = models.PositiveIntegerField(_("posted together"))
    amount = MoneyField(_("amount posted together"))
    digest = models.CharField(_("checksum of the rows"), max_length=64)
    posted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["file", "number"]
        verbose_name = _("part of a repayment file")
        verbose_name_plural = _("parts of repayment files")
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="servicing_filepart_once")
        ]
        triggers = [pgtrigger.Protect(name="filepart_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"
