"""The life of a lead, and of a visit to the consulting desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition


class LeadState(models.TextChoices):
    """Stages of a lead."""

    NEW = "new", _("new")
    CONTACTED = "contacted", _("contacted")
    INVITED = "invited", _("invited")
    APPLIED = "applied", _("applied")
    LOST = "lost", _("lost")


OPEN_LEADS = (LeadState.NEW, LeadState.CONTACTED, LeadState.INVITED)
RECORD = "outreach.record_lead"


class LeadLifecycle(models.Model):
    """new → contacted → invited → applied; lost, and taken up again."""

    state = FSMField(_("stage"), default=LeadState.NEW, choices=LeadState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(
        state,
        source=[LeadState.NEW, LeadState.CONTACTED],
        target=LeadState.CONTACTED,
        custom={"permission": RECORD, "reason": True},
    )
    def contact(self) -> None:
        """Talked to the person; what was said is the reason."""

    @transition(
        state,
        source=[LeadState.NEW, LeadState.CONTACTED],
        target=LeadState.INVITED,
        custom={"permission": RECORD},
    )
    def invite(self) -> None:
        """Send the link to the self-check."""

    @transition(
        state,
        source=[*OPEN_LEADS],
        target=LeadState.APPLIED,
        custom={"permission": "outreach.convert_lead"},
    )
    def convert(self) -> None:
        """Open an application for the person."""

    @transition(
        state,
        source=[*OPEN_LEADS],
        target=LeadState.LOST,
        custom={"permission": RECORD, "reason": True},
    )
    def lose(self) -> None:
        """Give it up."""

    @transition(
        state,
        source=LeadState.LOST,
        target=LeadState.CONTACTED,
        custom={"permission": RECORD, "reason": True},
    )
    def take_up(self) -> None:
        """The person is interested after all."""


class VisitState(models.TextChoices):
    """States of a visit to the desk."""

    ADVISED = "advised", _("advised, nothing open")
    FOLLOW_UP = "follow_up", _("to be followed up")
    CLOSED = "closed", pgettext_lazy("of a lead", "closed")


class VisitLifecycle(models.Model):
    """advised → to be followed up → closed with a result; or advised and done."""

    state = FSMField(
        _("state"), default=VisitState.ADVISED, choices=VisitState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        source=VisitState.ADVISED,
        target=VisitState.FOLLOW_UP,
        custom={"permission": RECORD},
    )
    def promise_follow_up(self) -> None:
        """Something stays open until a day."""

    @transition(
        state,
        source=VisitState.FOLLOW_UP,
        target=VisitState.CLOSED,
        custom={"permission": RECORD, "reason": True},
    )
    def close(self) -> None:
        """Close the follow-up; its result is the reason."""
