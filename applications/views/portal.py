"""The applicant's start page and messages, and the public pages about the loans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.forms.public import PaperListForm
from applications.selectors import (
    applications_of,
    consent_texts,
    state_sentence,
    to_do,
    usual_subsidy,
)
from applications.services import read_message
from casework.selectors.cases import own_messages
from casework.views.asked import date_of, person_of
from policy.models import GuaranteeMode, RepaymentMethod, in_language
from policy.selectors import (
    banks_on_offer,
    documents_asked,
    product_version,
    products_on_offer,
    programme_profile,
)
from screens.gates import applicant_only, everyone
from screens.parts import Text

METHODS = dict(RepaymentMethod.choices)
MODES = dict(GuaranteeMode.choices)


@applicant_only
def my_start(request: HttpRequest) -> HttpResponse:
    """What must I do now; then how things stand and the newest messages."""
    user = person_of(request)
    if not user.person or not user.person.id_number:
        return redirect("real_name")
    found = list(applications_of(user)[:3])
    context = {
        "todos": to_do(user, on=date_of(request)),
        "found": [(application, state_sentence(application)) for application in found],
        "letters": own_messages(user)[:3],
    }
    return render(request, "applications/my_start.html", context)


@applicant_only
def my_messages(request: HttpRequest) -> HttpResponse:
    """All messages to this person, unread ones marked."""
    letters = own_messages(person_of(request))[:100]
    return render(request, "applications/my_messages.html", {"letters": letters})


@applicant_only
@require_POST
def my_message_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one message as read."""
    letter = get_object_or_404(own_messages(person_of(request)), pk=pk)
    read_message(letter)
    return redirect("my_messages")


@everyone
def product_list(request: HttpRequest) -> HttpResponse:
    """The loans on offer, side by side, from the catalogue of today."""
    return render(
        request, "applications/product_list.html", {"offered": products_on_offer(date_of(request))}
    )


@everyone
def product_terms(request: HttpRequest, code: str) -> HttpResponse:
    """The terms of one loan; every figure comes from the catalogue."""
    on = date_of(request)
    codes = {terms.product.code for terms in products_on_offer(on)}
    if code not in codes:
        return redirect("product_list")
    terms = product_version(code, on)
    context = {
        "terms": terms,
        "summary": in_language(terms.summary, terms.summary_en),
        "methods": [str(METHODS[method]) for method in terms.repayment_methods],
        "modes": [str(MODES[mode]) for mode in terms.guarantee_modes],
        "subsidy": usual_subsidy(terms),
        "penalty_rate": terms.interest_rate * terms.penalty_factor,
        "banks": banks_on_offer(on, code),
    }
    return render(request, "applications/product_terms.html", context)


@everyone
def paper_list(request: HttpRequest) -> HttpResponse:
    """The papers one person needs: by loan and security, to print or keep."""
    on = date_of(request)
    offered = {terms.product.code: terms for terms in products_on_offer(on)}
    choices: list[tuple[str, Text]] = [(code, str(terms)) for code, terms in offered.items()]
    form = PaperListForm(choices, request.GET if "product" in request.GET else None)
    papers = None
    if form.is_bound and form.is_valid():
        kind = offered[form.cleaned_data["product"]].product.kind
        papers = documents_asked(kind, form.cleaned_data["mode"], on)
    return render(request, "applications/paper_list.html", {"form": form, "papers": papers})


@everyone
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice in layers: short answers first, then the full wording in force."""
    on = date_of(request)
    context = {"texts": consent_texts(on), "profile": programme_profile(on)}
    return render(request, "applications/privacy.html", context)
