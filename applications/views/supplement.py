"""The applicant's side of a request for papers: one list, each point with its own answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.forms.review import SupplementPaperForm, SupplementWordsForm
from applications.models import SupplementItem, SupplementRequest
from applications.selectors import applications_of
from applications.selectors.review import open_supplement, supplements_of
from applications.services.supplements import answer_item
from casework.views.asked import date_of, person_of
from screens.errors import RuleViolation
from screens.forms import PageForm
from screens.gates import applicant_only

Place = tuple[SupplementItem, PageForm]


@applicant_only
def my_supplement(request: HttpRequest, number: str) -> HttpResponse:
    """What is still needed, until when, and the place to hand in each point."""
    application = get_object_or_404(applications_of(person_of(request)), case__number=number)
    asked = open_supplement(application)
    places = _places(request, asked) if asked else []
    answered = _answered(request, places)
    if answered and open_supplement(application):
        return redirect("my_supplement", number=number)
    if answered:
        messages.success(request, _("Everything is in. The review goes on."))
        return redirect("my_application", number=number)
    values = {
        "application": application,
        "asked": asked,
        "places": places,
        "past": supplements_of(application),
    }
    return render(request, "applications/my_supplement.html", values)


def _places(request: HttpRequest, asked: SupplementRequest) -> list[Place]:
    """Every point with its form; the posted one with what was typed."""
    posted = request.POST.get("item", "")
    return [
        (item, _form(request, item, is_posted=str(item.pk) == posted)) for item in asked.items.all()
    ]


def _form(request: HttpRequest, item: SupplementItem, *, is_posted: bool) -> PageForm:
    data = request.POST if is_posted else None
    if item.document_type:
        return SupplementPaperForm(
            data, request.FILES if is_posted else None, prefix=f"item{item.pk}"
        )
    return SupplementWordsForm(data, prefix=f"item{item.pk}", initial={"text": item.answer})


def _answered(request: HttpRequest, places: list[Place]) -> bool:
    for item, form in places:
        if form.is_bound and form.is_valid():
            try:
                answer_item(
                    item=item,
                    text=form.cleaned_data.get("text", ""),
                    uploads=form.cleaned_data.get("file", ()),
                    actor=person_of(request),
                    on=date_of(request),
                )
            except RuleViolation as error:
                form.add_error("file" if item.document_type else "text", str(error))
                return False
            return True
    return False
