"""Migrating an empty database in half the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Field
from django_fsm import FSMFieldMixin


@contextmanager
def plain_states_in_history() -> Iterator[None]:
    """Models of migrations get states without a machine, which only living models need.

    For every copy of a model that migrations render, django-fsm adds a listener that hears of all
    later copies: the work grows with the square of their number.
    """
    contribute = FSMFieldMixin.contribute_to_class

    def contribute_to_class(self: Any, model: Any, name: str, **more: Any) -> None:
        if model.__module__ == "__fake__":
            Field.contribute_to_class(self, model, name, **more)
        else:
            contribute(self, model, name, **more)

    FSMFieldMixin.contribute_to_class = contribute_to_class
    try:
        yield
    finally:
        FSMFieldMixin.contribute_to_class = contribute
