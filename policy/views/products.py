"""Pages on the rules of the program: banks and product catalogue."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from casework.services import possible_events
from parties.models import User
from policy.forms import BankStatusForm, ProductVersionForm, ReasonForm
from policy.models import Product, ProductVersion
from policy.selectors import (
    agreements_for,
    catalogue,
    handling_banks,
    product_versions,
    products_on_offer,
    steps_of,
)
from policy.services.banks import change_bank_status
from policy.services.products import draft_product_version
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import gate


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _today(request: HttpRequest) -> Any:
    return request.business_date  # type: ignore[attr-defined]  # set by the middleware


@gate("policy.view_banks")
def bank_list(request: HttpRequest) -> HttpResponse:
    """The handling banks with the commitments of their bids; a bank sees its own only."""
    agreements = agreements_for(_user(request))
    may_manage = _user(request).may("policy.manage_banks")
    context = {"agreements": agreements, "may_manage": may_manage}
    return render(request, "policy/bank_list.html", context)


@gate("policy.manage_banks")
def bank_status(request: HttpRequest, code: str) -> HttpResponse:
    """Suspend, end or reactivate a bank, with a reason."""
    bank = get_object_or_404(handling_banks(), code=code)
    form = BankStatusForm(request.POST or None, initial={"status": bank.status})
    if request.method == "POST" and form.is_valid():
        change_bank_status(bank=bank, actor=_user(request), on=_today(request), **form.cleaned_data)
        messages.success(request, _("The status of %(bank)s was changed.") % {"bank": bank})
        return redirect("bank_list")
    return render(request, "policy/bank_status.html", {"bank": bank, "form": form})


@gate("policy.view_rules")
def product_catalogue(request: HttpRequest) -> HttpResponse:
    """Every product with its versions: what holds today, what is coming, what waits."""
    on_offer = {version.pk for version in products_on_offer(_today(request))}
    products = catalogue()
    context = {
        "products": products,
        "on_offer": on_offer,
        "may_draft": _user(request).may("policy.draft_rules"),
    }
    return render(request, "policy/product_catalogue.html", context)


@gate("policy.view_rules")
def product_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms of one version, who drafted and who published it, and the next step."""
    version = get_object_or_404(product_versions(), pk=pk)
    return render(
        request,
        "policy/product_version.html",
        {
            "version": version,
            "records": steps_of(version),
            "events": possible_events(version, actor=_user(request)),
            "reason_form": ReasonForm(),
        },
    )


@gate("policy.draft_rules")
def product_version_new(request: HttpRequest, code: str) -> HttpResponse:
    """Draft the next version, starting from the newest one."""
    product = get_object_or_404(Product, code=code)
    newest = product.versions.order_by("-number").first()
    form = ProductVersionForm(request.POST or None, initial=_terms_of(newest))
    if request.method == "POST" and form.is_valid():
        terms = {name: form.cleaned_data[name] for name in form.fields}
        try:
            version = draft_product_version(
                product=product, terms=terms, actor=_user(request), on=_today(request)
            )
        except RuleViolation as refusal:
            refused(form, refusal)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("product_version", version.pk)
    return render(request, "policy/product_version_new.html", {"product": product, "form": form})


def _terms_of(version: ProductVersion | None) -> dict[str, Any]:
    if version is None:
        return {}
    names = [name for name in ProductVersionForm.Meta.fields if name != "eligible_groups"]
    terms = {name: getattr(version, name) for name in names}
    return {**terms, "from_on": None, "eligible_groups": list(version.eligible_groups.all())}
