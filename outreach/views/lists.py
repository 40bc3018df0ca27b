"""The lists of outreach: one definition for page, export and numbers."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outreach.models import DeskVisit, Lead, Topic
from outreach.selectors import keepers
from parties.models import User
from screens.filters import ChoiceFilter, ConditionFilter, DateRangeFilter, state_choices
from screens.lists import Column, ListDefinition


def lead_definition(user: User) -> ListDefinition:
    """The leads of one house."""
    return ListDefinition(
        name="leads",
        title=_("Leads"),
        columns=[
            Column("number", _("Lead"), order="number", link=_lead_address),
            Column("name", _("Name"), order="name"),
            Column("phone_tail", _("Phone"), value=lambda lead: f"*{lead.phone_tail}"),
            Column("township", _("Township"), order="township"),
            Column("state", _("Stage"), kind="state", states="lead", order="state"),
            Column("source", _("Source"), value=lambda lead: lead.get_source_display()),
            Column("channel", _("Heard through"), value=lambda lead: lead.get_channel_display()),
            Column("topic", _("Topic"), value=lambda lead: lead.get_topic_display()),
            Column("owner", _("With"), value=lambda lead: lead.owner.display_name),
            Column("opened_on", _("Recorded"), kind="date", order="opened_on"),
            Column("application__case__number", _("Application")),
        ],
        filters=[
            ChoiceFilter("state", _("Stage"), choices=state_choices("lead")),
            ConditionFilter("mine", _("Mine"), condition=lambda: Q(owner=user)),
            ChoiceFilter("source", _("Source"), choices=Lead.Source.choices),
            ChoiceFilter("channel", _("Heard through"), choices=Lead.Channel.choices),
            ChoiceFilter("topic", _("Topic"), choices=Topic.choices),
            ChoiceFilter("owner", _("With"), choices=lambda: _people(user)),
            DateRangeFilter("opened", _("Recorded"), "opened_on"),
        ],
        default_order=("-opened_on", "-pk"),
        search=("number", "name", "phone_tail"),
        search_label=_("Number, name or phone tail"),
    )


def _people(user: User) -> list[tuple[str, str]]:
    return [(str(one.pk), one.display_name) for one in keepers(user)]


def _lead_address(lead: Lead) -> str:
    return reverse("lead", args=[lead.number])


def _visit_address(visit: DeskVisit) -> str:
    return reverse("desk_visit", args=[visit.number])


def visit_definition(user: User) -> ListDefinition:
    """The talks at the desk of one house."""
    return ListDefinition(
        name="desk_visits",
        title=_("Consulting desk"),
        columns=[
            Column("number", _("Talk"), order="number", link=_visit_address),
            Column("visited_on", _("Date"), kind="date", order="visited_on"),
            Column("lead__name", _("Visitor")),
            Column("topic", _("Topic"), value=lambda visit: visit.get_topic_display()),
            Column("question", _("Question")),
            Column("adviser", _("Adviser"), value=lambda visit: visit.adviser.display_name),
            Column("follow_up_on", _("Follow up on"), kind="date", order="follow_up_on"),
            Column("state", _("State"), kind="state", states="desk_visit", order="state"),
        ],
        filters=[
            ChoiceFilter("state", _("State"), choices=state_choices("desk_visit")),
            ConditionFilter("mine", _("Mine"), condition=lambda: Q(adviser=user)),
            ChoiceFilter("topic", _("Topic"), choices=Topic.choices),
            DateRangeFilter("visited", _("Date"), "visited_on"),
            DateRangeFilter("follow_up", _("Follow up on"), "follow_up_on"),
        ],
        default_order=("-visited_on", "-pk"),
        search=("number", "lead__name", "question", "advice"),
        search_label=_("Number, name or words"),
    )
