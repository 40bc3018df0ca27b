"""How a rule of the program comes into force: drafted by one person, published by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition


class RuleState(models.TextChoices):
    """States of a dated rule."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RuleLifecycle(models.Model):
    """draft → submitted → published; sent back or withdrawn before that."""

    state = FSMField(_("state"), default=RuleState.DRAFT, choices=RuleState.choices, protected=True)

    class Meta:
        abstract = True

    @transition(
        state,
        source=RuleState.DRAFT,
        target=RuleState.SUBMITTED,
        custom={"permission": "policy.draft_rules"},
    )
    def submit(self) -> None:
        """Ask for approval."""

    @transition(
        state,
        source=RuleState.SUBMITTED,
        target=RuleState.PUBLISHED,
        custom={"permission": "policy.publish_rules", "not_by": ("submit", "author")},
    )
    def publish(self) -> None:
        """Let it come into force on its date; by another person than its author."""

    @transition(
        state,
        source=RuleState.SUBMITTED,
        target=RuleState.DRAFT,
        custom={"permission": "policy.publish_rules", "reason": True},
    )
    def send_back(self) -> None:
        """Return it to its author with a reason."""

    @transition(
        state,
        source=[RuleState.DRAFT, RuleState.SUBMITTED],
        target=RuleState.WITHDRAWN,
        custom={"permission": "policy.draft_rules", "reason": True},
    )
    def withdraw(self) -> None:
        """Give it up before it comes into force."""
