"""Reports: figures of any day, one report per period, frozen, in four files."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from python_calamine import CalamineWorkbook

from casework.models import JobRun, Notice
from loanprogram.demo.walk_servicing import repaid
from loanprogram.errors import DaysNotClosed, PeriodNotOver
from loanprogram.models import Report, ReportFile
from loanprogram.reports import portfolio as book
from loanprogram.reports.figures import report_figures, stage_of
from loanprogram.reports.making import due_reports, make_due_reports, make_report, order_report
from loanprogram.reports.periods import Period, last_complete, newest, period_of
from loanprogram.reports.tables import SHAPES, read_tables
from parties.errors import NotAllowed
from parties.models import Organisation, User
from servicing.models import Loan
from servicing.services import catch_up

FEBRUARY = Period("monthly", date(2026, 2, 1), date(2026, 2, 28))
LAST_WEEK = Period("weekly", date(2026, 2, 23), date(2026, 3, 1))


def rows_of(figures: dict[str, Any], code: str) -> list[dict[str, Any]]:
    names = [column.name for column in SHAPES[code].columns]
    table = next(table for table in figures["tables"] if table["code"] == code)
    return [dict(zip(names, row, strict=True)) for row in table["rows"]]


def made(period: Period, organisation: Organisation, actor: User, on: date) -> Report:
    return make_report(period=period, organisation=organisation, actor=actor, on=on)


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    assert last_complete("weekly", date(2026, 3, 2)) == LAST_WEEK
    assert last_complete("weekly", date(2026, 3, 1)).ends_on == date(2026, 2, 22)
    assert last_complete("monthly", date(2026, 3, 31)) == FEBRUARY
    assert period_of("monthly", date(2026, 12, 31)).starts_on == date(2026, 12, 1)
    assert [p.starts_on.month for p in newest("monthly", date(2026, 2, 1), 3)] == [1, 12, 11]


def test_business_statistics_add_up(portfolio: list[Loan], own_bank: Organisation) -> None:
    row = rows_of(report_figures(FEBRUARY, own_bank), "business")[0]

    assert (row["opening"], row["payouts"], row["paid_out"]) == ("200000.00", 1, "100000.00")
    assert (row["repaid"], row["given_up"], row["balance"]) == ("0.00", "0.00", "300000.00")
    assert (row["loans"], row["overdue"]) == (2, "200000.00")
    assert (row["year_payouts"], row["year_paid_out"]) == (2, "300000.00")


def test_the_week_shows_ageing_and_what_falls_due(
    portfolio: list[Loan], own_bank: Organisation
) -> None:
    figures = report_figures(LAST_WEEK, own_bank)

    late = rows_of(figures, "ageing")
    assert (late[0]["band"], late[0]["loans"], late[0]["balance"]) == ("1-30", 1, "200000.00")
    assert late[0]["share"] == "0.666667"
    assert late[-1]["balance"] == "200000.00"
    due = rows_of(figures, "due_next")[0]
    first = portfolio[1].instalments.get(number=1)
    assert (due["instalments"], due["total"]) == (1, str(first.principal + first.interest))
    stages = {row["stage"]: row["cases"] for row in rows_of(figures, "stages")}
    assert sum(stages.values()) == 0  # no case of the portfolio came through the front door


def test_past_days_stay_as_they_were(
    portfolio: list[Loan], cast: dict[str, User], own_bank: Organisation, today: date
) -> None:
    repaid(portfolio[0], cast, amount=Decimal("20000.00"), on=today, received_on=today)
    loans = book.loans_of([own_bank])

    assert book.balance_of(loans, date(2026, 1, 11)) == Decimal("0.00")
    assert book.balance_of(loans, date(2026, 1, 31)) == Decimal("200000.00")
    assert book.balance_of(loans, date(2026, 3, 1)) == Decimal("300000.00")
    now = sum((loan.outstanding for loan in Loan.objects.all()), Decimal(0))
    assert book.balance_of(loans, today) == now < Decimal("300000.00")


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        (("in_review", None, None), "review"),
        (("approved", None, None), "guarantee"),
        (("approved", "requested", None), "guarantee"),
        (("approved", "secured", None), "contract"),
        (("contracted", "in_force", "payable"), "payout"),
        (("contracted", "in_force", "overdue"), "overdue"),
        (("contracted", "claimed", "claimed"), "claim"),
        (("contracted", "released", "settled"), "closed"),
        (("declined", None, None), "closed"),
    ],
)
def test_a_case_stands_where_its_parts_stand(states: tuple, stage: str) -> None:
    assert stage_of(*states) == stage


def test_the_same_period_again_is_the_same_report(
    portfolio: list[Loan], own_bank: Organisation, manager: User, today: date
) -> None:
    first = made(LAST_WEEK, own_bank, User.objects.system(), today)

    assert order_report(period=LAST_WEEK, actor=manager, on=today) == first
    assert (Report.objects.count(), ReportFile.objects.count()) == (1, 4)
    assert JobRun.objects.get(job="report_weekly").outcome == "done"
    told = Notice.objects.filter(kind="report_made").values_list("recipient_user__username")
    assert {name for (name,) in told} == {"manager-a", "second-manager-a"}
    for file in ReportFile.objects.all():
        with default_storage.open(file.file.name) as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == file.sha256


def test_pdf_and_excel_show_the_same_figures(
    portfolio: list[Loan], own_bank: Organisation, today: date
) -> None:
    report = made(FEBRUARY, own_bank, User.objects.system(), today)

    file = report.files.get(form="xlsx", language="zh-hans")
    book_of_sheets = CalamineWorkbook.from_filelike(default_storage.open(file.file.name))
    sheet = book_of_sheets.get_sheet_by_index(0).to_python()
    stored = read_tables(report.figures)[0]
    assert sheet[3][2:8] == [float(value) for value in stored.rows[0][2:8]]
    with default_storage.open(report.files.get(form="pdf", language="en").file.name) as pdf:
        assert pdf.read(5) == b"%PDF-"


def test_a_report_is_frozen_by_the_database(
    portfolio: list[Loan], own_bank: Organisation, today: date
) -> None:
    report = made(LAST_WEEK, own_bank, User.objects.system(), today)

    for table in ("loanprogram_report", "loanprogram_reportfile"):
        for act in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act)
    assert report.files.count() == 4


def test_no_report_before_its_period_is_over_and_closed(
    portfolio: list[Loan], own_bank: Organisation, manager: User, auditor: User, today: date
) -> None:
    running = period_of("weekly", today)
    with pytest.raises(PeriodNotOver):
        made(running, own_bank, manager, today)
    with pytest.raises(DaysNotClosed):
        made(running, own_bank, manager, date(2026, 3, 9))
    with pytest.raises(NotAllowed):
        order_report(period=LAST_WEEK, actor=auditor, on=today)

    assert not Report.objects.exists()


def test_the_schedule_catches_up_what_it_missed(
    portfolio: list[Loan], today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loanprogram.reports.making.written", lambda *_facts: b"paper")
    assert make_due_reports(today) == 8  # the newest week and month of center and three banks
    assert make_due_reports(today) == 0
    later = date(2026, 3, 17)
    assert list(due_reports(later)) == []  # its days are not closed

    catch_up(to=date(2026, 3, 16))

    missed = {(period.key, organisation.code) for period, organisation in due_reports(later)}
    weeks = ("weekly:2026-03-02", "weekly:2026-03-09")
    houses = ("center", "bank-a", "bank-b", "bank-c")
    assert missed == {(week, house) for week in weeks for house in houses}
    assert make_due_reports(later) == 8


def test_one_failing_report_does_not_stop_the_others(
    portfolio: list[Loan], today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_for_bank_b(report: Report, *_facts: str) -> bytes:
        if report.organisation.code == "bank-b":
            raise OSError("disk full")
        return b"paper"

    monkeypatch.setattr("loanprogram.reports.making.written", fail_for_bank_b)

    with pytest.raises(OSError, match="disk full"):
        make_due_reports(today)

    assert Report.objects.count() == 6
    assert not Report.objects.filter(organisation__code="bank-b").exists()


def test_later_corrections_are_named_in_the_next_report(
    portfolio: list[Loan],
    cast: dict[str, User],
    own_bank: Organisation,
    today: date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("loanprogram.reports.making.written", lambda *_facts: b"paper")
    system = User.objects.system()
    made(FEBRUARY, own_bank, system, today)
    repaid(portfolio[0], cast, amount=Decimal("20000.00"), on=today, received_on=date(2026, 2, 27))
    catch_up(to=date(2026, 3, 31))
    march = Period("monthly", date(2026, 3, 1), date(2026, 3, 31))

    report = made(march, own_bank, system, date(2026, 4, 1))

    assert [note["code"] for note in report.figures["notes"]] == ["corrected"]
    assert report.figures["notes"][0]["before"] == "300000.00"
    frozen = Report.objects.get(starts_on=date(2026, 2, 1))
    assert rows_of(frozen.figures, "business")[-1]["balance"] == "300000.00"


def test_the_center_sees_the_fund_and_a_bank_only_itself(
    portfolio: list[Loan], own_bank: Organisation, center: Organisation
) -> None:
    of_bank = report_figures(FEBRUARY, own_bank)
    of_center = report_figures(FEBRUARY, center)

    assert [table["code"] for table in of_bank["tables"]] == ["business", "appeals", "ageing"]
    assert {row["bank"][0] for row in rows_of(of_bank, "business")[:-1]} == {own_bank.name}
    codes = [table["code"] for table in of_center["tables"]]
    assert codes == ["business", "appeals", "ageing", "fund", "capacity"]
    fund = rows_of(of_center, "fund")[-1]
    parts = ("opening", "paid_in", "interest", "paid_out", "claims", "recovered", "other")
    assert sum(Decimal(fund[part]) for part in parts) == Decimal(fund["closing"])
    assert rows_of(of_center, "capacity")[0]["in_guarantee"] == "300000.00"
