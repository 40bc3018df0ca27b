"""The committee: members, declared relations, meetings, agenda and votes."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseBoundQuerySet
from ledger.fields import RateField
from parties.models import Organisation, User
from screens.wording import percent
from underwriting.models.evaluation import APPEND_ONLY, Memo
from underwriting.states import MeetingLifecycle, MeetingState

HALF = Decimal("0.5")


class Committee(models.Model):
    """A bank's credit committee with its rules, from a date on."""

    bank = models.ForeignKey(Organisation, models.PROTECT, related_name="committees")
    name = models.CharField(_("name"), max_length=80)
    quorum = models.PositiveSmallIntegerField(_("members present at least"))
    majority = RateField(_("share of votes needed to approve"))
    from_on = models.DateField(_("in office from"))
    until_on = models.DateField(_("in office until"), null=True, blank=True)
    set_up_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quorum__gte=1, majority__gte=HALF, majority__lte=1),
                name="underwriting_committee_rules_make_sense",
                violation_error_message=_("Approval needs at least half of the votes."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rules_in_words(self) -> str:
        """Quorum and majority as a sentence."""
        return gettext("quorum %(quorum)s, approval with %(majority)s of the votes") % {
            "quorum": self.quorum,
            "majority": percent(self.majority),
        }


class Membership(models.Model):
    """A member of a committee: chair, member or alternate, for a term of office."""

    class Part(models.TextChoices):
        """The member's part."""

        CHAIR = "chair", _("chair")
        MEMBER = "member", _("member")
        ALTERNATE = "alternate", _("alternate")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "user"], name="underwriting_membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.part}"


class DeclaredRelation(models.Model):
    """A relation a member declares to a person, known or not yet known to the program.

    Only the name and the keyed hash of the identity number are kept.
    """

    class Kind(models.TextChoices):
        """How they are related."""

        FAMILY = "family", _("family")
        SURETY = "surety", pgettext_lazy("kind of security", "surety")
        BUSINESS = "business", _("business partner")
        OTHER = "other", _("other")

    user = models.ForeignKey(User, models.PROTECT, related_name="relations")
    name = models.CharField(_("name"), max_length=50)
    id_index = models.CharField(max_length=64, editable=False, db_index=True)
    id_tail = models.CharField(max_length=4, editable=False)
    kind = models.CharField(_("relation"), max_length=10, choices=Kind.choices)
    declared_on = models.DateField(_("declared on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("declared relation")
        verbose_name_plural = _("declared relations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "id_index"],
                condition=models.Q(ended_on=None),
                name="underwriting_declaredrelation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"


class Meeting(MeetingLifecycle):
    """One sitting or written round of a committee."""

    class Form(models.TextChoices):
        """How it is held."""

        IN_PERSON = "in_person", _("in person")
        WRITTEN = "written", _("written round")

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="meetings")
    number = models.CharField(_("number"), max_length=30, unique=True)
    form = models.CharField(_("form"), max_length=10, choices=Form.choices)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    convened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether presence may still be written down."""
        return self.state in (MeetingState.PLANNED, MeetingState.VOTING)

    @property
    def is_voting(self) -> bool:
        """Whether members vote now."""
        return bool(self.state == MeetingState.VOTING)


class Attendance(models.Model):
    """A member called to a meeting: present or not."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    is_present = models.BooleanField(_("present"), default=False)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="underwriting_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.user}"


class AgendaItem(models.Model):
    """A file on a meeting's agenda, with the memo version that was laid before the members."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="agenda_items")
    memo = models.ForeignKey(Memo, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))
    outcome = models.CharField(_("outcome"), max_length=24, blank=True)

    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "case"], name="underwriting_agendaitem_once")
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.case}"


class ItemRead(models.Model):
    """A member opened the pack of a file."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("pack read")
        verbose_name_plural = _("packs read")
        constraints = [
            models.UniqueConstraint(fields=["item", "user"], name="underwriting_itemread_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.user}"


class Vote(models.Model):
    """One member's vote on one file; append-only."""

    class Choice(models.TextChoices):
        """What a member may vote."""

        APPROVE = "approve", _("approve")
        CONDITIONS = "conditions", _("approve with conditions")
        REJECT = "reject", _("reject")
        DEFER = "defer", _("defer")
        CONFLICT = "conflict", _("declared a conflict of interest")

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(User, models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice.choices)
    comment = models.TextField(_("comment"), blank=True)
    cast_on = models.DateField()
    cast_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"],
                name="underwriting_vote_once",
                violation_error_message=_("You have voted on this file."),
            )
        ]
        triggers = [pgtrigger.Protect(name="vote_append_only", operation=APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.item} {self.member}"
