"""Looking after a running loan: its task plan, doing a step, leaving one out."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from loancore.dates import add_months
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.gates import gate
from screens.parts import Fact
from screens.wording import day
from servicing.forms import ReasonForm
from servicing.forms.care import CareForm
from servicing.models import CareKind, CareStep, Loan
from servicing.selectors.care import checklist, next_step, steps_for, task_plan
from servicing.selectors.declarations import change_lines, data_on_record, income_cover
from servicing.selectors.letters import is_bad_address
from servicing.selectors.standing import care_grade
from servicing.selectors.team import contact_on
from servicing.services.care import approve_skip, ask_skip, finish_step, refuse_skip
from servicing.states.care import CareState
from servicing.views.asked import case_of, date_of, loan_on_case, person_of
from servicing.views.business import report_chart

TAB = "case_followup"
SHOWN = 10
OVER = (CareState.DONE, CareState.SKIPPED)


@gate("servicing.view_loan")
def case_followup(request: HttpRequest, number: str) -> HttpResponse:
    """What will be done for the loan and what was done; who looks after it."""
    case, on = case_of(request, number), date_of(request)
    loan = loan_on_case(request, case)
    values = {
        "case": case,
        "tab": TAB,
        "loan": loan,
        **_plan(loan, on),
        "keeper": contact_on(case, on),
        **(_data(loan, on) if loan else {}),
        "may_work": person_of(request).may("servicing.follow_up"),
        "may_read_letters": person_of(request).may("servicing.view_letters"),
        "may_decide": person_of(request).may("servicing.approve_skip"),
    }
    return render(request, "servicing/case_followup.html", values)


def _plan(loan: Loan | None, on: date) -> dict[str, object]:
    """The lines of the task plan: the next year, what is later, what is over."""
    lines = task_plan(loan, on) if loan else []
    ahead = [line for line in lines if line.state not in OVER]
    year = add_months(on, 12)
    return {
        "ahead": [line for line in ahead if line.due_on <= year],
        "later": [line for line in ahead if line.due_on > year],
        "past": [line for line in reversed(lines) if line.state in OVER],
    }


def _data(loan: Loan, on: date) -> dict[str, object]:
    """What is on record about the borrower, and what was declared since."""
    rows = data_on_record(loan, on)
    return {
        "rows": rows,
        "changes": change_lines(loan, on),
        "update": next_step(loan, CareKind.UPDATE),
        "cover": income_cover(loan, on),
        "standing": care_grade(loan, on),
        "visits": loan.visits.all()[:SHOWN],
        "letters": loan.letters.select_related("batch").order_by("-pk")[:SHOWN],
        "bad_address": is_bad_address(
            loan.borrower, next(row.value for row in rows if row.what.code == "address")
        ),
        "chart": report_chart(loan),
    }


def step_of(request: HttpRequest, number: str, pk: int) -> CareStep:
    """The step of the address, if this person may know of it."""
    found: CareStep = get_object_or_404(
        steps_for(person_of(request)), pk=pk, loan__case__number=number
    )
    return found


@gate("servicing.follow_up")
def care_step(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Fill in the result of a step."""
    step, on = step_of(request, number, pk), date_of(request)
    form = CareForm(request.POST or None, points=checklist(step.kind, on))
    if request.method == "POST" and form.is_valid():
        try:
            finish_step(
                step=step,
                findings=form.findings,
                outcome=form.cleaned_data["outcome"],
                text=form.cleaned_data["text"],
                actor=person_of(request),
                on=on,
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The result is on record."))
            return redirect(TAB, number)
    values = {"case": step.loan.case, "tab": TAB, "step": step, "form": form}
    return render(request, "servicing/care_step.html", values)


@gate("servicing.follow_up")
def care_skip(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ask to leave a step out; a second person decides."""
    step = step_of(request, number, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_skip(step=step, actor=person_of(request), on=date_of(request), **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("A second person has to agree that it is skipped."))
            return redirect(TAB, number)
    return confirmation(
        request,
        question=_("Skip this task?"),
        act=_("Ask to skip it"),
        back_url=reverse(TAB, args=[number]),
        facts=[Fact(_("Task"), step.get_kind_display()), Fact(_("Due on"), day(step.due_on))],
        form=form,
    )


@gate("servicing.approve_skip")
@require_POST
def care_skip_approve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Agree that a step is left out."""
    step = step_of(request, number, pk)
    try:
        approve_skip(step=step, actor=person_of(request), on=date_of(request))
    except RuleViolation as error:
        refused(request, error)
    else:
        messages.success(request, _("The task is skipped."))
    return redirect(TAB, number)


@gate("servicing.approve_skip")
def care_skip_refuse(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Have the step done all the same."""
    step = step_of(request, number, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refuse_skip(
                step=step, actor=person_of(request), on=date_of(request), **form.cleaned_data
            )
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, _("The task stays."))
            return redirect(TAB, number)
    facts = [Fact(_("Task"), step.get_kind_display()), Fact(_("Reason"), step.skip_reason)]
    return confirmation(
        request,
        question=_("Have it done all the same?"),
        act=_("The task stays"),
        back_url=reverse(TAB, args=[number]),
        facts=facts,
        form=form,
    )
