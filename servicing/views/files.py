"""Repayment files: handed in, looked at, put right, approved by another person, undone."""

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.services import possible_events
from loancore.money import ZERO
from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.filters import ChoiceFilter, DateRangeFilter, state_choices
from screens.gates import gate
from screens.lists import Column, ListDefinition
from screens.parts import Fact
from screens.sheets import CSV, XLSX, file_name, write_csv, write_xlsx
from screens.wording import yuan
from servicing.forms import ReasonForm
from servicing.forms.files import AssignForm, FileForm
from servicing.models import FileRow, RepaymentFile
from servicing.selectors.file_faults import reason_of
from servicing.selectors.files import (
    bad_rows,
    files_for,
    percent_of,
    rows_shown,
    shown_state,
    sums_of,
    totals_of,
)
from servicing.services.files import (
    approve_file,
    approve_undo,
    ask_undo,
    assign_row,
    hand_in,
    keep_posted,
    send_back_file,
    submit_file,
    withdraw_file,
)
from servicing.views.asked import date_of, person_of

ROWS_PER_PAGE = 50
FILES = ListDefinition(
    name="repayment_files",
    title=_("Repayment files"),
    columns=[
        Column(
            "number",
            _("File number"),
            link=lambda file: reverse("repayment_file", args=[file.number]),
        ),
        Column("state", _("State"), kind="state", states="repayment_file", order="state"),
        Column("original_name", _("File name")),
        Column("lines_total", _("Lines"), kind="number"),
        Column("uploaded_on", _("Handed in on"), kind="date", order="uploaded_on"),
        Column("uploaded_by__display_name", _("Handed in by")),
        Column("posted_on", _("Posted on"), kind="date", order="posted_on"),
        Column("bank", _("Bank")),
        Column("layout", _("Layout"), hidden=True),
    ],
    filters=[
        ChoiceFilter("state", _("State"), choices=state_choices("repayment_file")),
        DateRangeFilter("uploaded", _("Handed in on"), "uploaded_on"),
    ],
    default_order=("-pk",),
    search=("number", "original_name"),
    search_label=_("File number or name"),
)
TEMPLATE = [
    Column("serial", "银行流水号"),
    Column("reference", "贷款编号"),
    Column("amount", "还款金额", kind="money"),
    Column("received_on", "到账日期", kind="date"),
    Column("name", "借款人姓名"),
]
ERRORS = [
    Column("line", _("Line"), kind="number"),
    Column("serial", _("Bank serial number")),
    Column("reference", _("Names the loan")),
    Column("borrower", _("Borrower")),
    Column("amount", _("Amount"), kind="money"),
    Column("received_on", _("Received on"), kind="date"),
    Column("state", _("State")),
    Column("reason", _("Reason")),
]


@gate("servicing.view_files")
def repayment_file_list(request: HttpRequest) -> HttpResponse:
    """Every file handed in, newest first."""
    bound = FILES.bind(
        files_for(person_of(request)), request.GET, path=reverse("repayment_file_list")
    )
    may_hand_in = person_of(request).may("servicing.record_repayment")
    values = {"list": bound, "may_hand_in": may_hand_in}
    return render(request, "servicing/repayment_file_list.html", values)


@gate("servicing.record_repayment")
def repayment_file_hand_in(request: HttpRequest) -> HttpResponse:
    """Choose layout and file; the worker reads it."""
    user, on = person_of(request), date_of(request)
    form = FileForm(request.POST or None, request.FILES or None, bank=user.organisation, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            file = hand_in(actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            return redirect("repayment_file", file.number)
    return render(request, "servicing/repayment_file_hand_in.html", {"form": form})


@gate("servicing.view_files", "policy.draft_rules")
def repayment_file_template(request: HttpRequest, form: str) -> HttpResponseBase:
    """The programme's own template, empty, as Excel or CSV."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    name = file_name(str(_("Repayment template")), date_of(request), form)
    totals = ["合计", 0, "0.00", "", ""]
    if form == "csv":
        content = write_csv(columns=TEMPLATE, rows=[totals])
        return download(content, filename=name, content_type=CSV)
    target = BytesIO()
    write_xlsx(target, title="还款", columns=TEMPLATE, rows=[totals])
    return download(target.getvalue(), filename=name, content_type=XLSX)


@gate("servicing.view_files")
def repayment_file(request: HttpRequest, number: str) -> HttpResponse:
    """What is in a file, what is wrong with it, how far it is, and the next step."""
    file, state = _file(request, number), request.GET.get("state", "")
    page = Paginator(rows_shown(file, state), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    values = {
        "file": file,
        "percent": percent_of(file),
        "is_moving": file.state in {"uploaded", "posting", "undoing"},
        "sums": sums_of(file),
        "totals": totals_of(file),
        "page": page,
        "rows": [
            (row, shown_state(file, row.state), reason_of(row.fault, row.detail)) for row in page
        ],
        "state": state,
        "fault": reason_of(file.fault, file.fault_detail),
        "events": possible_events(file, actor=person_of(request)),
        "may_assign": file.state == "checked"
        and person_of(request).may("servicing.record_repayment"),
    }
    return render(request, "servicing/repayment_file.html", values)


@gate("servicing.view_files")
def repayment_file_errors(request: HttpRequest, number: str) -> HttpResponseBase:
    """All rows that are not posted, with line and reason, as an Excel file."""
    file, target = _file(request, number), BytesIO()
    write_xlsx(target, title=file.number, columns=ERRORS, rows=bad_rows(file))
    name = file_name(f"{file.number} {_('errors')}", date_of(request), "xlsx")
    return download(target.getvalue(), filename=name, content_type=XLSX)


@gate("servicing.view_files")
def repayment_file_original(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file as it was handed in."""
    file = _file(request, number)
    kind = "application/octet-stream"
    return download(file.file.open("rb"), filename=file.original_name, content_type=kind)


@gate("servicing.record_repayment")
def file_row_assign(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Say which loan a row is for."""
    file = _file(request, number)
    row = get_object_or_404(FileRow, file=file, line=line)
    form = AssignForm(request.POST or None, initial={"loan_number": row.reference})
    if request.method == "POST" and form.is_valid():
        try:
            user, on = person_of(request), date_of(request)
            row = assign_row(file=file, line=line, actor=user, on=on, **form.cleaned_data)
        except RuleViolation as error:
            refused(form, error)
        else:
            messages.success(request, reason_of(row.fault, row.detail) or _("Matched."))
            return redirect("repayment_file", number)
    values = {"file": file, "row": row, "form": form, "reason": reason_of(row.fault, row.detail)}
    return render(request, "servicing/file_row_assign.html", values)


Step = tuple[Callable[..., RepaymentFile], str | Promise, bool]
STEPS: dict[str, Step] = {
    "submit": (submit_file, _("Submit the good rows to the second person?"), False),
    "approve": (approve_file, _("Post the good rows of this file?"), False),
    "undo": (approve_undo, _("Take back everything this file posted?"), True),
    "withdraw": (withdraw_file, _("Withdraw this file?"), True),
    "send_back": (send_back_file, _("Send this file back?"), True),
    "ask_undo": (ask_undo, _("Ask to take back everything this file posted?"), True),
    "keep": (keep_posted, _("Leave this file as it was posted?"), False),
}
WITH_REASON = {"withdraw", "send_back", "ask_undo", "keep"}


@gate(
    "servicing.record_repayment",
    "servicing.approve_repayment",
    "servicing.reverse_repayment",
    "servicing.approve_reversal",
)
def repayment_file_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Ask once more, then take the file a step further."""
    file = _file(request, number)
    if step not in STEPS:
        raise Http404
    act, question, danger = STEPS[step]
    form = ReasonForm(request.POST or None) if step in WITH_REASON else None
    if request.method == "POST" and (form is None or form.is_valid()):
        typed = form.cleaned_data if form else {}
        try:
            act(file=file, actor=person_of(request), on=date_of(request), **typed)
        except RuleViolation as error:
            refused(form or request, error)
        if form is None or form.is_valid():
            return redirect("repayment_file", number)
    return confirmation(
        request,
        question=question,
        act=_("Yes"),
        back_url=reverse("repayment_file", args=[number]),
        facts=_facts(file),
        danger=danger,
        form=form,
    )


def _facts(file: RepaymentFile) -> list[Fact]:
    good = next((each for each in sums_of(file) if each.state == "good"), None)
    return [
        Fact(_("File number"), file.number),
        Fact(_("File name"), file.original_name),
        Fact(_("Good rows"), good.count if good else 0, numeric=True),
        Fact(_("Amount of the good rows"), yuan(good.amount if good else ZERO), numeric=True),
    ]


def _file(request: HttpRequest, number: str) -> RepaymentFile:
    found: RepaymentFile = get_object_or_404(files_for(person_of(request)), number=number)
    return found
