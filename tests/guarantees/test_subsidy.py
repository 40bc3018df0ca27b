"""Interest subsidy: exact to the fen, late and misused loans named, paid once and by two."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from playwright.sync_api import Page

from guarantees.errors import ListHasChanged, QuarterNotOver, QuarterOutOfOrder
from guarantees.models import SubsidyLine, SubsidyStatement
from guarantees.services.subsidy import (
    approve_statement,
    confirm_statement,
    hand_over_files,
    make_statement,
    release_statement,
    send_back_statement,
    stop_subsidy,
    submit_statement,
)
from loancore.subsidy import borrower_pays_rate, share_of_interest, split_interest
from loanprogram.demo.walk_servicing import repaid
from parties.errors import NotAllowed, SamePerson
from parties.models import Organisation, User
from policy.models import BusinessDay, ProductVersion
from servicing.models import Loan
from servicing.services import approve_reversal, catch_up, propose_reversal
from tests.servicing import factories

PAID_OUT = date(2026, 1, 2)
APRIL = date(2026, 4, 8)
JULY = date(2026, 7, 6)


@pytest.fixture
def loan(transactional_db: None, cast: dict[str, User]) -> Loan:
    """200,000 at 3.60 % over 36 months, paid out on 2 January; the borrower bears 1.50 %."""
    ProductVersion.objects.update(borrower_rate=Decimal("0.015"))
    return factories.running_loan(cast, on=PAID_OUT)


def pay(loan: Loan, cast: dict[str, User], number: int, late: int = 0) -> None:
    row = loan.instalments.get(number=number)
    on = row.due_on + timedelta(days=late)
    amount = row.principal + row.interest + Decimal("20.00") * bool(late)
    repaid(Loan.objects.get(pk=loan.pk), cast, amount=amount, on=on, received_on=on)


def first_quarter(bank: Organisation, cast: dict[str, User], on: date = APRIL) -> SubsidyStatement:
    return make_statement(bank=bank, year=2026, quarter=1, actor=cast["accountant"], on=on)


def released(statement: SubsidyStatement, cast: dict[str, User], on: date) -> SubsidyStatement:
    submit_statement(statement=statement, actor=cast["accountant"], on=on)
    confirm_statement(statement=statement, actor=cast["post_loan_officer"], on=on)
    approve_statement(statement=statement, actor=cast["second_accountant"], on=on)
    return release_statement(statement=statement, actor=cast["center_leader"], on=on)


def figures(statement: SubsidyStatement) -> list[tuple[int, str, str, str]]:
    rows = statement.lines.order_by("instalment", "pk")
    return [(row.instalment, str(row.borrower), str(row.subsidy), row.reason) for row in rows]


def test_interest_paid_is_divided_by_either_rule() -> None:
    rate, paid = Decimal("0.036"), Decimal("600.00")
    above = split_interest(paid, rate, rule=borrower_pays_rate(Decimal("0.015")))
    half = split_interest(paid, rate, rule=share_of_interest(Decimal("0.5")))
    assert above == (Decimal("250.00"), Decimal("350.00"))
    assert half == (Decimal("300.00"), Decimal("300.00"))


def test_the_first_month_is_250_for_the_borrower_and_350_of_subsidy(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    pay(loan, cast, 1)
    pay(loan, cast, 2, late=3)
    statement = first_quarter(bank_a, cast)
    assert figures(statement)[0] == (1, "250.00", "350.00", "")
    assert figures(statement)[1][2:] == ("0.00", "late")
    assert statement.total == Decimal("350.00")


def test_with_half_of_the_interest_it_is_300(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    ProductVersion.objects.update(subsidy_kind="share")
    pay(loan, cast, 1)
    assert figures(first_quarter(bank_a, cast))[0] == (1, "300.00", "300.00", "")


def test_misuse_and_the_third_year_are_excluded_with_their_reason(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    pay(loan, cast, 1)
    pay(loan, cast, 2)
    stop = {"from_on": date(2026, 2, 10), "finding": "购买股票", "on": APRIL}
    with pytest.raises(NotAllowed):
        stop_subsidy(loan=loan, actor=cast["officer"], **stop)
    stop_subsidy(loan=loan, actor=cast["accountant"], **stop)
    assert [each[3] for each in figures(first_quarter(bank_a, cast))] == ["", "misuse"]

    ProductVersion.objects.update(subsidy_years=0)
    assert [each[3] for each in figures(first_quarter(bank_a, cast))] == ["third_year", "misuse"]


def test_two_of_the_center_and_the_bank_and_nobody_twice(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    pay(loan, cast, 1)
    statement = first_quarter(bank_a, cast)
    submit_statement(statement=statement, actor=cast["accountant"], on=APRIL)
    with pytest.raises(SubsidyStatement.DoesNotExist):
        confirm_statement(statement=statement, actor=cast["stranger"], on=APRIL)
    confirm_statement(statement=statement, actor=cast["post_loan_officer"], on=APRIL)
    with pytest.raises(SamePerson):
        approve_statement(statement=statement, actor=cast["accountant"], on=APRIL)
    with pytest.raises(NotAllowed):
        approve_statement(statement=statement, actor=cast["center_leader"], on=APRIL)
    approve_statement(statement=statement, actor=cast["second_accountant"], on=APRIL)
    done = release_statement(statement=statement, actor=cast["center_leader"], on=APRIL)
    content = done.file.read().decode("utf-8-sig")
    account = loan.disbursements.get().account_number
    assert f"{loan.number},李春梅,{account},1," in content
    assert content.splitlines()[-1].endswith("350.00,合计")
    assert hand_over_files(APRIL) == 1
    assert hand_over_files(APRIL) == 0


def test_what_changes_meanwhile_is_noticed(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    pay(loan, cast, 1)
    statement = first_quarter(bank_a, cast)
    submit_statement(statement=statement, actor=cast["accountant"], on=APRIL)
    reverse(loan, cast, APRIL)
    with pytest.raises(ListHasChanged):
        confirm_statement(statement=statement, actor=cast["post_loan_officer"], on=APRIL)
    officer = cast["post_loan_officer"]
    send_back_statement(statement=statement, actor=officer, on=APRIL, reason="已冲正")
    assert figures(first_quarter(bank_a, cast))[0][3] == "late"


def reverse(loan: Loan, cast: dict[str, User], on: date) -> None:
    repayment = loan.repayments.get()
    officer, manager = cast["post_loan_officer"], cast["manager"]
    asked = propose_reversal(repayment=repayment, reason="退票", actor=officer, on=on)
    approve_reversal(reversal=asked, actor=manager, on=on)


def test_a_payment_reversed_after_release_is_taken_back_in_the_next_quarter(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    pay(loan, cast, 1)
    released(first_quarter(bank_a, cast), cast, APRIL)
    reverse(loan, cast, APRIL)
    following = make_statement(bank=bank_a, year=2026, quarter=2, actor=cast["accountant"], on=JULY)
    line = following.lines.get(kind="correction")
    assert (line.subsidy, line.corrects.statement.quarter) == (Decimal("-350.00"), 1)
    assert following.total == Decimal("-350.00")


def test_a_payment_booked_too_late_for_its_list_is_carried_over(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    released(first_quarter(bank_a, cast), cast, APRIL)
    row = loan.instalments.get(number=1)
    amount = row.principal + row.interest
    repaid(loan, cast, amount=amount, on=APRIL + timedelta(days=1), received_on=row.due_on)
    following = make_statement(bank=bank_a, year=2026, quarter=2, actor=cast["accountant"], on=JULY)
    carried = following.lines.get(kind="carried_over")
    assert (carried.instalment, carried.subsidy) == (1, Decimal("350.00"))


def test_quarters_come_one_after_the_other_and_no_period_is_paid_twice(
    loan: Loan, cast: dict[str, User], bank_a: Organisation
) -> None:
    with pytest.raises(QuarterNotOver):
        first_quarter(bank_a, cast, on=date(2026, 3, 31))
    pay(loan, cast, 1)
    statement = first_quarter(bank_a, cast)
    with pytest.raises(QuarterOutOfOrder):
        make_statement(bank=bank_a, year=2026, quarter=2, actor=cast["accountant"], on=JULY)
    line = statement.lines.get(instalment=1)
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()
    assert SubsidyLine.objects.filter(instalment=1).count() == 1


@pytest.mark.row("S-175")
def test_the_quarter_from_list_to_payment_file(
    loan: Loan,
    cast: dict[str, User],
    bank_a: Organisation,
    open_page: Callable[..., Page],
    screenshot: Callable[..., None],
) -> None:
    pay(loan, cast, 1)
    catch_up(to=APRIL - timedelta(days=1))
    BusinessDay.objects.update(current_on=APRIL)
    page = open_page(cast["accountant"])
    page.goto("/subsidy/")
    page.select_option("[name=bank]", str(bank_a.pk))
    page.select_option("[name=year]", "2026")
    page.select_option("[name=quarter]", "1")
    page.get_by_role("button", name="生成清单").click()
    row = page.locator("[data-included] tbody tr").inner_text()
    assert "600.00" in row and "250.00" in row and "350.00" in row
    assert "利息未按期支付" in page.locator("[data-excluded] tbody tr").first.inner_text()
    screenshot(page, "notices_subsidy")
    page.get_by_role("button", name="提交银行确认").click()
    address = page.url
    for who, act in (
        ("post_loan_officer", "确认：利息已按清单支付"),
        ("second_accountant", "审批通过"),
        ("center_leader", "复核付款"),
    ):
        other = open_page(cast[who])
        other.goto(address)
        other.get_by_role("button", name=act).click()
        other.get_by_text("操作已记录").first.wait_for()
    page.reload()
    assert page.get_by_role("link", name="付款文件").count() == 1
    assert open_page(cast["stranger"]).goto(address).status == 404
