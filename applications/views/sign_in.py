"""How applicants come in: phone and code, real name once, a fresh code before sensitive acts."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.forms.public import CodeForm, PhoneForm, RealNameForm, RecoveryForm
from applications.services import (
    prove_phone,
    record_real_name,
    recover_account,
    send_fresh_code,
    send_sign_in_code,
    sign_in_user,
)
from applications.views.limits import CODES_PER_MINUTE, is_over_limit
from casework.services import prove_code
from casework.views.asked import date_of, person_of
from parties.services.codes import PAUSE
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import applicant_only, everyone, gate

FRESH_SECONDS = 5 * 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


def wanted_page(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def _with_next(name: str, wanted: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': wanted})}" if wanted else reverse(name)


@everyone
def sign_in(request: HttpRequest) -> HttpResponse:
    """The fork: applicants by phone, staff by account."""
    wanted = wanted_page(request)
    return render(
        request,
        "applications/sign_in.html",
        {
            "phone_url": _with_next("phone_sign_in", wanted),
            "staff_url": _with_next("account_login", wanted),
        },
    )


@everyone
def phone_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the phone number and send a code to it."""
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_over_limit(request, "code", per_minute=CODES_PER_MINUTE):
            form.add_error(None, _("Too many codes were asked for from here. Wait a minute."))
        else:
            return _code_sent(request, form)
    context = {"form": form, "wanted": wanted_page(request)}
    return render(request, "applications/phone_sign_in.html", context)


def _code_sent(request: HttpRequest, form: PhoneForm) -> HttpResponse:
    phone = form.cleaned_data["phone"]
    try:
        send_sign_in_code(phone=phone, language=get_language() or "", on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    request.session["sign_in_phone"] = phone
    request.session["code_sent_at"] = int(time.time())
    return redirect(_with_next("phone_sign_in_code", wanted_page(request)))


def _seconds_to_wait(request: HttpRequest) -> int:
    sent = int(request.session.get("code_sent_at", 0))
    return max(0, int(PAUSE.total_seconds()) - (int(time.time()) - sent))


@everyone
def phone_sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits; who has them is signed in and lands where they wanted."""
    phone = request.session.get("sign_in_phone")
    if not phone:
        return redirect("phone_sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            prove_phone(phone=phone, code=form.cleaned_data["code"], on=date_of(request))
        except RuleViolation as error:
            form.add_error("code", str(error))
        else:
            return _signed_in(request, phone)
    context = {
        "form": form,
        "phone": phone,
        "wait": _seconds_to_wait(request),
        "wanted": wanted_page(request),
    }
    return render(request, "applications/phone_sign_in_code.html", context)


def _signed_in(request: HttpRequest, phone: str) -> HttpResponse:
    wanted = wanted_page(request)
    kept = {key: request.session.get(key) for key in ("self_check",)}
    user = sign_in_user(phone=phone, language=get_language() or "", on=date_of(request))
    login(request, user, backend=BACKEND)
    for key, value in kept.items():
        if value:
            request.session[key] = value
    request.session["fresh_at"] = int(time.time())
    if not user.person or not user.person.id_number:
        return redirect(_with_next("real_name", wanted))
    return redirect(wanted or "my_start")


@applicant_only
def real_name(request: HttpRequest) -> HttpResponse:
    """Name and ID number as on the card, once; the number is checked while it is typed in."""
    user = person_of(request)
    assert user.person
    form = RealNameForm(request.POST or None, initial={"name": user.person.name})
    if request.method == "POST" and form.is_valid():
        try:
            record_real_name(
                person=user.person, actor=user, on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            field = {"id_number_wrong": "id_number", "name_wrong": "name"}.get(error.code)
            form.add_error(field, str(error))
        else:
            return redirect(wanted_page(request) or "my_start")
    context = {"form": form, "wanted": wanted_page(request)}
    return render(request, "applications/real_name.html", context)


def is_fresh(request: HttpRequest) -> bool:
    """Whether a code was typed in this session within the last five minutes."""
    return int(time.time()) - int(request.session.get("fresh_at", 0)) < FRESH_SECONDS


def require_fresh_code(
    purpose: str,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Ask for a new code before a sensitive page (signature, payout account, reveal, download).

    Stands below the gate; the code is bound to the purpose and good for five minutes.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            query = urlencode({"purpose": purpose, "next": request.get_full_path()})
            return redirect(f"{reverse('fresh_code')}?{query}")

        return guarded

    return decorate


@applicant_only
def fresh_code(request: HttpRequest) -> HttpResponse:
    """The second proof: a code to the phone on record, then on to the page that asked."""
    purpose = (request.POST.get("purpose") or request.GET.get("purpose") or "sensitive")[:40]
    person = person_of(request).person
    assert person
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            prove_code(
                person=person, purpose=purpose, code=form.cleaned_data["code"], on=date_of(request)
            )
        except RuleViolation as error:
            form.add_error("code", str(error))
        else:
            request.session["fresh_at"] = int(time.time())
            return redirect(wanted_page(request) or "my_start")
    context = {
        "form": form,
        "purpose": purpose,
        "phone": person.phone,
        "wanted": wanted_page(request),
        "wait": _seconds_to_wait(request),
        "is_sent": request.session.get("fresh_sent_for") == purpose,
    }
    return render(request, "applications/fresh_code.html", context)


@applicant_only
@require_POST
def fresh_code_send(request: HttpRequest) -> HttpResponse:
    """Send the code of the second proof."""
    purpose = request.POST.get("purpose", "sensitive")[:40]
    person = person_of(request).person
    assert person
    try:
        send_fresh_code(person=person, purpose=purpose, on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("A code was sent to your phone."))
        request.session["code_sent_at"] = int(time.time())
    request.session["fresh_sent_for"] = purpose
    query = urlencode({"purpose": purpose, "next": wanted_page(request)})
    return redirect(f"{reverse('fresh_code')}?{query}")


@gate("parties.verify_identity")
def account_recovery(request: HttpRequest) -> HttpResponse:
    """At the counter: move an account to a new phone after the identity card was seen."""
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = recover_account(
                id_number=form.cleaned_data["id_number"],
                new_phone=form.cleaned_data["new_phone"],
                actor=person_of(request),
                on=date_of(request),
            )
            messages.success(
                request, _("The account of %(name)s moved to the new phone.") % {"name": person}
            )
            return redirect("account_recovery")
        except RuleViolation as error:
            field = {"phone_wrong": "new_phone"}.get(error.code, "id_number")
            form.add_error(field, str(error))
    return render(request, "applications/account_recovery.html", {"form": form})
