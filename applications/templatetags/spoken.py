"""Texts that are data, in the reader's language; words for how a paper stands."""

from django import template
from django.db.models import Model

from policy.models import in_language

register = template.Library()
PAPER_STATES = {
    "open": "received",
    "accepted": "accepted",
    "rejected": "rejected",
    "replaced": "replaced",
}


@register.filter
def spoken(record: Model, name: str) -> str:
    """A text of a rule that exists in two languages: `{{ terms|spoken:"summary" }}`."""
    return in_language(getattr(record, name), getattr(record, f"{name}_en"))


@register.filter
def paper_state(verdict: str) -> str:
    """The checker's verdict as a state of the vocabulary's papers."""
    return PAPER_STATES[verdict]
