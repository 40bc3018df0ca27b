"""How a late borrower may be contacted: hours and number of calls."""

from collections.abc import Mapping
from datetime import time


def is_quiet(moment: time, hours: Mapping[str, str]) -> bool:
    """Whether nobody may be contacted at this time of the day."""
    return not time.fromisoformat(hours["from"]) <= moment < time.fromisoformat(hours["to"])


# Ways that reach into somebody's evening; a letter does not.
INTRUSIVE = frozenset({"phone", "sms", "visit"})
UNANSWERED = frozenset({"no_answer"})
