"""A rule comes into force by two persons: one drafts and submits, another publishes."""

from datetime import date
from typing import Any

from django.db import transaction as database

from casework.services import transition
from parties.models import User
from policy.errors import RuleStartsInThePast
from policy.models import Rule, TextTemplate
from policy.services.texts import require_complete


@database.atomic
def submit_rule(*, rule: Any, actor: User, on: date) -> None:
    """Ask a second person to publish a draft; a message must have all its parts."""
    if isinstance(rule, TextTemplate) and rule.kind == TextTemplate.Kind.MESSAGE:
        require_complete(rule.code, {"zh": rule.body, "en": rule.body_en}, on)
    transition(_locked(rule), "submit", actor=actor, on=on)


@database.atomic
def publish_rule(*, rule: Any, actor: User, on: date) -> None:
    """Let a submitted rule come into force on its date, today at the earliest."""
    found = _locked(rule)
    if found.from_on < on:
        raise RuleStartsInThePast
    found.approver = actor
    transition(found, "publish", actor=actor, on=on, facts={"from_on": found.from_on.isoformat()})


@database.atomic
def send_back_rule(*, rule: Any, actor: User, on: date, reason: str) -> None:
    """Return a submitted rule to its author."""
    transition(_locked(rule), "send_back", actor=actor, on=on, reason=reason)


@database.atomic
def withdraw_rule(*, rule: Any, actor: User, on: date, reason: str) -> None:
    """Give a rule up before it comes into force."""
    transition(_locked(rule), "withdraw", actor=actor, on=on, reason=reason)


def _locked(rule: Any) -> Any:
    model: type[Rule] = type(rule)
    return model.objects.select_for_update(of=("self",)).get(pk=rule.pk)
