"""The post-loan team: who looks after which loans, who stands in, loans handed over."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.services import possible_events
from parties.models import User
from screens import charts
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from servicing.forms import ReasonForm
from servicing.forms.care import AbsenceForm, HandOverForm, SeatForm
from servicing.models import HandOver
from servicing.selectors.team import (
    absences_of,
    hand_overs_for,
    kept_loans,
    load_of_team,
    post_loan_staff,
    team_of,
)
from servicing.services import team as services
from servicing.views.asked import date_of, person_of


def bank_id_of(user: User) -> int:
    """The bank the person works for; others have no team."""
    if user.organisation_id is None:
        raise Http404
    return user.organisation_id


@gate("servicing.view_team")
def team(request: HttpRequest) -> HttpResponse:
    """Seats with their portfolios, how many loans each person has, absences, hand-overs."""
    user, on = person_of(request), date_of(request)
    load = load_of_team(user)
    values = {
        "seats": team_of(user, on),
        "load": load,
        "chart": _load_chart(load),
        "absences": absences_of(user)[:20],
        "hand_overs": hand_overs_for(user)[:20],
        "may_manage": user.may("servicing.manage_team"),
        "may_work": user.may("servicing.follow_up"),
        "on": on,
    }
    return render(request, "servicing/team.html", values)


def _load_chart(load: list[tuple[User, int, int]]) -> charts.Chart | None:
    if not any(kept for _person, kept, _late in load):
        return None
    series = [
        charts.Series(_("paying in time"), [kept - late for _person, kept, late in load]),
        charts.Series(_("late"), [late for _person, _kept, late in load]),
    ]
    names = [person.display_name for person, _kept, _late in load]
    title = _("Who looks after how many loans")
    return charts.stacked(title, names, series, unit=_("loans"), heading=_("Keeper"))


@gate("servicing.manage_team")
def team_seat_add(request: HttpRequest) -> HttpResponse:
    """Give somebody a part in the team."""
    user, on = person_of(request), date_of(request)
    form = SeatForm(request.POST or None, bank_id=bank_id_of(user), initial={"from_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            services.seat_in_team(actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The seat is on record."))
            return redirect("team")
    values = {"form": form, "title": _("Seat in the team"), "act": _("Save the seat")}
    return render(request, "servicing/team_form.html", values)


@gate("servicing.manage_team")
@require_POST
def team_seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out of the team."""
    user, on = person_of(request), date_of(request)
    seat = get_object_or_404(team_of(user, on), pk=pk)
    services.end_seat(seat=seat, actor=user, on=on)
    messages.success(request, _("The seat has ended."))
    return redirect("team")


@gate("servicing.manage_team")
@require_POST
def team_share_out(request: HttpRequest) -> HttpResponse:
    """Give every loan without a keeper to the seat that fits."""
    count = services.share_out(actor=person_of(request), on=date_of(request))
    messages.success(request, _("%(count)s loans were given a keeper.") % {"count": count})
    return redirect("team")


@gate("servicing.manage_team", "servicing.follow_up")
def absence_plan(request: HttpRequest) -> HttpResponse:
    """Name who stands in while somebody is away."""
    user, on = person_of(request), date_of(request)
    form = AbsenceForm(request.POST or None, bank_id=bank_id_of(user), initial={"from_on": on})
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_absence(actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The stand-in is on record."))
            return redirect("team")
    values = {"form": form, "title": _("Stand-in during leave"), "act": _("Save the stand-in")}
    return render(request, "servicing/team_form.html", values)


@gate("servicing.manage_team", "servicing.follow_up")
def hand_over_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay the loans of one keeper before the colleague who is to take them."""
    user, on = person_of(request), date_of(request)
    giver = get_object_or_404(post_loan_staff(user), pk=pk)
    form = HandOverForm(request.POST or None, bank_id=bank_id_of(user), loans=kept_loans(giver))
    if request.method == "POST" and form.is_valid():
        try:
            found = services.propose_hand_over(giver=giver, actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The list waits for acceptance."))
            return redirect("hand_over", found.pk)
    title = _("Hand over the loans of %(name)s") % {"name": giver.display_name}
    values = {"form": form, "title": title, "act": _("Propose the hand-over")}
    return render(request, "servicing/team_form.html", values)


@gate("servicing.view_team")
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """One list of loans: who gives, who takes, how it stands."""
    found = _hand_over(request, pk)
    loans = found.loans.select_related("case", "borrower__township").order_by("pk")
    is_taker = found.taker_id == person_of(request).pk
    events = possible_events(found, actor=person_of(request))
    values = {"found": found, "loans": loans, "may_decide": is_taker and "accept" in events}
    return render(request, "servicing/hand_over.html", values)


def _hand_over(request: HttpRequest, pk: int) -> HandOver:
    found: HandOver = get_object_or_404(hand_overs_for(person_of(request)), pk=pk)
    return found


@gate("servicing.follow_up")
@require_POST
def hand_over_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the loans over."""
    found = _hand_over(request, pk)
    try:
        services.accept_hand_over(hand_over=found, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The loans are yours now."))
    return redirect("hand_over", pk)


@gate("servicing.follow_up")
def hand_over_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not take the loans, with the reason."""
    found = _hand_over(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.refuse_hand_over(
                hand_over=found,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The loans stay where they are."))
            return redirect("hand_over", pk)
    return confirmation(
        request,
        question=_("Refuse these loans?"),
        act=_("Refuse the list"),
        back_url=reverse("hand_over", args=[pk]),
        facts=[Fact(_("From"), found.giver.display_name)],
        form=form,
    )
