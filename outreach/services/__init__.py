"""Writes of outreach: leads and talks at the consulting desk."""

from outreach.services.desk import Talk, close_follow_up, record_visit
from outreach.services.leads import (
    Contact,
    assign_lead,
    contact_lead,
    convert_lead,
    invite_lead,
    lose_lead,
    record_lead,
    reveal_phone,
    take_up_lead,
)

__all__ = [
    "Contact",
    "Talk",
    "assign_lead",
    "close_follow_up",
    "contact_lead",
    "convert_lead",
    "invite_lead",
    "lose_lead",
    "record_lead",
    "record_visit",
    "reveal_phone",
    "take_up_lead",
]
