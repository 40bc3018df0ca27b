"""All cases a person may know of: list, export, search, views worth keeping."""

from datetime import date
from io import BytesIO

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from casework.forms import SavedViewForm
from casework.models import Case
from casework.selectors import (
    case_is_paused,
    deadline_state,
    found,
    late_cases,
    listed_cases,
    own_views,
)
from casework.selectors import saved_views as views_of
from casework.services.exports import record_export
from casework.services.saved_views import drop_view as forget_view
from casework.services.saved_views import save_view as keep_view
from casework.views.asked import date_of, person_of
from parties.models import User
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.filters import (
    ChoiceFilter,
    ConditionFilter,
    DateRangeFilter,
    MoneyRangeFilter,
    state_choices,
)
from screens.gates import gate, staff_only
from screens.lists import BoundList, Column, ListDefinition
from screens.sheets import XLSX, file_name, write_xlsx

LIST_PAGES = {"worklist": "worklist", "cases": "case_list"}


def case_definition(on: date) -> ListDefinition:
    """The list of cases: one definition for page, export and saved views."""
    return ListDefinition(
        name="cases",
        title=_("Cases"),
        columns=_columns(on),
        filters=[
            ChoiceFilter("stage", _("Stage"), choices=state_choices("stage")),
            ChoiceFilter("holder", _("Waiting on"), choices=state_choices("holder")),
            DateRangeFilter("opened", _("Opened"), "opened_on"),
            MoneyRangeFilter("amount", _("Amount"), "headline_amount"),
            ConditionFilter("late", _("Overdue"), condition=lambda: late_cases(on)),
            ConditionFilter("open", _("Not closed"), condition=lambda: Q(closed_on=None)),
        ],
        default_order=("-opened_on", "-pk"),
        search=("number", "borrower__name", "borrower__sort_key", "borrower__phone_tail"),
        search_label=_("Number, name or phone tail"),
    )


def _columns(on: date) -> list[Column]:
    return [
        Column("number", _("Case"), order="number", link=_address),
        Column("borrower__name", _("Borrower"), order="borrower__sort_key"),
        Column("borrower__township", _("Township"), order="borrower__township"),
        Column("headline_amount", _("Amount"), kind="money", order="headline_amount"),
        Column("bank", _("Bank"), order="bank__name"),
        Column("stage", _("Stage"), kind="state", states="stage", order="stage"),
        Column("holder", _("Waiting on"), kind="state", states="holder", order="holder"),
        Column("opened_on", _("Opened"), kind="date", order="opened_on"),
        Column(
            "stage_due_on", pgettext_lazy("of a task", "Due on"), kind="date", order="stage_due_on"
        ),
        Column("deadline", _("Deadline"), "state", lambda c: _state(c, on), states="deadline"),
    ]


def _address(case: Case) -> str:
    return reverse("case_overview", args=[case.number])


def _state(case: Case, on: date) -> str:
    due_on = None if case.closed_on else case.stage_due_on
    return deadline_state(due_on, on=on, is_paused=case_is_paused(case))


def _bound(request: HttpRequest) -> BoundList:
    rows = listed_cases(person_of(request))
    return case_definition(date_of(request)).bind(rows, request.GET, path=reverse("case_list"))


@gate("casework.view_case")
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases this person may know of, filtered by the address."""
    bound = _bound(request)
    values = {
        "list": bound,
        "views": views_of(person_of(request), "cases"),
        "view_form": SavedViewForm(initial={"query": bound.saved_query}),
        "export_url": f"{reverse('case_list_export')}?{bound.saved_query}",
    }
    return render(request, "casework/case_list.html", values)


@gate("casework.view_case")
def case_list_export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the rows and columns of the current view, as an Excel file."""
    bound, on = _bound(request), date_of(request)
    target = BytesIO()
    columns = bound.to_headings()
    count = write_xlsx(target, title=__("Cases"), columns=columns, rows=bound.to_rows())
    record_export(
        "casework.export_cases",
        actor=person_of(request),
        on=on,
        count=count,
        query=bound.saved_query,
    )
    name = file_name(__("Cases"), on, "xlsx")
    return download(target.getvalue(), filename=name, content_type=XLSX)


@staff_only
def search(request: HttpRequest) -> HttpResponse:
    """What a number, a name or the tail of a phone leads to; one exact hit opens at once."""
    text = request.GET.get("q", "").strip()
    hits = found(person_of(request), text)
    exact = [hit for hit in hits if hit.is_exact]
    if len(exact) == 1:
        return redirect(exact[0].url)
    return render(request, "casework/search.html", {"text": text, "hits": hits})


@staff_only
@require_POST
def save_view(request: HttpRequest, list_name: str) -> HttpResponse:
    """Keep the present filters under a name."""
    if list_name not in LIST_PAGES:
        raise Http404
    form, user = SavedViewForm(request.POST), person_of(request)
    back = f"{reverse(LIST_PAGES[list_name])}?{request.POST.get('query', '')}"
    if not form.is_valid():
        refused(request, _form_fault(form))
        return redirect(back)
    try:
        keep_view(list_name=list_name, owner=user, on=date_of(request), **form.cleaned_data)
    except RuleViolation as error:
        refused(request, error)
    return redirect(back)


def _form_fault(form: SavedViewForm) -> RuleViolation:
    return RuleViolation(" ".join(str(one) for errors in form.errors.values() for one in errors))


@staff_only
@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an own saved view."""
    user: User = person_of(request)
    view = get_object_or_404(own_views(user), pk=pk)
    back = reverse(LIST_PAGES[view.list_name])
    forget_view(view=view, actor=user, on=date_of(request))
    return redirect(back)
