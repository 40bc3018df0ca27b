"""The demo page: accounts by role, and the business date."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loanprogram.closing import move_business_date
from loanprogram.demo import accounts
from loanprogram.demo.walk_files import thousand_rows
from loanprogram.forms import DemoDateForm
from loanprogram.middleware import DatedRequest
from parties.models import User
from screens.answers import download
from screens.errors import RuleViolation
from screens.gates import everyone
from screens.sheets import CSV
from screens.wording import day


@everyone
def demo(request: HttpRequest) -> HttpResponse:
    """Who can sign in as what, and the business date with the way to move it."""
    return render(
        request, "loanprogram/demo.html", _contents(request, DemoDateForm(initial={"step": 1}))
    )


@everyone
@require_POST
def demo_date(request: HttpRequest) -> HttpResponse:
    """Move the business date forward, closing each day between."""
    form = DemoDateForm(request.POST, today=cast("DatedRequest", request).business_date)
    if form.is_valid():
        try:
            moved = move_business_date(to=form.target(), actor=User.objects.system())
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The business date is now %(on)s.") % {"on": day(moved)})
            return redirect("demo")
    return render(request, "loanprogram/demo.html", _contents(request, form), status=422)


@everyone
def demo_repayments(request: HttpRequest) -> HttpResponseBase:
    """A repayment file of the own bank for the business date: 1,000 rows, seven of them bad."""
    bank = request.user.organisation if isinstance(request.user, User) else None
    code = bank.code if bank and bank.kind == "bank" else "bank-a"
    on = cast("DatedRequest", request).business_date
    name = f"还款{on:%Y%m%d}-1000.csv"
    return download(thousand_rows(code, on), filename=name, content_type=CSV)


def _contents(request: HttpRequest, form: DemoDateForm) -> dict[str, object]:
    staff = accounts.staff_accounts()
    groups: dict[str, list[dict[str, object]]] = {}
    for account in staff:
        account["code"] = accounts.current_code(account["login"])
        groups.setdefault(account["organisation"], []).append(account)
    return {"groups": groups, "applicants": accounts.applicant_accounts()[:40], "form": form}
