"""A person's own choice of how to be written to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.forms.preferences import PreferenceForm
from applications.services.preferences import Wish, choose_preferences
from casework.selectors import preference_of, reading_habit
from casework.views.asked import date_of, person_of
from parties.models import User
from policy.selectors import parameter
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import applicant_only


@applicant_only
def my_preferences(request: HttpRequest) -> HttpResponse:
    """Way, time of day, language and a further contact; with what the own habit suggests."""
    user, on = person_of(request), date_of(request)
    spans = parameter("notice.hours", on)
    form = PreferenceForm(request.POST or None, initial=_initial(user), spans=spans)
    if request.method == "POST" and form.is_valid():
        try:
            choose_preferences(wish=Wish(**form.cleaned_data), actor=user, on=on)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Kept. The next message follows it."))
            return redirect("my_preferences")
    habit = reading_habit(user, spans)
    return render(request, "applications/my_preferences.html", {"form": form, "habit": habit})


def _initial(user: User) -> dict[str, object]:
    found = preference_of(user.person)
    initial: dict[str, object] = {"language": user.language}
    if user.person:
        initial["email"] = user.person.email
    if found is None:
        return initial
    initial |= {"channel": found.channel, "hours": found.hours, "relation": found.relation}
    if found.contact:
        initial |= {"contact_name": found.contact.name, "contact_phone": found.contact.phone}
        initial["contact_agreed"] = True
    return initial
