"""The pieces of a lead's page."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from outreach.models import Lead
from outreach.selectors import steps_of
from screens.parts import Action, Fact, TimelineEntry
from screens.vocabulary import word

# Event, URL name, icon and way of the page where it is done, the most likely first.
STEPS = (
    ("convert", "lead_convert", "file-earmark-arrow-up", "get"),
    ("contact", "lead_contact", "telephone", "get"),
    ("invite", "lead_invite", "send", "post"),
    ("take_up", "lead_take_up", "arrow-counterclockwise", "get"),
    ("lose", "lead_lose", "x-lg", "get"),
)


def _labels() -> dict[str, str]:
    return {
        "convert": _("Open an application"),
        "contact": _("Write down a talk"),
        "invite": _("Send the link to the self-check"),
        "take_up": _("Go on with this lead"),
        "lose": _("Give the lead up"),
    }


def actions_of(lead: Lead, events: Collection[str]) -> list[Action]:
    """What this person may do with the lead now."""
    labels = _labels()
    return [
        Action(labels[event], reverse(name, args=[lead.number]), icon, method=way)
        for event, name, icon, way in STEPS
        if event in events
    ]


def lead_facts(lead: Lead) -> list[Fact]:
    """Who the person is, how the person came, and what came of it."""
    facts = [
        Fact(_("Name"), lead.name),
        Fact(_("Township"), lead.township or _("not known")),
        Fact(_("Source"), lead.get_source_display()),
        Fact(_("Heard of us through"), lead.get_channel_display()),
        Fact(_("Topic"), lead.get_topic_display()),
        Fact(_("Cared for by"), lead.owner.display_name),
        Fact(_("Organisation"), lead.organisation),
        Fact(_("Recorded on"), lead.opened_on),
        Fact(_("Agreed to be contacted on"), lead.consented_on),
    ]
    if lead.application:
        facts.append(Fact(_("Application"), lead.application.case.number))
    return facts + ([Fact(_("Note"), lead.note)] if lead.note else [])


def lead_timeline(lead: Lead) -> list[TimelineEntry]:
    """What was done with the lead and what was said at the desk, newest first."""
    steps = [
        TimelineEntry(
            word("lead", record.target),
            record.recorded_at,
            who=record.actor.display_name,
            text=record.reason,
        )
        for record in steps_of(lead)
    ]
    talks = [
        TimelineEntry(
            _("Talk at the desk %(number)s") % {"number": visit.number},
            visit.visited_on,
            who=visit.adviser.display_name,
            text=visit.question,
            icon="chat",
            url=reverse("desk_visit", args=[visit.number]),
        )
        for visit in lead.visits.select_related("adviser__person")
    ]
    return steps + talks
