"""Weekly and monthly reports: the list, one report, its files, making one now."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casework.views.asked import date_of, person_of
from loanprogram.models import Report, ReportFile
from loanprogram.reports.forms import ReportForm
from loanprogram.reports.making import hand_out, order_report
from loanprogram.reports.selectors import file_of, reports_for
from loanprogram.reports.tables import read_tables
from screens.answers import download, refused
from screens.errors import RuleViolation
from screens.filters import ChoiceFilter, DateRangeFilter, state_choices
from screens.gates import gate
from screens.lists import Column, ListDefinition
from screens.sheets import XLSX
from screens.vocabulary import word

TYPES = {ReportFile.Form.PDF: "application/pdf", ReportFile.Form.EXCEL: XLSX}


def _file_address(form: str) -> Column:
    return Column(
        form,
        ReportFile.Form(form).label,
        value=lambda report: ReportFile.Form(form).label,
        link=lambda report: reverse("report_file", args=[report.pk, form]),
        exported=False,
    )


def _maker(report: Report) -> str:
    is_system = report.made_by.kind == "system"
    return __("the schedule") if is_system else report.made_by.display_name


REPORTS = ListDefinition(
    name="reports",
    title=_("Reports"),
    columns=[
        Column(
            "kind",
            _("Report"),
            value=lambda report: word("report", report.kind),
            link=lambda report: reverse("report", args=[report.pk]),
        ),
        Column("starts_on", _("From"), kind="date", order="starts_on"),
        Column("ends_on", _("To"), kind="date", order="ends_on"),
        Column("organisation", _("Organisation"), order="organisation__code"),
        Column("made_on", _("Made on"), kind="date", order="made_on"),
        Column("made_by", _("Made by"), value=_maker),
        _file_address("pdf"),
        _file_address("xlsx"),
    ],
    filters=[
        ChoiceFilter("kind", _("Report"), choices=state_choices("report")),
        DateRangeFilter("period", _("Period"), "starts_on"),
    ],
    default_order=("-ends_on", "kind", "organisation__code"),
)


@gate("servicing.view_reports")
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports of the own organisation, with their files, and making one now."""
    user, on = person_of(request), date_of(request)
    may_make = user.may("servicing.make_reports")
    values = {
        "list": REPORTS.bind(reports_for(user), request.GET, path=request.path),
        "form": ReportForm(on=on) if may_make else None,
    }
    return render(request, "loanprogram/report_list.html", values)


@gate("servicing.make_reports")
@require_POST
def report_make(request: HttpRequest) -> HttpResponse:
    """Make the report of a period now; the same period again opens the same report."""
    user, on = person_of(request), date_of(request)
    form = ReportForm(request.POST, on=on)
    if form.is_valid():
        try:
            report = order_report(period=form.chosen, actor=user, on=on)
        except RuleViolation as error:
            refused(request, error)
        else:
            return redirect("report", report.pk)
    else:
        messages.error(request, __("Choose a period."))
    return redirect("report_list")


@gate("servicing.view_reports")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report on the screen, from the figures that were frozen when it was made."""
    found: Report = get_object_or_404(reports_for(person_of(request)), pk=pk)
    values = {
        "report": found,
        "title": word("report", found.kind),
        "tables": read_tables(found.figures),
        "notes": found.figures["notes"],
        "files": found.files.filter(language=get_language()),
    }
    return render(request, "loanprogram/report.html", values)


@gate("servicing.view_reports")
def report_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The report as PDF or Excel, in the reader's language."""
    user = person_of(request)
    found: Report = get_object_or_404(reports_for(user), pk=pk)
    file = file_of(found, form, str(get_language()))
    if file is None:
        raise Http404
    hand_out(file, actor=user, on=date_of(request))
    name = f"{word('report', found.kind)} {found.organisation} {found.starts_on}.{form}"
    path = Path(settings.MEDIA_ROOT) / str(file.file.name)
    return download(path, filename=name, content_type=TYPES[ReportFile.Form(form)])
