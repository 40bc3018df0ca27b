"""Message texts: the wording in force, its versions, and a new one with check and preview."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parties.models import User
from policy.forms import MessageForm
from policy.models import TextTemplate
from policy.selectors import message_texts, parameter, wordings_of
from policy.services.texts import Wording, looked_at, propose_text
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate


def _today(request: HttpRequest) -> date:
    return request.business_date  # type: ignore[attr-defined,no-any-return]  # middleware


@gate("policy.view_rules")
def message_text_list(request: HttpRequest) -> HttpResponse:
    """The messages in force with their versions."""
    texts = message_texts(_today(request))
    return render(request, "policy/message_text_list.html", {"texts": texts})


@gate("policy.view_rules")
def message_text(request: HttpRequest, code: str) -> HttpResponse:
    """One message as a borrower gets it; a new wording is checked and laid before the publisher."""
    on, user = _today(request), cast("User", request.user)
    current = next((text for text in message_texts(on) if text.code == code), None)
    if current is None:
        raise Http404
    may_draft = user.may("policy.draft_rules")
    form = MessageForm(request.POST or None, initial=_initial(current, on))
    if request.method == "POST" and may_draft and form.is_valid():
        if "propose" in request.POST and _propose(request, form, code):
            return redirect("message_text", code)
        shown = _looked_at(form, code, texts=form.wording, on=on)
    else:
        texts = {"body": current.body, "body_en": current.body_en}
        shown = _looked_at(form, code, texts=texts, on=on)
    values = {
        "text": current,
        "shown": shown,
        "form": form if may_draft else None,
        "versions": wordings_of(code),
        "parts": sorted(parameter("message.sample", on)["zh"]),
    }
    return render(request, "policy/message_text.html", values)


def _initial(current: TextTemplate, on: date) -> dict[str, object]:
    names = ("title", "title_en", "body", "body_en", "source")
    return {name: getattr(current, name) for name in names} | {"from_on": on}


def _propose(request: HttpRequest, form: MessageForm, code: str) -> bool:
    try:
        propose_text(
            code=code,
            wording=form.wording,
            from_on=form.cleaned_data["from_on"],
            source=form.cleaned_data["source"],
            actor=cast("User", request.user),
            on=_today(request),
        )
    except RuleViolation as refusal:
        refused(form, refusal)
        return False
    messages.success(request, _("Proposed. Another person has to publish it now."))
    return True


def _looked_at(form: MessageForm, code: str, *, texts: dict[str, str], on: date) -> list[Wording]:
    try:
        return [
            looked_at(code, texts[name], language=language, on=on)
            for name, language in (("body", "zh"), ("body_en", "en"))
        ]
    except RuleViolation as refusal:
        if form.is_bound and not form.non_field_errors():
            refused(form, refusal)
        return []
