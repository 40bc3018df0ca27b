"""The register of securities: list, one security with values and uses, entry, use, release."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casework.views.asked import date_of, person_of
from guarantees.errors import ValuationExpired
from guarantees.forms import SecurityForm, SecurityPaperForm, UseForm, ValuationForm
from guarantees.models import Guarantee, Security, SecurityUse
from guarantees.selectors.securities import (
    covered,
    needed,
    open_uses,
    securities_seen_by,
    usable_securities,
    worth,
)
from guarantees.services.owners import owner_of
from guarantees.services.securities import (
    add_security_paper,
    record_valuation,
    register_security,
    release_security,
    use_security,
)
from guarantees.services.sweeping import request_valuation
from guarantees.views.acts import tried
from guarantees.views.found import case_of, guarantee_or_404, security_or_404
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.filters import ChoiceFilter
from screens.forms import PageForm
from screens.gates import gate
from screens.lists import Column, ListDefinition
from screens.parts import Fact
from screens.wording import day, yuan

MEDIA_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
SECURITIES = ListDefinition(
    name="securities",
    title=_("Securities"),
    columns=[
        Column("description", _("Security"), link=lambda row: reverse("security", args=[row.pk])),
        Column("kind", _("Kind"), value=lambda row: row.get_kind_display(), order="kind"),
        Column("owner__name", _("Owner"), order="owner__sort_key"),
        Column("certificate_number", _("Certificate number")),
        Column("kept_at", _("Where the certificate is kept")),
        Column("registered_on", _("Registered on"), kind="date", order="registered_on"),
    ],
    filters=[ChoiceFilter("kind", _("Kind"), choices=lambda: list(Security.Kind.choices))],
    default_order=("-pk",),
    search=("description", "certificate_number", "owner__name", "owner__sort_key"),
)


@gate("guarantees.register_security", "guarantees.view_fund")
def security_list(request: HttpRequest) -> HttpResponse:
    """The register, searchable by owner, certificate and description."""
    rows = securities_seen_by(person_of(request))
    bound = SECURITIES.bind(rows, request.GET, path=request.path)
    may_register = person_of(request).may("guarantees.register_security")
    values = {"list": bound, "may_register": may_register}
    return render(request, "guarantees/security_list.html", values)


@gate("guarantees.register_security", "guarantees.view_fund")
def security(request: HttpRequest, key: int) -> HttpResponse:
    """One security: what it is, what it is worth, what it secures, what is free."""
    found, on = security_or_404(request, key), date_of(request)
    values = {
        "security": found,
        "facts": _facts(found),
        "worth": worth(found, on),
        "valuations": found.valuations.select_related("recorded_by__person"),
        "uses": found.uses.select_related("guarantee__case__borrower", "guarantee__loan"),
        "papers": found.papers.select_related("uploaded_by__person"),
        "may_register": person_of(request).may("guarantees.register_security"),
    }
    return render(request, "guarantees/security.html", values)


def _facts(found: Security) -> list[Fact]:
    facts = [
        Fact(_("Kind"), found.get_kind_display()),
        Fact(_("Description"), found.description),
        Fact(_("Owner"), found.owner.name),
        Fact(_("Registered on"), day(found.registered_on)),
    ]
    if found.kind == Security.Kind.SURETY:
        income = yuan(found.annual_income) if found.annual_income else "–"
        return [
            *facts,
            Fact(_("Employer of the surety"), found.employer or "–"),
            Fact(_("Annual income of the surety"), income, numeric=True),
            Fact(_("Surety agreed in writing on"), day(found.surety_agreed_on)),
        ]
    return [
        *facts,
        Fact(_("Certificate number"), found.certificate_number or "–"),
        Fact(_("Where the certificate is kept"), found.kept_at or "–"),
        Fact(_("Co-owner"), found.co_owner.name if found.co_owner else "–"),
    ]


@gate("guarantees.register_security")
def security_new(request: HttpRequest) -> HttpResponse:
    """Enter a thing or a surety; the owner is found by the identity number or entered."""
    form = SecurityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept: list[Security] = []
        if tried(form, lambda: kept.append(_register(request, dict(form.cleaned_data)))):
            messages.success(request, _("Registered."))
            return redirect(_after(kept[0], request.GET.get("case", "")))
    return render(request, "guarantees/security_new.html", {"form": form})


def _after(found: Security, number: str) -> str:
    """A surety entered for a case can be used at once; a thing is valued first."""
    if number and found.kind == Security.Kind.SURETY:
        return f"{reverse('security_use', args=[number])}?security={found.pk}"
    return reverse("security", args=[found.pk])


def _register(request: HttpRequest, typed: dict[str, Any]) -> Security:
    actor, on = person_of(request), date_of(request)
    owner = owner_of(
        name=typed.pop("owner_name"),
        id_number=typed.pop("owner_id_number"),
        phone=typed.pop("owner_phone"),
        co_owner_name=typed.pop("co_owner_name"),
        co_owner_id_number=typed.pop("co_owner_id_number"),
        actor=actor,
        on=on,
    )
    return register_security(owner=owner, actor=actor, on=on, **typed)


@gate("guarantees.register_security")
def valuation_new(request: HttpRequest, key: int) -> HttpResponse:
    """Record what an appraiser found; the lendable value follows from the rules."""
    found, on = security_or_404(request, key), date_of(request)
    form = ValuationForm(
        request.POST if request.method == "POST" else None, initial={"valued_on": on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_valuation(security=found, actor=person_of(request), on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The valuation is on record."))
            return redirect("security", key)
    return render(request, "guarantees/valuation_new.html", {"security": found, "form": form})


@gate("guarantees.register_security")
def security_paper_new(request: HttpRequest, key: int) -> HttpResponse:
    """Hand in a paper or photo: certificate, consent of the co-owner, contract."""
    found = security_or_404(request, key)
    form = SecurityPaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_security_paper(
                security=found, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The paper is kept with the security."))
            return redirect("security", key)
    return render(request, "guarantees/security_paper_new.html", {"security": found, "form": form})


@gate("guarantees.register_security", "guarantees.view_fund")
def security_paper(request: HttpRequest, key: int, paper: int) -> HttpResponseBase:
    """A paper of a security, as it was handed in."""
    found = get_object_or_404(security_or_404(request, key).papers, pk=paper)
    ending = MEDIA_ENDINGS[found.media_type]
    return download(
        found.file.open("rb"),
        filename=f"{found.kind}-{found.pk}.{ending}",
        content_type=found.media_type,
    )


@gate("guarantees.register_security")
def security_use(request: HttpRequest, number: str) -> HttpResponse:
    """Put a security of the register behind the guarantee of a case, up to its free value."""
    guarantee, on = guarantee_or_404(request, number), date_of(request)
    missing = max(needed(guarantee) - covered(guarantee), 0)
    form = UseForm(
        request.POST if request.method == "POST" else None,
        securities=usable_securities(guarantee),
        initial={"amount": missing or None, "security": request.GET.get("security")},
    )
    if request.method == "POST" and form.is_valid() and _used(request, guarantee, form):
        messages.success(request, _("It stands behind the guarantee now."))
        return redirect("case_guarantee", number)
    values = {
        "case": guarantee.case,
        "tab": "case_guarantee",
        "form": form,
        "offers": [(each, worth(each, on)) for each in usable_securities(guarantee)[:50]],
    }
    return render(request, "guarantees/security_use.html", values)


def _used(request: HttpRequest, guarantee: Guarantee, form: UseForm) -> SecurityUse | None:
    """Put the chosen security behind it; a refusal for age asks for a new valuation."""
    actor, on = person_of(request), date_of(request)
    try:
        return use_security(guarantee=guarantee, actor=actor, on=on, **form.cleaned_data)
    except ValuationExpired as error:
        request_valuation(security=form.cleaned_data["security"], actor=actor, on=on)
        refused(form, error)
    except RuleViolation as error:
        refused(form, error)
    return None


@gate("guarantees.register_security")
def security_release(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """Give a security back: after release, or while the others still cover."""
    use = get_object_or_404(open_uses(case_of(request, number)), pk=key)
    form = PageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed: dict[str, Any] = {"actor": person_of(request), "on": date_of(request)}
        if tried(form, lambda: release_security(use=use, **typed)):
            messages.success(request, _("Given back."))
            return redirect("case_guarantee", number)
    return confirmation(
        request,
        question=_("Give this security back?"),
        act=_("Give it back"),
        back_url=reverse("case_guarantee", args=[number]),
        facts=_use_facts(use),
        form=form,
    )


def _use_facts(use: SecurityUse) -> list[Fact]:
    return [
        Fact(_("Security"), str(use.security)),
        Fact(_("Owner"), use.security.owner.name),
        Fact(_("Secures"), yuan(use.amount), numeric=True),
    ]
