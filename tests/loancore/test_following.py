from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.daycount import year_fraction
from loancore.errors import InconsistentTerms
from loancore.following import EARLY_RULES, FollowRule, Period, Receipt, follow
from loancore.schedule import LoanTerms, build_schedule
from tests.loancore.strategies import FEW

START = date(2025, 7, 10)
TERMS = LoanTerms(
    principal=Decimal(12000),
    annual_rate=Decimal("0.12"),
    disbursed_on=START,
    term_months=12,
    method="equal_instalment",
    day_count="actual/365",
)
PLAN = build_schedule(TERMS)
RULE = FollowRule(annual_rate=TERMS.annual_rate)


def periods() -> list[Period]:
    amounts = [row.total for row in PLAN[:-1]] + [PLAN[-2].total]
    return [
        Period(row.starts_on, row.due_on, part(row.starts_on, row.due_on), amount)
        for row, amount in zip(PLAN, amounts, strict=True)
    ]


def part(start: date, due: date) -> Decimal:
    return year_fraction(start, due, TERMS.day_count)


def followed(receipts: list[Receipt], as_of: date, rule: FollowRule = RULE):
    return follow(TERMS.principal, periods(), receipts, as_of=as_of, rule=rule)


@pytest.mark.parametrize("early", EARLY_RULES)
@pytest.mark.parametrize("rest", ["daily", "period"])
def test_money_on_time_leaves_the_plan_as_agreed(early: str, rest: str) -> None:
    rule = replace(RULE, early=early, rest=rest)
    rows, booked = followed([Receipt(row.due_on, row.total) for row in PLAN], PLAN[-1].due_on, rule)
    assert [(row.principal, row.interest) for row in rows] == [
        (row.principal, row.interest) for row in PLAN
    ]
    assert {row.outstanding for row in rows} == {0}
    assert {(row.late, row.in_advance) for row in rows} == {(0, 0)}
    assert [each.rest for each in booked] == [0] * len(PLAN)


def test_late_principal_bears_interest_to_the_day_or_to_the_end_of_the_period() -> None:
    due, day = PLAN[0].due_on, PLAN[0].due_on + timedelta(days=10)
    late = PLAN[0].principal
    plain = PLAN[1].interest
    daily = followed([], day)[0][1].interest
    period = followed([], day, replace(RULE, rest="period"))[0][1].interest
    assert daily - plain == pytest.approx(late * Decimal("0.12") * 10 / 365, abs=Decimal("0.01"))
    assert period == followed([], PLAN[1].due_on)[0][1].interest
    assert plain < daily < period
    assert followed([], due)[0][1].interest == plain


def test_early_money_by_the_three_choices() -> None:
    paid = [Receipt(PLAN[0].due_on, PLAN[0].total + 3000)]
    plans = {
        early: followed(paid, PLAN[0].due_on, replace(RULE, early=early))[0]
        for early in EARLY_RULES[1:]
    }
    assert plans["reduce_next"][1].principal == 0
    assert plans["reduce_next"][-2].total == PLAN[-2].total
    lower = plans["reduce_instalment"]
    assert max(row.total for row in lower[1:]) < PLAN[0].total - 250
    assert lower[-1].total > 0
    shorter = plans["reduce_term"]
    assert shorter[1].total == PLAN[1].total
    assert [row.total for row in shorter[-2:]] == [0, 0]


def test_an_instalment_paid_before_its_day_hands_interest_on() -> None:
    day = START + timedelta(days=10)
    rows, (booked,) = followed([Receipt(day, PLAN[0].total)], day)
    assert booked.interest == Decimal("39.45")
    assert rows[0].total == PLAN[0].total
    assert rows[0].in_advance == PLAN[0].total
    assert rows[1].total == PLAN[1].total
    left = TERMS.principal - booked.principal
    days = (PLAN[1].due_on - day).days
    exact = (left * days + TERMS.principal * 10) * TERMS.annual_rate / 365
    assert rows[1].interest == (exact - booked.interest).quantize(Decimal("0.01"))


@settings(max_examples=FEW)
@given(
    payments=st.lists(
        st.tuples(st.integers(0, 400), st.decimals("0.01", "5000", places=2)), max_size=6
    ),
    days=st.integers(0, 400),
    early=st.sampled_from(EARLY_RULES),
    rest=st.sampled_from(["daily", "period"]),
    order=st.sampled_from([("interest", "principal"), ("principal", "interest")]),
)
def test_no_fen_is_lost_whenever_money_comes(payments, days, early, rest, order) -> None:
    receipts = [Receipt(START + timedelta(days=day), amount) for day, amount in payments]
    rule = replace(RULE, early=early, rest=rest, order=order)
    latest = max([START + timedelta(days=days), *(each.on for each in receipts)])
    rows, booked = followed(receipts, latest, rule)
    assert sum(row.principal for row in rows) == TERMS.principal
    assert rows[-1].balance == 0
    assert all(row.outstanding >= 0 and row.principal >= 0 and row.interest >= 0 for row in rows)
    for each in booked:
        assert each.principal + each.interest + each.rest == each.receipt.amount
    assert sum(sum(row.paid.values()) for row in rows) == sum(
        each.principal + each.interest for each in booked
    )


def test_rules_without_meaning_are_refused() -> None:
    for wrong in ({"rest": "weekly"}, {"early": "keep"}, {"order": ("fee",)}):
        with pytest.raises(InconsistentTerms):
            replace(RULE, **wrong)
