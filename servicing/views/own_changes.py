"""What a borrower asks for on the phone: extension and help, and what becomes of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from policy.models.dated import in_language
from policy.selectors import text_template
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.gates import applicant_only
from screens.parts import Fact
from servicing.forms.changes import AskForm
from servicing.services import ask_for_change, withdraw_change
from servicing.views.asked import date_of, person_of
from servicing.views.own import own_loan


@applicant_only
def my_change_new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for an extension, or for help when the plan cannot be kept."""
    loan, on = own_loan(request, number), date_of(request)
    is_help = request.GET.get("why") == "help"
    form = AskForm(request.POST or None, request.FILES or None, initial={"kind": "extended"})
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_change(
                loan=loan,
                asked=form.asked(is_help=is_help),
                actor=person_of(request),
                on=on,
                idempotency_key=form.cleaned_data["idempotency_key"],
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("Your bank has your request and answers here."))
            return redirect("my_loan", number)
    values = {"loan": loan, "form": form, "is_help": is_help}
    advice = text_template("help_advice", on)
    values["advice_text"] = in_language(advice.body, advice.body_en)
    return render(request, "servicing/my_change_new.html", values)


@applicant_only
def my_change_withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take one's own request back."""
    loan = own_loan(request, number)
    change = get_object_or_404(loan.changes, pk=pk)
    back = reverse("my_loan", args=[number])
    if request.method == "POST":
        try:
            withdraw_change(change=change, actor=person_of(request), on=date_of(request))
        except RuleViolation as error:
            refused(request, error)
        return redirect(back)
    return confirmation(
        request,
        question=_("Take your request back?"),
        act=_("Take it back"),
        back_url=back,
        facts=[Fact(_("Request"), change.get_kind_display())],
        frame="portal.html",
    )
