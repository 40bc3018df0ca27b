"""The one door through which every state machine moves: right, four eyes, record, audit."""

from datetime import date
from typing import Any

from django.db import connection, models
from django_fsm import TransitionNotAllowed

from casework.errors import NotInThisState, ReasonMissing
from casework.models import TransitionRecord
from parties.errors import NotAllowed, SamePerson
from parties.models import User
from parties.services.audit import record_act


def _state_field(obj: models.Model) -> str:
    """The name of the protected state field: `state` everywhere."""
    return getattr(obj, "state_field", "state")


def _declared(obj: models.Model, event: str) -> dict[str, Any]:
    """What the decorator of the event declares: permission, four eyes, need of a reason."""
    meta = getattr(type(obj), event)._django_fsm
    source = getattr(obj, _state_field(obj))
    found = meta.get_transition(source)
    return dict(found.custom) if found else {}


def _earlier_actors(obj: models.Model, names: tuple[str, ...]) -> set[int]:
    """Users who did one of the named events on this object, or stand in a field so named."""
    fields = {getattr(obj, f"{name}_id", None) for name in names}
    records = TransitionRecord.objects.filter(
        subject_label=obj._meta.label_lower, subject_id=obj.pk, event__in=names
    )
    return {pk for pk in fields if pk} | set(records.values_list("actor", flat=True))


def require_possible(obj: models.Model, event: str, *, actor: User, reason: str = "") -> None:
    """Raise when the actor may not do this event here and now."""
    declared = _declared(obj, event)
    if not declared:
        raise NotInThisState
    permission = declared.get("permission")
    if permission and actor.kind != User.Kind.SYSTEM and not actor.may(permission):
        raise NotAllowed
    if actor.pk in _earlier_actors(obj, tuple(declared.get("not_by", ()))):
        raise SamePerson
    if declared.get("reason") and not reason.strip():
        raise ReasonMissing


def transition(
    obj: Any, event: str, *, actor: User, on: date, reason: str = "", facts: Any = None
) -> TransitionRecord:
    """Move an object by one event: check right and four eyes, save, record and audit it.

    Works inside the caller's transaction, which holds the lock.
    """
    assert connection.in_atomic_block
    require_possible(obj, event, actor=actor, reason=reason)
    source = getattr(obj, _state_field(obj))
    try:
        getattr(obj, event)()
    except TransitionNotAllowed as error:
        raise NotInThisState from error
    obj.save()
    case = getattr(obj, "case", None)
    record = TransitionRecord.objects.create(
        case=case,
        subject_label=obj._meta.label_lower,
        subject_id=obj.pk,
        event=event,
        source=source,
        target=getattr(obj, _state_field(obj)),
        actor=actor,
        reason=reason,
        effective_on=on,
    )
    record_act(
        f"{obj._meta.app_label}.{event}",
        actor=actor,
        on=on,
        subject=obj,
        case_number=case.number if case else "",
        facts={"from": source, "to": record.target, "reason": reason, **(facts or {})},
    )
    return record


def possible_events(obj: models.Model, *, actor: User) -> list[str]:
    """The events this actor may do on the object now, for buttons; four eyes included."""
    field = _state_field(obj)
    available = getattr(obj, f"get_available_{field}_transitions")()
    return [found.name for found in available if _is_open(obj, found.name, actor)]


def _is_open(obj: models.Model, event: str, actor: User) -> bool:
    declared = _declared(obj, event)
    permission = declared.get("permission")
    if permission and not actor.may(permission):
        return False
    return actor.pk not in _earlier_actors(obj, tuple(declared.get("not_by", ())))
