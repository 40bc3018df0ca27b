"""How repayment is going: the page with its charts, and the same figures as Excel."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from casework.services.exports import record_export
from casework.views.asked import date_of, person_of
from loanprogram.reports.monitoring import GROUPINGS, Monitor, monitor
from loanprogram.reports.papers import workbook
from loanprogram.reports.tables import Shape, Table
from screens import charts
from screens.answers import download
from screens.gates import gate
from screens.lists import Column
from screens.parts import Tile
from screens.sheets import XLSX, file_name
from screens.wording import day, percent, wan

GROUP_WORDS = {
    "bank": _("By bank"),
    "township": _("By township"),
    "group": _("By group of borrowers"),
    "product": _("By product"),
}
AMOUNTS = (
    Column("due", _("Fell due"), kind="money"),
    Column("in_time", _("Came in time"), kind="money"),
    Column("late", _("Came late"), kind="money"),
    Column("open", _("Still open"), kind="money"),
    Column("rate", _("Collection rate"), kind="percent"),
)
LOANS = Column("loans", _("Loans"), kind="number")
OVERDUE = Column("overdue", _("Principal overdue"), kind="money")


def _grouping(request: HttpRequest) -> str:
    wanted = request.GET.get("by", "")
    return wanted if wanted in GROUPINGS else "township"


@gate("servicing.view_reports")
def monitoring(request: HttpRequest) -> HttpResponse:
    """Due, received and late by month, ageing, trend and forecast, by what was chosen."""
    grouping, on = _grouping(request), date_of(request)
    found = monitor(person_of(request), grouping, on)
    values = {
        "grouping": grouping,
        "groupings": GROUP_WORDS.items(),
        "tiles": _tiles(found),
        "charts": _charts(found, grouping),
        "tables": _tables(found, grouping),
        "export_url": f"{reverse('monitoring_export')}?by={grouping}",
    }
    return render(request, "loanprogram/monitoring.html", values)


@gate("servicing.view_reports")
def monitoring_export(request: HttpRequest) -> HttpResponseBase:
    """The tables of the page as an Excel file."""
    grouping, on, user = _grouping(request), date_of(request), person_of(request)
    tables = _tables(monitor(user, grouping, on), grouping)
    count = sum(len(table.rows) for table in tables)
    record_export("loanprogram.export_monitoring", actor=user, on=on, count=count, query=grouping)
    title = __("Repayment monitor")
    content = workbook(tables, f"{user.organisation} · {day(on)}")
    return download(content, filename=file_name(title, on, "xlsx"), content_type=XLSX)


def _tiles(found: Monitor) -> list[Tile]:
    whole = found.whole
    late = f"{reverse('loan_list')}?state=overdue"
    return [
        Tile(_("Fell due in twelve months"), wan(whole.due), icon="calendar"),
        Tile(_("Collection rate"), percent(whole.rate), icon="graph-up"),
        Tile(_("Principal overdue"), wan(found.overdue), late, icon="graph-down"),
        Tile(_("Overdue loans"), found.overdue_count, late, icon="exclamation-triangle"),
    ]


def _month(first: date) -> str:
    return f"{first:%Y-%m}"


def _charts(found: Monitor, grouping: str) -> list[charts.Chart]:
    return [
        _due_chart(found),
        _ageing_chart(found),
        _group_chart(found, grouping),
        *([_rate_chart(found)] if found.whole.due else []),
        _forecast_chart(found),
    ]


def _due_chart(found: Monitor) -> charts.Chart:
    parts = [
        (_("Came in time"), [each.in_time for _first, each in found.months]),
        (_("Came late"), [each.late for _first, each in found.months]),
        (_("Still open"), [each.open for _first, each in found.months]),
    ]
    return charts.columns(
        _("What fell due each month, and what came of it"),
        [_month(first) for first, _each in found.months],
        [charts.Series(label, values) for label, values in parts],
        unit=_("yuan"),
        heading=_("Month"),
    )


def _ageing_chart(found: Monitor) -> charts.Chart:
    address = reverse("loan_list")
    items = [
        charts.Item(code, total, f"{address}?ageing={code}".replace("+", "%2B"))
        for code, _count, total in found.bands
    ]
    title = _("How old is what is overdue?")
    return charts.bars(title, items, unit=_("yuan"), heading=_("Days past due"))


def _group_chart(found: Monitor, grouping: str) -> charts.Chart:
    items = [charts.Item(row.label, row.overdue) for row in found.groups]
    title = _("Where is the overdue principal?")
    return charts.bars(title, items, unit=_("yuan"), heading=GROUP_WORDS[grouping])


def _rate_chart(found: Monitor) -> charts.Chart:
    """The months in which something fell due; of the others there is no rate."""
    months = [(first, each) for first, each in found.months if each.due]
    return charts.line(
        _("Collection rate month by month"),
        [_month(first) for first, _each in months],
        [charts.Series(_("Collection rate"), [each.rate * 100 for _first, each in months])],
        unit="%",
        heading=_("Month"),
    )


def _forecast_chart(found: Monitor) -> charts.Chart:
    return charts.columns(
        _("What will come in over the next three months?"),
        [_month(each.month) for each in found.ahead],
        [
            charts.Series(_("Probably comes in"), [each.expected for each in found.ahead]),
            charts.Series(_("Probably not"), [each.due - each.expected for each in found.ahead]),
        ],
        unit=_("yuan"),
        heading=_("Month"),
        note=_("Plan of the month times the collection rate of the last three whole months."),
    )


def _tables(found: Monitor, grouping: str) -> list[Table]:
    month = Column("month", _("Month"))
    return [
        _table(
            "months",
            _("Repayment by month"),
            ([month, *AMOUNTS], [[_month(first), *_amounts(each)] for first, each in found.months]),
        ),
        _table(
            "ageing",
            _("Overdue loans by days"),
            (
                [Column("band", _("Days past due")), LOANS, OVERDUE],
                [list(band) for band in found.bands],
            ),
        ),
        _table("groups", GROUP_WORDS[grouping], _group_table(found, grouping)),
        _table(
            "forecast",
            _("Next three months"),
            (
                [month, AMOUNTS[0], Column("expected", _("Probably comes in"), kind="money")],
                [[_month(each.month), each.due, each.expected] for each in found.ahead],
            ),
        ),
    ]


def _group_table(found: Monitor, grouping: str) -> tuple[list[Column], list[list[Any]]]:
    columns = [
        Column("name", GROUP_WORDS[grouping]),
        LOANS,
        Column("outstanding", _("Principal left"), kind="money"),
        Column("overdue_loans", _("Overdue loans"), kind="number"),
        OVERDUE,
        *AMOUNTS,
    ]
    rows = [
        [
            row.label,
            row.loans,
            row.outstanding,
            row.overdue_loans,
            row.overdue,
            *_amounts(row.collected),
        ]
        for row in found.groups
    ]
    return columns, rows


def _amounts(each: Any) -> list[Any]:
    return [each.due, each.in_time, each.late, each.open, each.rate]


def _table(code: str, title: Any, content: tuple[list[Column], list[list[Any]]]) -> Table:
    columns, rows = content
    return Table(Shape(code, title, columns), rows)
