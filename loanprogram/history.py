"""Migrating in a fraction of the time: models of history are rendered once, not once per step."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field
from django_fsm import FSMFieldMixin
from pgtrigger.migrations import AddTrigger


@contextmanager
def light_history() -> Iterator[None]:
    """While it lasts, steps that only add something do not render anew what stays the same."""
    with ExitStack() as changes:
        for owner, name, function in (
            (FSMFieldMixin, "contribute_to_class", _plain_state_in_history(FSMFieldMixin)),
            (ProjectState, "add_model", _add_model),
            (ProjectState, "_append_option", _append_option),
            (AddTrigger, "state_forwards", _add_trigger),
        ):
            changes.enter_context(patch.object(owner, name, function))
        yield


def _plain_state_in_history(mixin: Any) -> Any:
    """Models of migrations get states without a machine, which only living models need.

    For every copy of a model that migrations render, django-fsm adds a listener that hears of all
    later copies: the work grows with the square of their number.
    """
    contribute = mixin.contribute_to_class

    def contribute_to_class(self: Any, model: Any, name: str, **more: Any) -> None:
        if model.__module__ == "__fake__":
            Field.contribute_to_class(self, model, name, **more)
        else:
            contribute(self, model, name, **more)

    return contribute_to_class


def _add_model(self: ProjectState, model_state: ModelState) -> None:
    """A new model is rendered alone: what it points to learns of it without being made anew."""
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:
        self._reload({key})  # type: ignore[attr-defined]


def _append_option(  # noqa: PLR0917 - called by Django with these in order
    self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any
) -> None:
    """A constraint or an index is added to the rendered model as it stands."""
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]
    if "apps" in self.__dict__:
        meta = self.apps.get_model(app_label, model_name)._meta
        setattr(meta, option_name, [*getattr(meta, option_name), obj.clone()])


def _add_trigger(self: AddTrigger, app_label: str, state: ProjectState) -> None:
    """A trigger lives in the database only; no rendered model shows it."""
    options = state.models[app_label, self.model_name.lower()].options
    options["triggers"] = [*options.get("triggers", []), self.trigger]
