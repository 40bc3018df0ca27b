"""Leads: the list, one lead with its next step, and the application that comes of it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from casework.services.exports import record_export
from casework.views.asked import date_of, person_of
from loancore.identity import MobileShape, mobile
from outreach import services
from outreach.forms import ConvertForm, LeadForm, OwnerForm, WordsForm
from outreach.models import Lead
from outreach.selectors import houses_knowing, keepers, leads_for
from outreach.views.lists import lead_definition
from outreach.views.parts import actions_of, lead_facts, lead_timeline
from policy.selectors import products_on_offer
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.lists import BoundList
from screens.parts import Fact
from screens.sheets import XLSX, file_name, write_xlsx
from screens.wording import mask_phone


def _bound(request: HttpRequest) -> BoundList:
    user = person_of(request)
    return lead_definition(user).bind(leads_for(user), request.GET, path=reverse("lead_list"))


def asked_lead(request: HttpRequest, number: str) -> Lead:
    """The lead of the address, if this person may know of it."""
    found: Lead = get_object_or_404(leads_for(person_of(request)), number=number)
    return found


@gate("outreach.view_leads")
def lead_list(request: HttpRequest) -> HttpResponse:
    """The leads of the own organisation, filtered by the address."""
    bound, user = _bound(request), person_of(request)
    values = {
        "list": bound,
        "may_record": user.may("outreach.record_lead"),
        "known_at": _known_at(request, bound.query),
        "export_url": f"{reverse('lead_list_export')}?{bound.saved_query}",
    }
    return render(request, "outreach/lead_list.html", values)


def _known_at(request: HttpRequest, text: str) -> list[Any]:
    """For the center, which is asked: the houses that care for a whole phone number."""
    user = person_of(request)
    if not user.is_center_staff:
        return []
    try:
        return list(houses_knowing(mobile(text), besides=None))
    except MobileShape:
        return []


@gate("outreach.view_leads")
def lead_list_export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the rows and columns of the current view, as an Excel file."""
    bound, on = _bound(request), date_of(request)
    target = BytesIO()
    count = write_xlsx(target, title=_("Leads"), columns=bound.to_headings(), rows=bound.to_rows())
    record_export(
        "outreach.export_leads",
        actor=person_of(request),
        on=on,
        count=count,
        query=bound.saved_query,
    )
    name = file_name(_("Leads"), on, "xlsx")
    return download(target.getvalue(), filename=name, content_type=XLSX)


@gate("outreach.record_lead")
def lead_new(request: HttpRequest) -> HttpResponse:
    """Record a person met at an event, through a partner, the question box or a list."""
    form = LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user, on = person_of(request), date_of(request)
        key = form.cleaned_data["idempotency_key"]
        try:
            found = services.record_lead(
                contact=form.lead(), actor=user, on=on, idempotency_key=key
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            say_if_known_elsewhere(request, found)
            return redirect("lead", found.number)
    return render(request, "outreach/lead_new.html", {"form": form})


def say_if_known_elsewhere(request: HttpRequest, found: Lead) -> None:
    """Say that others may know the person, and to a bank not who."""
    houses = houses_knowing(found.phone, besides=found.organisation_id)
    if houses and person_of(request).is_center_staff:
        names = "、".join(str(house) for house in houses)
        messages.info(request, _("The person is known at: %(names)s") % {"names": names})
    elif houses:
        messages.info(request, _("This person may be in the program already. Ask the center."))


@gate("outreach.view_leads")
def lead(request: HttpRequest, number: str) -> HttpResponse:
    """One lead: who, what was said, what comes next."""
    return _page(request, asked_lead(request, number))


def _page(request: HttpRequest, found: Lead, shown: str = "") -> HttpResponse:
    user = person_of(request)
    may_record = user.may("outreach.record_lead")
    people = keepers(user).exclude(pk=found.owner_id)
    values = {
        "lead": found,
        "facts": lead_facts(found),
        "hidden": mask_phone(found.phone),
        "shown": shown,
        "actions": actions_of(found, possible_events(found, actor=user)),
        "owner_form": OwnerForm(people=people) if may_record and people else None,
        "entries": lead_timeline(found),
    }
    return render(request, "outreach/lead.html", values)


@gate("outreach.view_leads")
@require_POST
def lead_phone(request: HttpRequest, number: str) -> HttpResponse:
    """Show the phone number; the look is kept in the audit trail."""
    found = asked_lead(request, number)
    shown = services.reveal_phone(found, actor=person_of(request), on=date_of(request))
    return _page(request, found, shown)


def _with_words(
    request: HttpRequest, number: str, *, question: str, label: str, act: Callable[..., Lead]
) -> HttpResponse:
    """Ask for a sentence, do the act, and go back to the lead."""
    found, back = asked_lead(request, number), reverse("lead", args=[number])
    form = WordsForm(request.POST or None, label=label)
    if request.method == "POST" and form.is_valid():
        try:
            act(found, form.cleaned_data["words"], actor=person_of(request), on=date_of(request))
            return redirect(back)
        except RuleViolation as error:
            refused(form, error)
    facts = [Fact(_("Lead"), found.number), Fact(_("Name"), found.name)]
    return confirmation(
        request, question=question, act=_("Save"), back_url=back, facts=facts, form=form
    )


@gate("outreach.record_lead")
def lead_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Write down a talk."""
    return _with_words(
        request,
        number,
        question=_("You talked to the person"),
        label=_("What was said"),
        act=lambda found, words, **who: services.contact_lead(lead=found, text=words, **who),
    )


@gate("outreach.record_lead")
def lead_lose(request: HttpRequest, number: str) -> HttpResponse:
    """Give a lead up."""
    return _with_words(
        request,
        number,
        question=_("Give this lead up?"),
        label=_("Why"),
        act=lambda found, words, **who: services.lose_lead(lead=found, reason=words, **who),
    )


@gate("outreach.record_lead")
def lead_take_up(request: HttpRequest, number: str) -> HttpResponse:
    """Go on with a lead that was given up."""
    return _with_words(
        request,
        number,
        question=_("Go on with this lead?"),
        label=_("Why"),
        act=lambda found, words, **who: services.take_up_lead(lead=found, reason=words, **who),
    )


@gate("outreach.record_lead")
@require_POST
def lead_invite(request: HttpRequest, number: str) -> HttpResponse:
    """Send the link to the self-check."""
    found = asked_lead(request, number)
    address = request.build_absolute_uri(reverse("self_check"))
    try:
        services.invite_lead(
            lead=found, address=address, actor=person_of(request), on=date_of(request)
        )
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The link goes to the person by SMS."))
    return redirect("lead", number)


@gate("outreach.record_lead")
@require_POST
def lead_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the care for a lead to a colleague."""
    found, user = asked_lead(request, number), person_of(request)
    form = OwnerForm(request.POST, people=keepers(user))
    if form.is_valid():
        try:
            owner = form.cleaned_data["owner"]
            services.assign_lead(lead=found, owner=owner, actor=user, on=date_of(request))
        except RuleViolation as error:
            refused(request, error)
    else:
        messages.error(request, _("Choose a colleague."))
    return redirect("lead", number)


@gate("outreach.convert_lead")
def lead_convert(request: HttpRequest, number: str) -> HttpResponse:
    """Open an application with what is known, and send its link to the person."""
    found, on = asked_lead(request, number), date_of(request)
    offered = [(version.product.code, str(version)) for version in products_on_offer(on)]
    form = ConvertForm(offered, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.convert_lead(
                lead=found,
                product_code=form.cleaned_data["product"],
                address=request.build_absolute_uri(reverse("phone_sign_in")),
                actor=person_of(request),
                on=on,
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The application is open; its link goes out by SMS."))
            return redirect("lead", number)
    values = {"lead": found, "form": form, "phone": mask_phone(found.phone)}
    return render(request, "outreach/lead_convert.html", values)
