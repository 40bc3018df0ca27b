"""What is said about a case, inside and outside; messages to the staff themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from casework.forms import NoteForm
from casework.selectors import (
    case_notes,
    colleagues,
    own_messages,
    told_applicant,
    visible_cases,
)
from casework.services.notes import write_note
from casework.services.reading import mark_read
from casework.views.asked import date_of, person_of
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate, staff_only


@gate("casework.view_case")
def case_messages(request: HttpRequest, number: str) -> HttpResponse:
    """Messages to the applicant and internal notes, clearly apart."""
    user = person_of(request)
    case = get_object_or_404(visible_cases(user), number=number)
    form = NoteForm(request.POST or None, people=colleagues(user).exclude(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            write_note(case=case, actor=user, on=date_of(request), **form.cleaned_data)
            return redirect("case_messages", number)
        except RuleViolation as error:
            refused(form, error)
    values = {
        "case": case,
        "tab": "case_messages",
        "notices": told_applicant(case),
        "notes": case_notes(user, case),
        "may_read": user.may("casework.view_notes"),
        "form": form if user.may("casework.write_note") else None,
    }
    return render(request, "casework/case_messages.html", values)


@staff_only
def notifications(request: HttpRequest) -> HttpResponse:
    """Messages to me; opening the page marks them as read."""
    user = person_of(request)
    messages = list(own_messages(user)[:100])
    mark_read(user)
    return render(request, "casework/notifications.html", {"notices": messages})
