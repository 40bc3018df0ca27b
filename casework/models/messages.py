"""What is told: notices that leave the house, notes that never do."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.cases import Case, CaseBoundQuerySet
from parties.fields import EncryptedField
from parties.models import Organisation, Person, User


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

    def gone_out(self) -> Self:
        """Notices that were sent, whatever is known of them since."""
        return self.filter(state__in=[Notice.State.SENT, Notice.State.DELIVERED, Notice.State.READ])


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
        DELIVERED = "delivered", _("delivered")
        READ = "read", _("read")
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
    destination = EncryptedField(_("other number than the recipient's"), blank=True, default="")
    destination_tail = models.CharField(_("to"), max_length=30, blank=True)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    send_on = models.DateField(_("send on"))
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    try_after = models.DateTimeField(_("not again before"), null=True, blank=True)
    ask_after = models.DateTimeField(_("ask for delivery after"), null=True, blank=True)
    hours = models.SlugField(_("time of day"), max_length=12, blank=True)
    instead_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="substitute"
    )
    error = models.CharField(_("error"), max_length=200, blank=True)
    gateway_reference = models.CharField(max_length=80, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                fields=["send_on"], condition=Q(state="queued"), name="casework_notice_queued"
            ),
            models.Index(
                fields=["ask_after"], condition=Q(state="sent"), name="casework_notice_to_ask"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def phone(self) -> str:
        """The number a short message goes to."""
        known = self.recipient.phone if self.recipient else ""
        return str(self.destination or known)


class NoteQuerySet(CaseBoundQuerySet["Note"]):
    """Internal notes, by adjective."""

    def visible_to(self, user: User) -> Self:
        """Notes of the own organisation, and those the other side shares; for staff only."""
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
    mentioned = models.ManyToManyField(User, related_name="+", blank=True)
    written_on = models.DateField()
    written_at = models.DateTimeField(auto_now_add=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.case} {self.author}"
