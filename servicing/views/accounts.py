"""The borrower's own payout account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.services import send_fresh_code
from casework.services import prove_code
from screens.answers import refused
from screens.errors import RuleViolation
from screens.gates import applicant_only
from servicing.forms import PayoutAccountForm
from servicing.selectors.disbursements import account_of
from servicing.services.accounts import change_payout_account
from servicing.views.asked import date_of, person_of

PURPOSE = "payout_account"


@applicant_only
def my_payout_account(request: HttpRequest) -> HttpResponse:
    """The account on record, and another one in its place: each change takes a code of its own."""
    person = person_of(request).person
    form = PayoutAccountForm(request.POST or None, wants_code="send" in request.POST)
    if request.method == "POST" and form.is_valid():
        if form.wants_code:
            _send(request, form)
        elif _is_changed(request, form):
            return redirect("my_payout_account")
    context = {
        "form": form,
        "person": person,
        "account": account_of(person),
        "is_sent": request.session.get("code_sent_for") == PURPOSE,
    }
    return render(request, "servicing/my_payout_account.html", context)


def _send(request: HttpRequest, form: PayoutAccountForm) -> None:
    person = person_of(request).person
    assert person
    try:
        send_fresh_code(person=person, purpose=PURPOSE, on=date_of(request))
    except RuleViolation as error:
        refused(form, error)
    else:
        messages.success(request, _("A code was sent to your phone."))
        request.session["code_sent_for"] = PURPOSE


def _is_changed(request: HttpRequest, form: PayoutAccountForm) -> bool:
    user, on, typed = person_of(request), date_of(request), form.cleaned_data
    assert user.person
    try:
        prove_code(person=user.person, purpose=PURPOSE, code=typed["code"], on=on)
    except RuleViolation as error:
        form.add_error("code", str(error))
        return False
    try:
        account = change_payout_account(
            person=user.person, number=typed["number"], held_at=typed["held_at"], actor=user, on=on
        )
    except RuleViolation as error:
        form.add_error("number", str(error))
        return False
    request.session.pop("code_sent_for", None)
    text = _("Saved. Your loan is paid into the account ending %(tail)s.")
    messages.success(request, text % {"tail": account.tail})
    return True
