"""Lifecycles of visit, memo, meeting and contract pack."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition


class VisitState(models.TextChoices):
    """States of a site visit."""

    PLANNED = "planned", _("planned")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


class VisitLifecycle(models.Model):
    """planned → done, or cancelled."""

    state = FSMField(default=VisitState.PLANNED, choices=VisitState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(
        state,
        source=VisitState.PLANNED,
        target=VisitState.DONE,
        custom={"permission": "underwriting.visit"},
    )
    def finish(self) -> None:
        """Close the visit with its report."""

    @transition(
        state,
        source=VisitState.PLANNED,
        target=VisitState.CANCELLED,
        custom={"permission": "underwriting.visit", "reason": True},
    )
    def cancel(self) -> None:
        """Give the appointment up."""


class MemoState(models.TextChoices):
    """States of an evaluation memo."""

    DRAFT = "draft", _("draft")
    FROZEN = "frozen", _("sent to decision")
    RETURNED = "returned", _("returned")


class MemoLifecycle(models.Model):
    """draft → frozen; a returned file starts the next version."""

    state = FSMField(default=MemoState.DRAFT, choices=MemoState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(
        state,
        source=MemoState.DRAFT,
        target=MemoState.FROZEN,
        custom={"permission": "underwriting.write_memo"},
    )
    def freeze(self) -> None:
        """Make it read-only and send it to decision."""

    @transition(
        state,
        source=MemoState.FROZEN,
        target=MemoState.RETURNED,
        custom={"permission": "underwriting.convene_meeting", "reason": True},
    )
    def send_back(self) -> None:
        """The file was returned: the next version starts from this one."""

    @transition(
        state,
        source=MemoState.FROZEN,
        target=MemoState.RETURNED,
        custom={"permission": "underwriting.handle_appeal", "reason": True},
    )
    def reopen(self) -> None:
        """The appeal against the decision succeeded: the next version starts from this one."""

    @transition(
        state,
        source=MemoState.FROZEN,
        target=MemoState.RETURNED,
        custom={"permission": "casework.run_jobs", "reason": True},
    )
    def expire(self) -> None:
        """The approval that rested on it ran out: the next version starts from this one."""


class AppealState(models.TextChoices):
    """States of an appeal."""

    FILED = "filed", _("waiting for a handler")
    IN_HAND = "in_hand", _("being looked at")
    UPHELD = "upheld", _("refusal upheld")
    CHANGED = "changed", _("refusal lifted")


class AppealLifecycle(models.Model):
    """filed → in_hand → upheld or changed."""

    state = FSMField(
        _("state"), default=AppealState.FILED, choices=AppealState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(
        state,
        source=AppealState.FILED,
        target=AppealState.IN_HAND,
        custom={"permission": "underwriting.assign_appeal"},
    )
    def assign(self) -> None:
        """Give it to somebody who had no part in the decision."""

    @transition(
        state,
        source=AppealState.IN_HAND,
        target=AppealState.UPHELD,
        custom={"permission": "underwriting.handle_appeal", "reason": True},
    )
    def uphold(self) -> None:
        """The refusal stands."""

    @transition(
        state,
        source=AppealState.IN_HAND,
        target=AppealState.CHANGED,
        custom={"permission": "underwriting.handle_appeal", "reason": True},
    )
    def change(self) -> None:
        """The refusal falls; the file goes back to review."""


class MeetingState(models.TextChoices):
    """States of a committee meeting."""

    PLANNED = "planned", _("planned")
    VOTING = "voting", _("voting")
    CLOSED = "closed", pgettext_lazy("of a meeting", "closed")
    CANCELLED = "cancelled", _("cancelled")


class MeetingLifecycle(models.Model):
    """planned → voting → closed."""

    state = FSMField(default=MeetingState.PLANNED, choices=MeetingState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(
        state,
        source=MeetingState.PLANNED,
        target=MeetingState.VOTING,
        custom={"permission": "underwriting.convene_meeting"},
    )
    def open_voting(self) -> None:
        """Let the members vote; refused without a quorum."""

    @transition(
        state,
        source=MeetingState.VOTING,
        target=MeetingState.CLOSED,
        custom={"permission": "underwriting.approve"},
    )
    def close(self) -> None:
        """Count the votes and decide; nothing changes afterwards."""

    @transition(
        state,
        source=MeetingState.PLANNED,
        target=MeetingState.CANCELLED,
        custom={"permission": "underwriting.convene_meeting", "reason": True},
    )
    def cancel(self) -> None:
        """Give the meeting up."""


class ContractState(models.TextChoices):
    """States of a contract pack."""

    PREPARED = "prepared", _("prepared")
    ISSUED = "issued", _("ready for signature")
    SIGNED = "signed", _("signed by all")
    VOID = "void", _("void")


class ContractLifecycle(models.Model):
    """prepared → issued → signed; void before that."""

    state = FSMField(default=ContractState.PREPARED, choices=ContractState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(
        state,
        source=ContractState.PREPARED,
        target=ContractState.ISSUED,
        custom={"permission": "underwriting.approve_contract", "not_by": ("prepared_by",)},
    )
    def issue(self) -> None:
        """Release it for signature; by another person than who prepared it."""

    @transition(
        state,
        source=ContractState.ISSUED,
        target=ContractState.SIGNED,
        custom={"permission": ""},
    )
    def complete(self) -> None:
        """The last party has signed."""

    @transition(
        state,
        source=[ContractState.PREPARED, ContractState.ISSUED],
        target=ContractState.VOID,
        custom={"permission": "underwriting.approve_contract", "reason": True},
    )
    def void(self) -> None:
        """Give this pack up; another one can be prepared."""
