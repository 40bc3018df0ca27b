"""The arithmetic of one loan, without a database."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicing.rules.agreement import Agreement, Fact
from servicing.rules.replay import replay

START = date(2026, 3, 2)
ORDER = ("costs", "penalty", "interest", "principal")
METHODS = {
    "equal_instalment": "months",
    "equal_principal": "months",
    "interest_only_monthly": "months",
    "interest_only_quarterly": "actual/360",
    "single_payment": "actual/360",
}


def agreement(**changes) -> Agreement:
    terms = {
        "principal": Decimal("200000.00"),
        "annual_rate": Decimal("0.036"),
        "term_months": 36,
        "method": "equal_instalment",
        "day_count": "months",
        "penalty_factor": Decimal("1.5"),
        "allocation_order": ORDER,
        "excess_rule": "advance",
    }
    return Agreement(**{**terms, **changes})


def paid_out(amount="200000.00", on=START) -> Fact:
    return Fact(1, "disbursed", on, Decimal(amount))


def received(key: int, amount: str, on: date) -> Fact:
    return Fact(key, "received", on, Decimal(amount))


def test_the_plan_of_the_golden_loan() -> None:
    book = replay(agreement(), [paid_out()], through=START)
    assert (book.rows[0].principal, book.rows[0].interest) == (
        Decimal("5269.28"),
        Decimal("600.00"),
    )
    assert book.rows[-1].principal + book.rows[-1].interest == Decimal("5869.11")
    assert sum(row.interest for row in book.rows) == Decimal("11293.91")


def test_ten_days_late_cost_8_33() -> None:
    terms = agreement(method="equal_principal")
    book = replay(terms, [paid_out()], through=date(2026, 4, 11))
    assert book.rows[0].principal == Decimal("5555.56")
    assert (book.days_past_due, book.rows[0].penalty) == (10, Decimal("8.33"))


def test_late_means_one_day_after_the_due_date() -> None:
    on_the_day = replay(agreement(), [paid_out()], through=date(2026, 4, 1))
    next_day = replay(agreement(), [paid_out()], through=date(2026, 4, 2))
    assert (on_the_day.days_past_due, next_day.days_past_due) == (0, 1)


def test_a_prepayment_repays_principal_and_lowers_what_follows() -> None:
    facts = [paid_out(), received(2, "6000.00", date(2026, 4, 2))]
    book = replay(agreement(excess_rule="prepayment"), facts, through=date(2026, 4, 2))
    assert book.outstanding == Decimal("194600.00")
    assert book.advance == 0
    assert sum(row.principal for row in book.rows) == Decimal("200000.00")
    assert book.rows[-1].due_on == date(2029, 3, 2)


def test_an_advance_is_used_on_the_next_due_date() -> None:
    facts = [paid_out(), received(2, "6000.00", date(2026, 4, 2))]
    before = replay(agreement(), facts, through=date(2026, 4, 30))
    after = replay(agreement(), facts, through=date(2026, 5, 1))
    assert (before.advance, after.advance) == (Decimal("130.72"), Decimal(0))
    assert after.lines[-1].amount == Decimal("130.72")


def histories(seed: int, method: str, excess: str) -> tuple[Agreement, list[Fact], date]:
    """An invented life of a loan: payments of odd amounts on odd days, some taken back."""
    dice = Random(seed)
    terms = agreement(
        principal=Decimal(dice.randrange(1_000_00, 300_000_00)) / 100,
        annual_rate=Decimal(dice.randrange(0, 1200)) / 10000,
        term_months=dice.choice([6, 12, 24]),
        method=method,
        day_count=METHODS[method],
        excess_rule=excess,
    )
    start = START + timedelta(days=dice.randrange(0, 400))
    facts = [Fact(1, "disbursed", start, terms.principal)]
    days = sorted(dice.randrange(0, 500) for _ in range(dice.randrange(0, 8)))
    for key, day in enumerate(days, start=2):
        amount = Decimal(dice.randrange(1, int(terms.principal * 20))) / 100
        facts.append(Fact(key, "received", start + timedelta(days=day), amount))
    facts += [_change(dice, key, start) for key in range(50, 50 + dice.choice([0, 0, 1, 1, 2]))]
    if len(facts) > 2 and dice.random() < 0.5:
        victim = dice.choice([f for f in facts[1:] if f.amount] or facts[1:])
        facts.append(Fact(99, "reversed", victim.on, Decimal(0), reverses=victim.key))
    return terms, facts, start + timedelta(days=520)


def _change(dice: Random, key: int, start: date) -> Fact:
    """An invented change of the loan's course on an odd day."""
    on = start + timedelta(days=dice.randrange(1, 400))
    over = str(dice.randrange(1, 7))
    kind, terms = dice.choice(
        [
            ("extended", {"months": str(dice.choice([3, 6, 12])), "over": over}),
            ("graced", {"count": str(dice.randrange(1, 7)), "over": over}),
            ("rate_changed", {"annual_rate": f"0.0{dice.randrange(10, 99)}"}),
            (
                "spread",
                {
                    "count": str(dice.randrange(1, 13)),
                    "first_on": (on + timedelta(days=dice.randrange(1, 40))).isoformat(),
                },
            ),
            (
                "paused",
                {
                    "until": (on + timedelta(days=dice.randrange(1, 120))).isoformat(),
                    "interest": dice.choice(["accrues", "waived"]),
                    "maturity": "moves",
                    "over": over,
                },
            ),
            ("prepaid", {"strategy": dice.choice(["shorter_term", "lower_instalment"])}),
        ]
    )
    amount = Decimal(dice.randrange(1, 5_000_00)) / 100 if kind == "prepaid" else Decimal(0)
    return Fact(key, kind, on, amount, terms=terms)


CASES = st.tuples(
    st.integers(0, 10**6),
    st.sampled_from(sorted(METHODS)),
    st.sampled_from(["advance", "prepayment"]),
)


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_days_add_up_and_nothing_gets_lost(case) -> None:
    """Days sum to the interest charged, receipts to what they settled, rows to the loan."""
    terms, facts, end = histories(*case)
    book = replay(terms, facts, through=end, since=facts[0].on)
    totals = book.totals()
    assert sum(day.interest for day in book.days) == totals.interest_income
    assert sum(day.penalty for day in book.days) == totals.penalty_income
    assert sum(row.principal for row in book.rows) == terms.principal
    undone = {fact.reverses for fact in facts}
    money = {"received", "prepaid"}
    came = sum(f.amount for f in facts if f.kind in money and f.key not in undone)
    assert sum(line.amount for line in book.lines) + book.advance == came
    assert all(row.open_principal >= 0 and row.open_interest >= 0 for row in book.rows)
    assert all(day.interest >= 0 and day.penalty >= 0 for day in book.days)


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_the_order_of_entry_does_not_matter(case) -> None:
    terms, facts, end = histories(*case)
    first = replay(terms, facts, through=end)
    again = replay(terms, list(reversed(facts)), through=end)
    assert (first.rows, first.totals()) == (again.rows, again.totals())


@settings(max_examples=40, deadline=None)
@given(CASES, st.integers(1, 519))
def test_paying_the_quote_closes_the_loan(case, day) -> None:
    terms, facts, _end = histories(*case)
    on = facts[0].on + timedelta(days=day)
    known = [fact for fact in facts if fact.on <= on and fact.kind != "reversed"]
    book = replay(terms, known, through=on - timedelta(days=1))
    if book.is_clear or any(fact.on == on for fact in known):
        return
    owed = sum((row.open_interest for row in book.due_rows()), Decimal(0))
    owed += sum((row.open_penalty for row in book.rows), Decimal(0))
    quote = book.unpaid_principal + owed + book.running_interest() - book.advance
    if quote <= 0:
        return
    closed = replay(terms, [*known, Fact(500, "paid_off", on, quote)], through=on)
    assert closed.is_clear
    assert closed.advance == 0


@settings(max_examples=40, deadline=None)
@given(CASES)
def test_taking_a_payment_back_is_as_if_it_had_never_come(case) -> None:
    terms, facts, end = histories(*case)
    extra = [
        Fact(600, "received", facts[0].on + timedelta(days=40), Decimal("123.45")),
        Fact(601, "reversed", facts[0].on + timedelta(days=41), Decimal(0), reverses=600),
    ]
    assert replay(terms, [*facts, *extra], through=end) == replay(terms, facts, through=end)


def test_a_claim_recoveries_and_a_write_off_of_the_reference() -> None:
    """Domain reference EX12: 180,000 yuan, fund 80 %, two recoveries, then write-off."""
    terms = agreement(
        principal=Decimal("180000.00"), method="single_payment", day_count="actual/360"
    )
    claim = Fact(2, "claimed", date(2026, 9, 1), Decimal("144000.00"))
    facts = [paid_out("180000.00"), claim]
    for key, day, fund, bank in ((3, 10, "37600.00", "9400.00"), (4, 20, "7999.99", "2000.00")):
        parts = {"fund": Decimal(fund), "bank": Decimal(bank)}
        facts.append(Fact(key, "recovered", date(2026, 9, day), sum(parts.values()), parts))
    book = replay(terms, facts, through=date(2026, 10, 1))
    assert book.unpaid_principal == Decimal("123000.01")
    assert (book.taken_over, book.outstanding) == (Decimal("98400.01"), Decimal("24600.00"))
    left = {"fund": book.taken_over, "bank": book.outstanding}
    lost = replay(
        terms,
        [*facts, Fact(5, "written_off", date(2026, 10, 1), sum(left.values()), left)],
        through=date(2026, 12, 1),
    )
    totals = lost.totals()
    assert not any((totals.principal, totals.interest, totals.penalty))
    assert lost.unpaid_principal == Decimal("123000.01")
    assert lost.written_off == Decimal("24600.00")


@pytest.mark.parametrize("rate", ["0", "0.036"])
def test_zero_is_a_rate(rate) -> None:
    book = replay(agreement(annual_rate=Decimal(rate)), [paid_out()], through=date(2026, 4, 2))
    assert len(book.rows) == 36
    assert book.days_past_due == 1
