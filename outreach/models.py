"""People who may become applicants, and their talks at the consulting desk."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Application
from outreach.states import OPEN_LEADS, LeadLifecycle, LeadState, VisitLifecycle, VisitState
from parties.fields import EncryptedField, blind_index
from parties.models import Organisation, Township, User


class HouseQuerySet(models.QuerySet):
    """Records of one organisation."""

    def visible_to(self, user: User) -> Self:
        """Those of the own organisation; audit sees all; for everyone else they do not exist."""
        if user.kind != User.Kind.STAFF or not user.may("outreach.view_leads"):
            return self.none()
        return self if "AUD" in user.roles else self.filter(organisation=user.organisation_id)

    def locked(self) -> Self:
        """Records under a row lock."""
        return self.select_for_update(of=("self",))


class LeadQuerySet(HouseQuerySet):
    """Leads, by adjective."""

    def open(self) -> Self:
        """Leads somebody still works on."""
        return self.filter(state__in=OPEN_LEADS)

    def reached_by(self, phone: str) -> Self:
        """Leads with this whole phone number."""
        return self.filter(phone_index=blind_index(phone, purpose="phone"))


class Topic(models.TextChoices):
    """What people ask about."""

    CONDITIONS = "conditions", _("conditions: am I eligible")
    AMOUNT = "amount", _("amount, rate and subsidy")
    GUARANTEE = "guarantee", _("guarantee and sureties")
    PAPERS = "papers", _("papers and procedure")
    REPAYMENT = "repayment", _("repayment")
    OTHER = "other", _("something else")


class Lead(LeadLifecycle):
    """A person who may apply, cared for by one organisation from first talk to application."""

    class Source(models.TextChoices):
        """Where the contact came from."""

        DESK = "desk", _("consulting desk")
        EVENT = "event", pgettext_lazy("of outreach", "event")
        QUESTION_BOX = "question_box", _("question box")
        PARTNER = "partner", _("partner")
        IMPORT = "import", _("list handed over")

    class Channel(models.TextChoices):
        """How the person heard of the program."""

        TV = "tv", _("television")
        RADIO = "radio", _("radio")
        NEWSPAPER = "newspaper", _("newspaper")
        MAGAZINE = "magazine", _("magazine")
        WEBSITE = "website", _("website")
        WECHAT = "wechat", _("WeChat")
        WEIBO = "weibo", _("Weibo")
        DOUYIN = "douyin", _("Douyin")
        EVENT = "event", pgettext_lazy("of outreach", "event")
        PARTNER = "partner", _("partner or acquaintance")
        UNKNOWN = "unknown", _("not said")

    number = models.CharField(_("lead number"), max_length=30, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="leads")
    owner = models.ForeignKey(
        User, models.PROTECT, related_name="leads", verbose_name=_("cared for by")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=50)
    phone = EncryptedField(_("mobile phone"))
    phone_index = models.CharField(max_length=64, editable=False)
    phone_tail = models.CharField(_("phone tail"), max_length=4, editable=False)
    consented_on = models.DateField(_("agreed to be contacted on"))
    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, verbose_name=_("township")
    )
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    channel = models.CharField(
        _("heard of us through"), max_length=12, choices=Channel.choices, default=Channel.UNKNOWN
    )
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    note = models.TextField(_("note"), blank=True)
    opened_on = models.DateField(_("recorded on"))
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="leads"
    )
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        indexes = [
            models.Index(fields=["organisation", "state"], name="outreach_lead_house_state"),
            models.Index(fields=["phone_index"], name="outreach_lead_phone"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "phone_index"],
                name="outreach_lead_one_per_phone",
                violation_error_message=_(
                    "Your organisation already has a lead with this phone number."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LeadState.values), name="outreach_lead_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(application__isnull=False),
                name="outreach_lead_applied_has_application",
            ),
            models.CheckConstraint(condition=~Q(phone_index=""), name="outreach_lead_has_a_phone"),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the keyed hash and the tail true to the encrypted number."""
        self.phone_index = blind_index(self.phone, purpose="phone")
        self.phone_tail = self.phone[-4:]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature


class DeskVisit(VisitLifecycle):
    """One talk at the consulting desk; who asked is kept only with consent, as a lead."""

    number = models.CharField(_("visit number"), max_length=30, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="desk_visits")
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="visits")
    adviser = models.ForeignKey(User, models.PROTECT, related_name="desk_visits")
    visited_on = models.DateField(_("talked on"))
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    question = models.TextField(_("question"))
    advice = models.TextField(_("advice given"))
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    idempotency_key = models.CharField(max_length=80, unique=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-pk"]
        verbose_name = _("desk visit")
        verbose_name_plural = _("desk visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=VisitState.values), name="outreach_deskvisit_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(closed_on__isnull=False, follow_up_on__isnull=False) & ~Q(result="")),
                name="outreach_deskvisit_closed_has_result",
                violation_error_message=_("Closing a follow-up needs a result."),
            ),
            models.CheckConstraint(
                condition=~Q(state="follow_up") | Q(follow_up_on__isnull=False, lead__isnull=False),
                name="outreach_deskvisit_follow_up_has_person_and_day",
                violation_error_message=_(
                    "A follow-up needs name, phone and the consent to be contacted."
                ),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on=None) | Q(follow_up_on__gte=models.F("visited_on")),
                name="outreach_deskvisit_follow_up_later",
            ),
        ]

    def __str__(self) -> str:
        return self.number
