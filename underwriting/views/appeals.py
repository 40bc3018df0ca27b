"""Appeals: filed on the applicant's page, given to a handler, decided on the decision tab."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.models import Case
from casework.views.asked import date_of, person_of
from parties.models import User
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.gates import applicant_only, gate
from screens.parts import Action, Fact
from screens.wording import day
from underwriting.forms.appeals import AppealForm, AppealResultForm, HandlerForm
from underwriting.models import Appeal
from underwriting.selectors.appeals import appeals_of, next_instance, possible_handlers
from underwriting.services.appeals import assign_appeal, decide_appeal, file_appeal
from underwriting.states import AppealState
from underwriting.views.found import case_of

TAB = "case_committee"


@applicant_only
def my_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """Write the appeal with new evidence; afterwards: how it stands and its result."""
    case, on = case_of(request, number), date_of(request)
    instance = next_instance(case, on)
    form = AppealForm(request.POST or None, request.FILES or None)
    if instance and request.method == "POST" and form.is_valid():
        try:
            file_appeal(
                case=case,
                text=form.cleaned_data["text"],
                uploads=form.cleaned_data["papers"],
                actor=person_of(request),
                on=on,
            )
            messages.success(request, _("Your appeal is in."))
            return redirect("my_appeal", number=number)
        except RuleViolation as error:
            refused(form, error)
    context = {"case": case, "form": form, "instance": instance, "appeals": appeals_of(case)}
    return render(request, "underwriting/my_appeal.html", context)


def appeal_records(case: Case, user: User) -> list[tuple[Appeal, list[Fact], list[Action]]]:
    """The appeals of a case with what they say and what this account may do."""
    return [(each, _facts(each), _actions(each, user)) for each in appeals_of(case)]


def _actions(appeal: Appeal, user: User) -> list[Action]:
    number = appeal.case.number
    if user.organisation_id != appeal.organisation_id:
        return []
    if appeal.state == AppealState.FILED and user.may("underwriting.assign_appeal"):
        return [Action(_("Choose the handler"), reverse("appeal_assign", args=[number]), "person")]
    if appeal.state == AppealState.IN_HAND and user.pk == appeal.handler_id:
        return [
            Action(_("Decide on the appeal"), reverse("appeal_decide", args=[number]), "check-lg")
        ]
    return []


def _appeal(request: HttpRequest, number: str, state: AppealState) -> Appeal:
    own = appeals_of(case_of(request, number)).filter(
        organisation=person_of(request).organisation_id, state=state
    )
    return get_object_or_404(own)


def _facts(appeal: Appeal) -> list[Fact]:
    return [
        Fact(_("Instance"), appeal.get_instance_display()),
        Fact(_("Against decision"), appeal.decision.number),
        Fact(_("Filed on"), day(appeal.filed_on)),
        Fact(_("To be decided by"), day(appeal.due_on)),
        Fact(_("Handled by"), appeal.handler.display_name if appeal.handler else _("nobody yet")),
        Fact(_("What the applicant writes"), appeal.text),
        Fact(_("Papers of evidence"), len(appeal.papers.all())),
    ]


@gate("underwriting.assign_appeal")
def appeal_assign(request: HttpRequest, number: str) -> HttpResponse:
    """Choose a handler among those without a part in the refusal."""
    appeal = _appeal(request, number, AppealState.FILED)
    possible = possible_handlers(appeal)
    form = HandlerForm(possible, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = {user.pk: user for user in possible}[form.cleaned_data["handler"]]
        try:
            assign_appeal(
                appeal=appeal, handler=chosen, actor=person_of(request), on=date_of(request)
            )
            messages.success(request, _("The appeal is handed over."))
            return redirect(TAB, number)
        except RuleViolation as error:
            refused(form, error)
    return confirmation(
        request,
        question=_("Who handles the appeal?"),
        act=_("Hand it over"),
        back_url=reverse(TAB, args=[number]),
        facts=_facts(appeal),
        warning=_("Everybody who prepared, signed or voted on the refusal is left out."),
        form=form,
    )


@gate("underwriting.handle_appeal")
def appeal_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Uphold the refusal, or lift it and send the file back to review."""
    appeal = _appeal(request, number, AppealState.IN_HAND)
    form = AppealResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_appeal(
                appeal=appeal,
                lifts_refusal=form.cleaned_data["result"] == "changed",
                reason=form.cleaned_data["reason"],
                actor=person_of(request),
                on=date_of(request),
            )
            messages.success(request, _("The appeal is decided and the applicant is told."))
            return redirect(TAB, number)
        except RuleViolation as error:
            refused(form, error)
    return confirmation(
        request,
        question=_("What is the result of the appeal?"),
        act=_("Decide on the appeal"),
        back_url=reverse(TAB, args=[number]),
        facts=_facts(appeal),
        form=form,
    )
