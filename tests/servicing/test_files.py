"""Repayment files: each bank serial number is posted once, bad rows never stop good ones."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from ledger.selectors import balance, discrepancies
from parties.errors import NotAllowed, SamePerson
from servicing.models import FileRow, Loan, Repayment, RepaymentFile
from servicing.selectors.proofs import discrepancies as loan_discrepancies
from servicing.selectors.repayments import statement_of
from servicing.services import catch_up
from servicing.services.files import (
    approve_file,
    approve_undo,
    ask_undo,
    assign_row,
    submit_file,
    work_off,
)
from tests.servicing.filing import handed_in, posted, row_of, template

DUE = date(2026, 4, 2)
DAY = timedelta(days=1)


@pytest.fixture
def due(loan: Loan) -> Loan:
    """A loan on the morning of its first due date: 5,869.28 fall due."""
    catch_up(to=DUE - DAY)
    return Loan.objects.get(pk=loan.pk)


def states(file: RepaymentFile) -> list[tuple[int, str, str]]:
    return list(file.rows.order_by("line").values_list("line", "state", "fault"))


def test_a_file_posts_what_single_posting_would(due, cast):
    file = handed_in(template([row_of(due, "S1", "6000.00", DUE)]), cast, DUE)
    assert states(file) == [(2, "good", "")]
    assert (file.control_count, file.control_amount) == (1, Decimal("6000.00"))
    file = posted(file, cast, DUE)
    assert (file.state, file.parts.get().posted_together) == ("posted", 1)
    loan = Loan.objects.get()
    assert (loan.outstanding, loan.advance) == (Decimal("194730.72"), Decimal("130.72"))
    assert balance("bank:bank-a:loans:principal") == Decimal("194730.72")
    assert balance("bank:bank-a:loans:interest") == Decimal("0.00")
    assert balance("bank:bank-a:loans:advance") == Decimal("-130.72")
    assert loan.borrower.notices.filter(kind="repayment_posted").count() == 2
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_every_bad_row_is_named_and_stops_no_good_one(due, cast):
    on, name = DUE.isoformat(), due.borrower.name
    rows = [
        row_of(due, "S1", "100.00", DUE),
        ("S2", "L-unknown", "100.00", on, name),
        ("S3", due.number, "12.345", on, name),
        ("S4", due.number, "100", "2026-13-01", name),
        ("S1", due.number, "100.00", on, name),
        ("S1", due.number, "200.00", on, name),
        ("S5", due.number, "100.00", (DUE + DAY).isoformat(), name),
        ("S6", due.number, "900000.00", on, name),
        ("S7", due.number, "100.00", on, "别人"),
        ("", due.number, "100.00", on, name),
        ("S8", due.number, "-5", on, name),
        row_of(due, "S9", "50.00", DUE),
    ]
    file = handed_in(template(rows, total="1000.00"), cast, DUE)
    assert [fault for _line, _state, fault in states(file)] == [
        "", "no_loan", "amount_not_in_fen", "date_unreadable", "twice_in_file", "serial_twice",
        "date_in_future", "beyond_debt", "name_differs", "serial_missing", "amount_not_positive",
        "",
    ]  # fmt: skip
    file = posted(file, cast, DUE)
    assert Repayment.objects.count() == 2
    assert file.figures["good"] == {"count": 2, "amount": "150.00"}
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_the_same_file_again_posts_nothing_whatever_its_name_or_order(due, cast):
    rows = [row_of(due, f"S{n}", f"{n}00.00", DUE) for n in (1, 2, 3)]
    posted(handed_in(template(rows), cast, DUE), cast, DUE)
    again = handed_in(template(rows), cast, DUE, name="另一个名字.csv")
    swapped = handed_in(template(reversed(rows)), cast, DUE)
    changed = [rows[0], (*rows[1][:2], "999.00", *rows[1][3:]), row_of(due, "S4", "4.00", DUE)]
    overlapping = handed_in(template(changed), cast, DUE)
    assert {state for _line, state, _fault in states(again)} == {"duplicate"}
    assert {state for _line, state, _fault in states(swapped)} == {"duplicate"}
    assert [fault for *_rest, fault in states(overlapping)] == [
        "already_posted",
        "serial_of_other",
        "",
    ]
    posted(overlapping, cast, DUE)
    assert Repayment.objects.count() == 4


def test_two_files_with_one_serial_post_it_once(due, cast):
    rows = [row_of(due, "S1", "100.00", DUE)]
    first, second = handed_in(template(rows), cast, DUE), handed_in(template(rows), cast, DUE)
    submit_file(file=first, actor=cast["post_loan_officer"], on=DUE)
    RepaymentFile.objects.filter(pk=first.pk).update(state="checked")  # as if both were at once
    submit_file(file=second, actor=cast["post_loan_officer"], on=DUE)
    RepaymentFile.objects.filter(pk=first.pk).update(state="submitted")
    for file in (first, second):
        approve_file(file=file, actor=cast["manager"], on=DUE)
    work_off()
    assert Repayment.objects.count() == 1
    assert FileRow.objects.get(file=second).fault == "serial_used"
    assert (discrepancies(), loan_discrepancies()) == ([], [])


def test_only_loans_of_the_own_bank_exist_for_a_file(due, cast):
    file = handed_in(template([row_of(due, "S1", "100.00", DUE)]), cast, DUE, actor="stranger")
    assert states(file) == [(2, "unmatched", "no_loan")]
    with pytest.raises(Exception, match=due.number):
        assign_row(file=file, line=2, loan_number=due.number, actor=cast["stranger"], on=DUE)
    with pytest.raises(NotAllowed):
        assign_row(
            file=file, line=2, loan_number=due.number, actor=cast["post_loan_officer"], on=DUE
        )


def test_an_unmatched_row_is_assigned_by_hand(due, cast):
    file = handed_in(template([("S1", "?", "100.00", "2026-04-02", "x")]), cast, DUE)
    officer = cast["post_loan_officer"]
    row = assign_row(file=file, line=2, loan_number=due.number, actor=officer, on=DUE)
    assert (row.state, row.loan) == ("good", due)
    posted(file, cast, DUE)
    again = handed_in(template([("S1", "?", "100.00", "2026-04-02", "x")]), cast, DUE)
    assert states(again) == [(2, "duplicate", "already_posted")]


def test_who_prepared_a_file_does_not_post_it(due, cast):
    file = handed_in(template([row_of(due, "S1", "100.00", DUE)]), cast, DUE)
    submit_file(file=file, actor=cast["post_loan_officer"], on=DUE)
    with pytest.raises((SamePerson, NotAllowed)):
        approve_file(file=file, actor=cast["post_loan_officer"], on=DUE)
    work_off()
    assert not Repayment.objects.exists()


@pytest.mark.row("S-123")
def test_undo_returns_every_balance_and_the_statement_shows_both(due, cast):
    rows = [row_of(due, "S1", "6000.00", DUE), row_of(due, "S2", "10.00", DUE)]
    before = balance("bank:bank-a:loans:principal"), balance("bank:bank-a:settlement")
    file = posted(handed_in(template(rows), cast, DUE), cast, DUE)
    ask_undo(file=file, actor=cast["post_loan_officer"], on=DUE, reason="银行重发")
    with pytest.raises((SamePerson, NotAllowed)):
        approve_undo(file=file, actor=cast["post_loan_officer"], on=DUE)
    approve_undo(file=file, actor=cast["manager"], on=DUE)
    work_off()
    loan = Loan.objects.get()
    assert RepaymentFile.objects.get(pk=file.pk).state == "undone"
    assert (balance("bank:bank-a:loans:principal"), balance("bank:bank-a:settlement")) == before
    assert (loan.outstanding, loan.advance) == (Decimal("200000.00"), Decimal("0.00"))
    kinds = [line.kind for line in statement_of(loan)]
    assert kinds == ["disbursed", "received", "received", "reversed", "reversed"]
    assert (discrepancies(), loan_discrepancies()) == ([], [])
    again = handed_in(template(rows), cast, DUE)
    assert {state for _line, state, _fault in states(again)} == {"good"}


@pytest.mark.parametrize("layout", ["bank-a-debit"])
def test_a_layout_of_the_bank_reads_its_own_form(due, cast, layout):
    text = (
        f"扣款回盘\n20260402\n户名,合同号,交易日期,交易流水,扣款金额(元)\n{due.borrower.name},"
        f'{due.contract.number},20260402,D0001,"1,234.56"\n总计,1,,,"1,234.56"\n'
    )
    file = handed_in(text.encode("gb18030"), cast, DUE, layout=layout)
    row = file.rows.get()
    assert (row.state, row.amount, row.loan) == ("good", Decimal("1234.56"), due)
    assert file.control_amount == Decimal("1234.56")


def test_another_kind_of_file_is_refused_in_words(due, cast):
    file = handed_in("随便什么".encode("gb18030"), cast, DUE)
    assert (file.state, file.fault) == ("unreadable", "letters_differ")
    file = handed_in(b"a,b\n1,2\n", cast, DUE)
    assert (file.state, file.fault, file.fault_detail) == ("unreadable", "no_column", "银行流水号")


@pytest.mark.row("S-118")
def test_a_thousand_rows_with_seven_bad_ones_in_the_browser(loan, cast, today, open_page, tmp_path):
    path = tmp_path / "还款一千行.csv"
    path.write_bytes(a_thousand_rows(loan, today))
    page, second = open_page(cast["post_loan_officer"]), open_page(cast["manager"])
    page.goto("/repayment-files/hand-in/")
    page.get_by_label("项目统一模板").check()
    page.get_by_label("文件", exact=True).set_input_files(path)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("progress")).to_be_visible()
    work_off()
    expect(page.get_by_text("银行合计行")).to_be_visible()
    page.get_by_role("link", name="提交复核").click()
    page.get_by_role("button", name="是", exact=True).click()
    expect(page.get_by_text("待复核").first).to_be_visible()
    second.goto(page.url)
    second.get_by_role("link", name="入账可入账行").click()
    second.get_by_role("button", name="是", exact=True).click()
    expect(second.locator("progress")).to_be_visible()
    work_off()
    file = RepaymentFile.objects.get()
    assert (file.state, Repayment.objects.count()) == ("posted", 993)
    lines = [line for line, state, _fault in states(file) if state != "good"]
    assert lines == [995, 996, 997, 998, 999, 1000, 1001]
    second.goto(f"/repayment-files/{file.number}/?state=wrong")
    expect(second.get_by_text("“abc”不是金额。")).to_be_visible()
    with second.expect_download() as taken:
        second.get_by_role("link", name="未入账行清单").click()
    assert taken.value.suggested_filename.endswith(".xlsx")


def a_thousand_rows(loan: Loan, day: date) -> bytes:
    """993 good rows and seven bad ones, each bad in its own way."""
    on, name = day.isoformat(), loan.borrower.name
    rows = [row_of(loan, f"S{n:04d}", "5.00", day) for n in range(993)]
    bad = [("X1", "无此编号", "5.00", on, name), ("X2", loan.number, "abc", on, name)]
    bad += [("X3", loan.number, "5.00", "去年", name), ("", loan.number, "5.00", on, name)]
    bad += [("X5", loan.number, "5.00", on, "别人"), rows[0]]
    bad.append(("X7", loan.number, "9999999", on, name))
    return template([*rows, *bad], total="10004994.00")


@pytest.mark.row("S-118")
def test_the_same_file_again_shows_every_row_as_already_there(due, cast, open_page):
    rows = [row_of(due, f"S{n}", "5.00", DUE) for n in range(3)]
    posted(handed_in(template(rows), cast, DUE), cast, DUE)
    again = handed_in(template(rows), cast, DUE)
    page = open_page(cast["post_loan_officer"], width=360)
    page.goto(f"/repayment-files/{again.number}/")
    expect(page.get_by_text("此流水号已入账：收据").first).to_be_visible()
    assert page.get_by_text("此流水号已入账：收据").count() == 3
    assert Repayment.objects.count() == 3
    other = open_page(cast["stranger"])
    assert other.goto(f"/repayment-files/{again.number}/").status == 404
