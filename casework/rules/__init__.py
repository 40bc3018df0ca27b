"""Tables of the case file: its tabs, and the words for what happened on it."""

from casework.rules.events import EVENT_WORDS
from casework.rules.tabs import RECORD_TABS, TABS, tab_of

__all__ = ["EVENT_WORDS", "RECORD_TABS", "TABS", "tab_of"]
