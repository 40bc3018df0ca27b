"""All messages that left the house, or could not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.models import Notice
from casework.selectors import readable_text, visible_notices, ways_tried
from casework.views.asked import person_of
from parties.models import User
from screens.filters import ChoiceFilter, DateRangeFilter, state_choices
from screens.gates import gate
from screens.lists import Column, ListDefinition
from screens.vocabulary import word


def outbox_definition(user: User) -> ListDefinition:
    """The outbox of one person."""
    return ListDefinition(
        name="outbox",
        title=_("Messages sent"),
        columns=[
            Column(
                "send_on",
                _("Send on"),
                kind="date",
                order="send_on",
                link=lambda notice: reverse("outbox_message", args=[notice.pk]),
            ),
            Column("case__number", _("Case"), order="case__number"),
            Column("recipient", _("Recipient"), value=_recipient),
            Column("channel", _("Way"), kind="state", states="channel"),
            Column("body", _("Text"), value=lambda notice: _text(notice, user)),
            Column("state", _("State"), kind="state", states="notice"),
            Column("created_at", _("Written"), kind="moment", order="pk", hidden=True),
            Column("sent_at", _("Sent"), kind="moment", order="sent_at", hidden=True),
            Column("attempts", _("Attempts"), kind="number", order="attempts", hidden=True),
            Column("error", _("Error"), value=_trouble),
        ],
        filters=[
            ChoiceFilter("state", _("State"), choices=state_choices("notice")),
            ChoiceFilter("channel", _("Way"), choices=state_choices("channel")),
            DateRangeFilter("send", _("Send on"), "send_on"),
        ],
        default_order=("-pk",),
        search=("case__number", "recipient__name", "subject", "destination_tail"),
        search_label=_("Case number, name, subject or phone tail"),
    )


def _trouble(notice: Notice) -> str:
    """What went wrong, and by which other way it went then."""
    substitute = getattr(notice, "substitute", None)
    if substitute is None:
        return notice.error
    way = word("channel", substitute.channel)
    return _("%(error)s → %(way)s") % {"error": notice.error, "way": way}


def _recipient(notice: Notice) -> str:
    name = notice.recipient.name if notice.recipient else ""
    return f"{name} {notice.destination_tail}".strip()


def _text(notice: Notice, user: User) -> str:
    return readable_text(notice, user, is_demo=settings.DEMO)


@gate("casework.view_outbox")
def outbox(request: HttpRequest) -> HttpResponse:
    """Messages this person may know of: to whom, how, when, with what result."""
    user = person_of(request)
    bound = outbox_definition(user).bind(visible_notices(user), request.GET, path=request.path)
    return render(request, "casework/outbox.html", {"list": bound})


@gate("casework.view_outbox")
def outbox_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with every try on every way, and what became of it."""
    user = person_of(request)
    notice = get_object_or_404(visible_notices(user), pk=pk)
    chain = [(each, _text(each, user), each.tries.all()) for each in ways_tried(notice)]
    values = {"notice": notice, "recipient": _recipient(notice), "chain": chain}
    values["may_open"] = user.may("casework.view_case")
    return render(request, "casework/outbox_message.html", values)
