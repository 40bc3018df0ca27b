"""Late loans: the list, the file with contacts and promises, the limits of contacting."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from screens.answers import refused
from screens.errors import RuleViolation
from screens.filters import ChoiceFilter, ConditionFilter, state_choices
from screens.gates import gate
from screens.lists import Column, ListDefinition
from screens.vocabulary import word
from servicing.forms import ContactForm
from servicing.models import Loan
from servicing.selectors.collection import conduct_limits, open_spell, overdue_cases
from servicing.selectors.repayments import next_payment
from servicing.services import Contact, Promised, record_contact
from servicing.views.asked import case_of, date_of, loan_on_case, loan_or_404, person_of


def now() -> datetime:
    """The moment of a contact that is recorded while it happens."""
    return timezone.now()


@gate("servicing.view_loan")
def case_collection(request: HttpRequest, number: str) -> HttpResponse:
    """How late, which stage, what to do next, every contact and promise."""
    case = case_of(request, number)
    loan = loan_on_case(request, case)
    values = {"case": case, "tab": "case_collection", "loan": loan, "spell": None}
    if loan is not None:
        values |= _values(request, loan)
    return render(request, "servicing/case_collection.html", values)


def _values(request: HttpRequest, loan: Loan) -> dict[str, object]:
    spell = open_spell(loan)
    user = person_of(request)
    return {
        "spell": spell,
        "next": next_payment(loan),
        "stages": spell.stages.all() if spell else [],
        "earlier": loan.overdue_cases.exclude(closed_on=None),
        "contacts": loan.contacts.select_related("author__person", "promise"),
        "promises": loan.promises.all(),
        "limits": conduct_limits(loan, now(), date_of(request)) if spell else None,
        "may_collect": spell is not None and user.may("servicing.collect"),
    }


@gate("servicing.collect")
def contact_record(request: HttpRequest, number: str) -> HttpResponse:
    """Put a contact on record, with the promise that was given."""
    loan, on = loan_or_404(request, number), date_of(request)
    form = ContactForm(request.POST or None)
    values = {"case": loan.case, "tab": "case_collection", "loan": loan, "form": form}
    values["limits"] = conduct_limits(loan, now(), on)
    if request.method == "POST" and form.is_valid():
        try:
            record_contact(
                loan=loan,
                contact=Contact(**form.facts),
                promised=_promised(form),
                at=now(),
                actor=person_of(request),
                on=on,
                idempotency_key=form.cleaned_data["idempotency_key"],
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The contact is on record."))
            return redirect("case_collection", number)
    return render(request, "servicing/contact_record.html", values)


def _promised(form: ContactForm) -> Promised | None:
    amount, due_on = form.cleaned_data["promised_amount"], form.cleaned_data["promised_on"]
    return Promised(amount=amount, due_on=due_on) if amount and due_on else None


OVERDUE = ListDefinition(
    name="collection",
    title=_("Collection"),
    columns=[
        Column(
            "loan__number",
            _("Loan"),
            order="loan__number",
            link=lambda spell: reverse("case_collection", args=[spell.loan.case.number]),
        ),
        Column("loan__borrower__name", _("Borrower"), order="loan__borrower__sort_key"),
        Column("loan__outstanding", _("Principal left"), kind="money", order="loan__outstanding"),
        Column("loan__days_past_due", _("Days past due"), "number", order="loan__days_past_due"),
        Column("stage", _("Stage"), kind="state", states="collection_stage", order="stage"),
        Column("next_action_on", _("Next action"), kind="date", order="next_action_on"),
        Column(
            "owner",
            _("In charge"),
            value=lambda spell: spell.owner.display_name if spell.owner else "–",
        ),
        Column(
            "promise",
            _("Promise"),
            value=lambda s: word("promise", "broken") if s.has_broken_promise else "",
        ),
    ],
    filters=[
        ChoiceFilter("stage", _("Stage"), choices=state_choices("collection_stage")),
        ConditionFilter(
            "broken", _("Broken promise"), condition=lambda: Q(has_broken_promise=True)
        ),
    ],
    default_order=("next_action_on", "pk"),
    search=("loan__number", "loan__borrower__name", "loan__case__number"),
)


@gate("servicing.view_loan")
def collection_list(request: HttpRequest) -> HttpResponse:
    """Late loans by next action; the oldest first."""
    rows = overdue_cases(person_of(request))
    bound = OVERDUE.bind(rows, request.GET, path=reverse("collection_list"))
    return render(request, "servicing/collection_list.html", {"list": bound})
