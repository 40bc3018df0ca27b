"""The case file: number, stage, tasks, documents, receipts, notices, notes and history."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parties.models import Organisation, Person, Programme, User

APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Stage(models.TextChoices):
    """Where a case is on its way from first talk to closure; a headline over the apps' states."""

    INTAKE = "intake", _("application")
    REVIEW = "review", _("review")
    DECISION = "decision", _("decision")
    GUARANTEE = "guarantee", _("guarantee")
    CONTRACT = "contract", _("contract")
    PAYOUT = "payout", _("payout")
    REPAYMENT = "repayment", _("repayment")
    OVERDUE = "overdue", _("overdue")
    CLAIM = "claim", _("claim and recovery")
    CLOSED = "closed", _("closed")


class Holder(models.TextChoices):
    """Who holds the ball."""

    APPLICANT = "applicant", _("applicant")
    BANK = "bank", _("bank")
    CENTER = "center", _("center")
    NOBODY = "nobody", _("nobody")


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Cases this user may know of; for everyone else they do not exist."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.kind == User.Kind.APPLICANT:
            return self.filter(borrower=user.person_id) if user.person_id else self.none()
        if "AUD" in user.roles:
            return self
        if user.is_bank_staff and user.roles & {"BNK", "BRV", "BPL", "BMG"}:
            return self.filter(bank=user.organisation_id)
        if user.is_bank_staff and "COM" in user.roles:
            return self.filter(bank=user.organisation_id, grants__user=user).distinct()
        if user.is_center_staff and user.roles & {"CTR", "CLD", "CFN"}:
            return self.filter(programme__center=user.organisation_id, shared_with_center=True)
        return self.none()

    def locked(self) -> Self:
        """Cases under a row lock: before there is a loan, the case is the lock."""
        return self.select_for_update(of=("self",))


class Case(models.Model):
    """The file of one borrower's loan, from the first draft to closure."""

    number = models.CharField(_("case number"), max_length=30, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cases")
    bank = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="bank_cases"
    )
    borrower = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    product_code = models.CharField(_("product"), max_length=20)
    source = models.CharField(_("source"), max_length=20, default="online")
    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage.choices, default=Stage.INTAKE
    )
    holder = models.CharField(
        _("waiting on"), max_length=12, choices=Holder.choices, default=Holder.APPLICANT
    )
    shared_with_center = models.BooleanField(_("the center takes part"), default=False)
    headline_amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    contact = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="contact_cases"
    )
    opened_on = models.DateField(_("opened on"))
    stage_since_on = models.DateField(_("in this stage since"))
    stage_due_on = models.DateField(_("stage due on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(fields=["bank", "stage"], name="casework_case_bank_stage")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values), name="casework_case_known_stage"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def case(self) -> "Case":
        """Itself: services treat a case like the objects that hang on one."""
        return self


class CaseGrant(models.Model):
    """A committee member's view of one case, for one meeting."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="grants")
    user = models.ForeignKey(User, models.PROTECT, related_name="case_grants")
    reason = models.CharField(max_length=100)
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("case grant")
        verbose_name_plural = _("case grants")
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="casework_casegrant_once")
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.user}"


class CaseBoundQuerySet(models.QuerySet[models.Model]):
    """Records that hang on a case and are visible with it."""

    def visible_to(self, user: User) -> Self:
        """Records of the cases this user may know of."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def locked(self) -> Self:
        """Records under a row lock."""
        return self.select_for_update(of=("self",))


class TransitionRecord(models.Model):
    """One step of one state machine: who moved what from where to where, and why; append-only."""

    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="transitions"
    )
    subject_label = models.CharField(_("object"), max_length=60)
    subject_id = models.BigIntegerField()
    event = models.CharField(_("event"), max_length=60)
    source = models.CharField(_("from"), max_length=30)
    target = models.CharField(_("to"), max_length=30)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    effective_on = models.DateField(_("business date"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("transition record")
        verbose_name_plural = _("transition records")
        indexes = [
            models.Index(fields=["subject_label", "subject_id"], name="casework_transition_subject")
        ]
        triggers = [pgtrigger.Protect(name="transition_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.subject_label} {self.subject_id}: {self.event}"


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Tasks of the user's own organisation, on cases the user may know of."""
        if user.kind != User.Kind.STAFF or not user.organisation_id:
            return self.none()
        visible_case = Q(case=None) | Q(case__in=Case.objects.visible_to(user))
        return self.filter(visible_case, organisation=user.organisation_id)

    def open(self) -> Self:
        """Tasks still to be done."""
        return self.filter(done_at=None)

    def paused(self) -> Self:
        """Open tasks whose clock stands still while somebody else acts."""
        return self.open().exclude(paused_on=None)


class Task(models.Model):
    """A piece of work for one organisation and role, with a deadline in business days."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="tasks")
    kind = models.CharField(_("task"), max_length=40)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tasks")
    role = models.CharField(_("for role"), max_length=3)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    subject_label = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    link_name = models.CharField(max_length=60)
    link_argument = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField(_("opened on"))
    due_on = models.DateField(_("due on"))
    paused_on = models.DateField(_("paused since"), null=True, blank=True)
    paused_days = models.PositiveIntegerField(_("days paused"), default=0)
    opened_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="done_tasks"
    )
    result = models.CharField(_("result"), max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["organisation", "role", "due_on"],
                condition=Q(done_at=None),
                name="casework_task_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_label", "subject_id"],
                condition=Q(done_at=None) & ~Q(subject_label=""),
                name="casework_task_once_per_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case or ''}"


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
    def short_hash(self) -> str:
        """The first twelve places of the hash, as printed on the receipt."""
        return self.sha256[:12]


class Receipt(models.Model):
    """Proof of something handed in: number, time, files with hashes; can be checked publicly."""

    number = models.CharField(_("receipt number"), max_length=30, unique=True)
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


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Own messages, and for staff those of the cases they may know of."""
        own = Q(recipient_user=user)
        if user.person_id:
            own |= Q(recipient=user.person_id)
        if user.kind == User.Kind.STAFF:
            own |= Q(case__in=Case.objects.visible_to(user))
        return self.filter(own)

    def queued(self) -> Self:
        """Notices that wait to be sent."""
        return self.filter(state=Notice.State.QUEUED)


class Notice(models.Model):
    """A message that leaves the house: written as a row first, sent by a sweeper, once."""

    class Channel(models.TextChoices):
        """The way it goes."""

        SMS = "sms", _("SMS")
        EMAIL = "email", _("e-mail")
        PAGE = "page", _("message on the page")

    class State(models.TextChoices):
        """How far it came."""

        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    idempotency_key = models.CharField(max_length=120, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="notices")
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    recipient = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    recipient_user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    destination_tail = models.CharField(_("to"), max_length=30, blank=True)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    body = models.TextField(_("text"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.QUEUED
    )
    send_on = models.DateField(_("send on"))
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    gateway_reference = models.CharField(max_length=80, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                fields=["send_on"], condition=Q(state="queued"), name="casework_notice_queued"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class NoteQuerySet(CaseBoundQuerySet):
    """Internal notes, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Notes of the user's own organisation, and those shared with the other side; no applicant."""
        if user.kind != User.Kind.STAFF or not user.may("casework.view_notes"):
            return self.none()
        notes = super().visible_to(user)
        if "AUD" in user.roles:
            return notes
        return notes.filter(Q(organisation=user.organisation_id) | Q(is_shared=True))


class Note(models.Model):
    """An internal note on a case; the applicant never sees it, in no page and no export."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_shared = models.BooleanField(_("shared between bank and center"), default=False)
    text = models.TextField(_("note"))
    written_on = models.DateField()
    written_at = models.DateTimeField(auto_now_add=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.case} {self.author}"


class NumberSeries(models.Model):
    """The last number given in a series and year."""

    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="casework_numberseries_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class JobRun(models.Model):
    """One run of a scheduled job: when, how far, how it ended."""

    job = models.CharField(_("job"), max_length=60)
    key = models.CharField(max_length=120, unique=True)
    business_on = models.DateField(_("business date"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, default="running")
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")

    def __str__(self) -> str:
        return f"{self.job} {self.business_on}"
