from datetime import date
from decimal import ROUND_CEILING, Decimal

import pytest
from hypothesis import given, settings

from loancore.errors import InconsistentTerms
from loancore.plain import is_ordinary, ordinary_rows
from loancore.schedule import (
    Instalment,
    LoanTerms,
    PlannedPrincipal,
    RateChange,
    Tranche,
    build_schedule,
    schedule_due_dates,
)
from loancore.walk import Walk
from tests.loancore.strategies import FEW, loan_terms

START = date(2025, 7, 10)


def plan(method: str, day_count: str = "months", **changes: object) -> list[Instalment]:
    given_terms = {
        "principal": Decimal(200000),
        "annual_rate": Decimal("0.036"),
        "disbursed_on": START,
        "term_months": 36,
    }
    terms = LoanTerms(method=method, day_count=day_count, **(given_terms | changes))
    return build_schedule(terms)


def total_interest(rows: list[Instalment]) -> Decimal:
    return sum((row.interest for row in rows), Decimal(0))


def test_equal_instalment_of_the_programme() -> None:
    rows = plan("equal_instalment")
    assert (rows[0].interest, rows[0].principal) == (Decimal("600.00"), Decimal("5269.28"))
    assert {row.total for row in rows[:-1]} == {Decimal("5869.28")}
    assert rows[-1].total == Decimal("5869.11")
    assert total_interest(rows) == Decimal("11293.91")


def test_equal_principal_of_the_programme() -> None:
    rows = plan("equal_principal")
    assert {row.principal for row in rows[:-1]} == {Decimal("5555.56")}
    assert rows[-1].principal == Decimal("5555.40")
    assert [rows[0].total, rows[1].total] == [Decimal("6155.56"), Decimal("6138.89")]
    assert rows[-1].total == Decimal("5572.07")
    assert total_interest(rows) == Decimal("11100.00")


def test_interest_monthly_and_principal_at_the_end() -> None:
    rows = plan("interest_only_monthly")
    assert {row.interest for row in rows} == {Decimal("600.00")}
    assert rows[-1].principal == Decimal(200000)
    assert total_interest(rows) == Decimal("21600.00")


def test_ex01_equal_instalment() -> None:
    rows = plan("equal_instalment", principal=Decimal(300000), annual_rate=Decimal("0.035"))
    assert rows[0].principal == Decimal("7915.62")
    assert rows[0].closing_balance == Decimal("292084.38")
    assert [row.interest for row in rows[:5]] == [
        Decimal("875.00"),
        Decimal("851.91"),
        Decimal("828.76"),
        Decimal("805.54"),
        Decimal("782.25"),
    ]
    assert rows[-1].due_on == date(2028, 7, 10)
    assert (rows[-1].interest, rows[-1].total) == (Decimal("25.57"), Decimal("8790.77"))
    assert total_interest(rows) == Decimal("16462.47")


def test_ex02_equal_principal_drawn_on_the_31st() -> None:
    rows = plan(
        "equal_principal",
        annual_rate=Decimal("0.035"),
        disbursed_on=date(2025, 1, 31),
        term_months=24,
    )
    assert [row.due_on for row in rows[:3]] == [
        date(2025, 2, 28),
        date(2025, 3, 31),
        date(2025, 4, 30),
    ]
    assert rows[-1].due_on == date(2027, 1, 31)
    assert (rows[0].total, rows[-1].total) == (Decimal("8916.66"), Decimal("8357.72"))
    assert total_interest(rows) == Decimal("7291.67")


def test_ex03_interest_by_the_quarter() -> None:
    rows = plan(
        "interest_only_quarterly",
        "actual/360",
        principal=Decimal(300000),
        annual_rate=Decimal("0.035"),
        term_months=12,
    )
    assert [(row.due_on, row.interest) for row in rows] == [
        (date(2025, 9, 21), Decimal("2129.17")),
        (date(2025, 12, 21), Decimal("2654.17")),
        (date(2026, 3, 21), Decimal("2625.00")),
        (date(2026, 6, 21), Decimal("2683.33")),
        (date(2026, 7, 10), Decimal("554.17")),
    ]
    assert total_interest(rows) == Decimal("10645.84")
    assert rows[-1].total == Decimal("300554.17")


def test_ex18_sixty_months_at_six_percent() -> None:
    rows = plan(
        "equal_instalment",
        principal=Decimal(10000),
        annual_rate=Decimal("0.06"),
        term_months=60,
    )
    assert (rows[0].total, rows[-1].total) == (Decimal("193.33"), Decimal("193.21"))
    assert total_interest(rows) == Decimal("1599.68")


def test_single_payment_takes_all_at_maturity() -> None:
    (row,) = plan("single_payment", "actual/360", term_months=12)
    assert (row.due_on, row.interest) == (date(2026, 7, 10), Decimal("7300.00"))


def test_odd_first_days_are_added_to_the_first_instalment() -> None:
    rows = plan("equal_instalment", due_day=20)
    assert rows[0].due_on == date(2025, 8, 20)
    assert (rows[0].interest, rows[0].total) == (Decimal("800.00"), Decimal("6069.12"))
    assert rows[1].total == Decimal("5869.12")
    assert rows[-1].due_on == date(2028, 7, 10)


def test_a_fixed_plan_repays_what_was_agreed() -> None:
    agreed = (
        PlannedPrincipal(date(2025, 12, 10), Decimal(50000)),
        PlannedPrincipal(date(2026, 7, 10), Decimal(150000)),
    )
    rows = plan("fixed_plan", term_months=12, period_months=12, plan=agreed)
    assert [(row.due_on, row.principal, row.interest) for row in rows] == [
        (date(2025, 12, 10), Decimal(50000), Decimal("3000.00")),
        (date(2026, 7, 10), Decimal(150000), Decimal("3150.00")),
    ]


def test_seasonal_principal_falls_into_the_season() -> None:
    rows = plan("seasonal", term_months=12, season_months=frozenset({10, 6}))
    paid = {row.due_on: row.principal for row in rows if row.principal}
    assert paid == {date(2025, 10, 10): Decimal(100000), date(2026, 6, 10): Decimal(100000)}


def test_a_principal_grace_leaves_interest_only() -> None:
    rows = plan("equal_instalment", principal_grace_periods=6)
    assert {row.total for row in rows[:6]} == {Decimal("600.00")}
    assert rows[6].total == plan("equal_instalment", term_months=30)[0].total


def test_interest_of_a_grace_is_deferred_not_forgiven() -> None:
    rows = plan("equal_principal", interest_grace_periods=3)
    assert [row.interest for row in rows[:3]] == [Decimal(0)] * 3
    assert rows[3].interest == Decimal("2300.00")
    assert total_interest(rows) == Decimal("11100.00")


def test_interest_free_periods_bear_none() -> None:
    rows = plan("equal_principal", interest_free_periods=3)
    assert total_interest(rows) == Decimal("11100.00") - Decimal("1750.00")


def test_a_tranche_on_a_due_date_belongs_to_the_next_period() -> None:
    rows = plan(
        "equal_instalment",
        term_months=6,
        tranches=(Tranche(START, Decimal(100000)), Tranche(date(2025, 9, 10), Decimal(100000))),
    )
    assert rows[0].total == rows[1].total == Decimal("16842.10")
    assert rows[1].closing_balance == Decimal("166866.17")
    assert rows[2].total == rows[3].total == Decimal("42029.89")


def test_a_rate_change_divides_the_interest_of_its_period() -> None:
    rows = plan(
        "interest_only_monthly",
        "actual/360",
        term_months=2,
        rate_changes=(RateChange(date(2025, 7, 20), Decimal("0.072")),),
    )
    assert [row.interest for row in rows] == [Decimal("1040.00"), Decimal("1240.00")]


def test_instalments_in_whole_steps_leave_the_difference_to_the_last() -> None:
    rows = plan(
        "equal_instalment",
        instalment_multiple=Decimal(100),
        instalment_rounding_mode=ROUND_CEILING,
    )
    assert {row.total for row in rows[:-1]} == {Decimal("5900.00")}
    assert rows[-1].total == Decimal("4733.83")


def test_the_smallest_instalment_is_not_exceeded_by_the_last() -> None:
    rows = plan("equal_instalment", term_months=7, level_rule="smallest")
    assert (rows[0].total, rows[-1].total) == (Decimal("28915.32"), Decimal("28915.26"))


REFUSED = [
    ({"method": "flat"}, "no repayment method"),
    ({"principal": Decimal(0)}, "above zero"),
    ({"annual_rate": Decimal("-0.01")}, "negative"),
    ({"term_months": 0}, "at least one instalment"),
    ({"term_months": 7, "period_months": 3}, "whole number of periods"),
    ({"first_due_on": START}, "after the disbursement"),
    ({"principal_grace_periods": 36}, "before the last instalment"),
    ({"method": "single_payment", "principal_grace_periods": 1}, "regular instalments"),
    ({"method": "interest_only_monthly", "principal_grace_periods": 1}, "repay no principal"),
    ({"method": "interest_only_monthly", "instalment_multiple": Decimal(1)}, "multiple needs"),
    ({"method": "fixed_plan"}, "need each other"),
    ({"method": "seasonal"}, "need each other"),
    ({"tranches": (Tranche(START, Decimal(1)),)}, "add up to the principal"),
    ({"day_count": "actual/370"}, "no day count"),
    ({"due_day": 32}, "day of the month"),
    ({"level_rule": "guessed"}, "rounded, evened or smallest"),
]


@pytest.mark.parametrize(("changes", "reason"), REFUSED)
def test_refuses_terms_that_contradict_each_other(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(InconsistentTerms, match=reason):
        plan(**({"method": "equal_instalment"} | changes))


@settings(max_examples=4 * FEW, deadline=None)
@given(loan_terms())
def test_principal_adds_up_and_no_row_is_negative(terms: LoanTerms) -> None:
    rows = build_schedule(terms)
    assert sum(row.principal for row in rows) == terms.principal
    assert all(row.principal >= 0 and row.interest >= 0 for row in rows)
    assert rows[-1].closing_balance == 0
    if terms.method in {"equal_instalment", "equal_principal", "seasonal"}:
        assert len(rows) == terms.term_months


@settings(max_examples=FEW, deadline=None)
@given(loan_terms())
def test_periods_follow_each_other_without_gap(terms: LoanTerms) -> None:
    rows = build_schedule(terms)
    assert rows[0].starts_on == terms.disbursed_on
    assert all(
        before.due_on == after.starts_on for before, after in zip(rows, rows[1:], strict=False)
    )


@settings(max_examples=300)
@given(terms=loan_terms())
def test_whole_fen_and_the_walk_give_the_same_plan(terms: LoanTerms) -> None:
    if not is_ordinary(terms):
        return
    dues = schedule_due_dates(terms)
    walk = Walk(terms, dues)
    assert ordinary_rows(terms, dues) == [walk.instalment(at) for at in range(len(dues))]


def test_money_inside_a_period_may_change_the_level_at_once() -> None:
    terms = {
        "principal": Decimal(2000),
        "annual_rate": Decimal("0.12"),
        "term_months": 6,
        "tranches": (Tranche(START, Decimal(1000)), Tranche(date(2025, 8, 20), Decimal(1000))),
    }
    later = plan("equal_instalment", **terms)
    at_once = plan("equal_instalment", level_changes="at_once", **terms)
    assert later[1].total == later[0].total < at_once[1].total
    assert at_once[0] == later[0]
    assert {row.total for row in at_once[1:-1]} == {at_once[1].total}
    assert sum(row.principal for row in at_once) == 2000


def test_part_of_a_period_may_bear_its_share_of_it() -> None:
    terms = {
        "annual_rate": Decimal("0.12"),
        "rate_changes": (RateChange(date(2025, 7, 25), Decimal("0.24")),),
    }
    days, share = (
        plan("interest_only_monthly", part_periods=kind, **terms)[0].interest
        for kind in ("days", "share")
    )
    assert days == Decimal("3133.33")  # 15 days at 12 %, 16 at 24 %, over 360
    assert share == Decimal("3032.26")  # the same of 31 days


@pytest.mark.parametrize(
    "wrong",
    [
        {"level_periods": "last"},
        {"level_changes": "never"},
        {"part_periods": "hours"},
        {"level_changes": "at_once", "level_amount": Decimal(100)},
        {"level_rule": "evened", "rate_changes": (RateChange(date(2025, 9, 1), Decimal("0.05")),)},
    ],
)
def test_choices_that_mean_nothing_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InconsistentTerms):
        plan("equal_instalment", **wrong)
