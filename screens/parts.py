"""The pieces pages are put together from, as values a view can build and a test can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Action:
    """Something a person can do now, or cannot do and why.

    With a `reason` it is shown as not available; `method` post sends the hidden `fields`.
    """

    label: Text
    url: str = ""
    icon: str = ""
    method: str = "get"
    tone: str = ""
    reason: Text = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """One line of key facts; `change_url` adds a link to the place where it is changed."""

    label: Text
    value: object
    hint: Text = ""
    change_url: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class TimelineEntry:
    """What happened, when, by whom; system events are `quiet`."""

    title: Text
    at: datetime | date
    who: Text = ""
    text: Text = ""
    icon: str = "circle-fill"
    tone: str = "neutral"
    quiet: bool = False
    url: str = ""
    pictures: Sequence[str] = ()


@dataclass(frozen=True)
class TaskRow:
    """One task of a task list; `state` is a state of the vocabulary kind `task_row`."""

    title: Text
    state: str
    url: str = ""
    hint: Text = ""


@dataclass(frozen=True)
class TaskGroup:
    """Tasks that belong together under one heading."""

    title: Text
    tasks: Sequence[TaskRow]


@dataclass(frozen=True)
class Node:
    """One stage of the way; `state` is done, current, next, problem or skipped."""

    label: Text
    state: str
    who: Text = ""
    when: Text | date = ""


@dataclass(frozen=True)
class Tab:
    """A part of a record with its own address."""

    label: Text
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Tile:
    """A number on a dashboard, leading to the list it counts."""

    label: Text
    value: object
    url: str = ""
    hint: Text = ""
    icon: str = ""
    tone: str = ""
