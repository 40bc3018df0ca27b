"""The one file of states: for each kind and state its word, colour and explanation.

Pages, exports and messages all ask here, so the same state looks and reads the same everywhere.
Kinds are added by the package that owns the states; the tone is one of `TONES`.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TONES = ("neutral", "quiet", "info", "progress", "success", "warning", "danger")


class State(NamedTuple):
    """How a state is shown: the word, the colour and one sentence on what it means."""

    word: str | Promise
    tone: str
    meaning: str | Promise = ""


VOCABULARY: dict[str, dict[str, State]] = {
    "task_row": {
        "not_started": State(_("Not started"), "info"),
        "in_progress": State(_("In progress"), "progress"),
        "completed": State(_("Completed"), "quiet"),
        "blocked": State(_("Cannot start yet"), "neutral", _("Finish the tasks before it first.")),
        "problem": State(_("There is a problem"), "danger", _("Open the task to see what to do.")),
    },
    "document": {
        "missing": State(_("To be handed in"), "info"),
        "received": State(_("Received"), "progress", _("We have it and will check it.")),
        "accepted": State(_("Accepted"), "success"),
        "rejected": State(_("Hand in again"), "danger", _("The reason stands beside it.")),
        "expired": State(_("No longer valid"), "warning", _("Please hand in a newer one.")),
        "reused": State(_("Taken from an earlier case"), "quiet"),
    },
    "deadline": {
        "in_time": State(_("In time"), "success"),
        "due_soon": State(_("Due soon"), "warning"),
        "overdue": State(_("Overdue"), "danger"),
        "paused": State(_("Clock stopped"), "neutral"),
        "none": State(_("No deadline"), "quiet"),
    },
    "yes_no": {
        "yes": State(_("Yes"), "success"),
        "no": State(_("No"), "neutral"),
    },
}


def state_of(kind: str, state: str) -> State:
    """The entry for a state; an unknown kind or state is a mistake of the program."""
    return VOCABULARY[kind][state]


def word(kind: str, state: str) -> str:
    """The word for a state in the language in force, for exports and messages."""
    return str(state_of(kind, state).word)
