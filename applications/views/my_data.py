"""My data: consents, who received it, a copy, correction and deletion."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.forms.submission import DataAnswerForm, DataRequestForm
from applications.rules import OPTIONAL_CONSENTS
from applications.selectors import (
    applications_of,
    consents_of,
    data_requests_for,
    data_requests_of,
    own_data,
    sharing_log,
)
from applications.services import (
    answer_data_request,
    ask_for_data_change,
    consent_to,
    record_download,
    take_back_consent,
)
from applications.views.limits import address_of
from applications.views.sign_in import require_fresh_code
from casework.selectors.cases import visible_documents
from casework.views.asked import date_of, person_of
from parties.models import Person
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.gates import applicant_only, gate


def _me(request: HttpRequest) -> Person:
    person = person_of(request).person
    assert person
    return person


@applicant_only
def my_data(request: HttpRequest) -> HttpResponse:
    """Consents with dates, the sharing log, and what the person can ask for."""
    person = _me(request)
    consents = consents_of(person)
    form = DataRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_for_data_change(actor=person_of(request), on=date_of(request), **form.cleaned_data)
        messages.success(request, _("Your request is with the center. The answer comes here."))
        return redirect("my_data")
    in_force = {consent.kind for consent in consents if consent.withdrawn_at is None}
    context = {
        "form": form,
        "person": person,
        "consents": consents,
        "may_contact": "contact" in in_force,
        "shared": sharing_log(person),
        "requests": data_requests_of(person),
    }
    return render(request, "applications/my_data.html", context)


@applicant_only
@require_POST
def my_consent(request: HttpRequest, kind: str) -> HttpResponse:
    """Give or withdraw a consent that the loan does not depend on."""
    if kind in OPTIONAL_CONSENTS:
        user, on = person_of(request), date_of(request)
        if "withdraw" in request.POST:
            take_back_consent(_me(request), kind, actor=user, on=on)
            messages.success(request, _("Withdrawn. We will not contact you about offers."))
        else:
            consent_to(_me(request), kind, actor=user, on=on, address=address_of(request) or None)
            messages.success(request, _("Thank you. You can withdraw it here at any time."))
    return redirect("my_data")


@applicant_only
@require_fresh_code("download_data")
def my_data_download(request: HttpRequest) -> HttpResponseBase:
    """A copy of everything kept about the person: data as JSON and the papers, as one archive."""
    user, on = person_of(request), date_of(request)
    record_download(actor=user, on=on)
    papers = list(visible_documents(user))
    content = _archive(own_data(_me(request), applications_of(user)), papers)
    return download(content, filename=f"my-data-{on}.zip", content_type="application/zip")


def _archive(facts: dict[str, Any], papers: list[Any]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("data.json", text)
        for paper in papers:
            with paper.file.open() as stored:
                archive.writestr(f"papers/{paper.pk}_{paper.name}", stored.read())
    return written.getvalue()


@gate("applications.answer_data_request")
def data_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff of the center answers a request for correction or deletion."""
    asked = get_object_or_404(data_requests_for(person_of(request)), pk=pk)
    form = DataAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_data_request(
                request=asked,
                actor=person_of(request),
                on=date_of(request),
                **form.cleaned_data,
            )
            messages.success(request, _("The answer was sent."))
            return redirect("data_request", pk=pk)
        except RuleViolation as error:
            refused(form, error)
    return render(request, "applications/data_request.html", {"asked": asked, "form": form})
