from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from loancore.allocation import AllocationPolicy, Kind
from loancore.errors import InvalidEvent
from loancore.events import (
    Acceleration,
    Cost,
    Event,
    Extension,
    Holiday,
    Payment,
    PaymentPlan,
    Prepayment,
    RateReset,
    Recovery,
    WriteOff,
)
from loancore.lateness import LatenessRules
from loancore.replay import LoanState, ServicingRules, replay
from loancore.schedule import LoanTerms, PlannedPrincipal, RateChange, Tranche
from tests.loancore.strategies import FEW, loan_terms

TERMS = LoanTerms(
    Decimal(200000), Decimal("0.036"), date(2025, 1, 10), 36, "equal_instalment", "months"
)
INSTALMENT = Decimal("5869.28")
FIRST_DUE = date(2025, 2, 10)


def state(on: date, *events: Event, terms: LoanTerms = TERMS) -> LoanState:
    return replay(terms, events, on)


def paid(on: date, amount: str | Decimal = INSTALMENT, reference: str = "") -> Payment:
    return Payment(on=on, amount=Decimal(amount), reference=reference)


def test_a_payment_on_the_due_date_leaves_nothing_open() -> None:
    found = state(FIRST_DUE, paid(FIRST_DUE))
    assert (found.status, found.days_past_due, found.open_items) == ("current", 0, ())
    assert found.principal == Decimal("194730.72")


def test_a_payment_before_the_due_date_is_held_and_used_then() -> None:
    before = state(date(2025, 2, 9), paid(date(2025, 2, 5), "6000"))
    assert before.credit == Decimal("6000")
    after = state(FIRST_DUE, paid(date(2025, 2, 5), "6000"))
    assert after.credit == Decimal("130.72")
    assert after.open_items == ()


def test_a_late_instalment_bears_penalty_on_its_principal() -> None:
    found = state(date(2025, 2, 20))
    assert found.days_past_due == 10
    assert found.open_amount(Kind.PENALTY) == Decimal("7.90")
    assert found.status == "overdue"


def test_a_part_payment_moves_the_oldest_due_date() -> None:
    on = date(2025, 3, 15)
    first = [item.amount for item in state(on).open_items if item.instalment == 1]
    owed = sum(first, Decimal(0))
    by_row = ServicingRules(AllocationPolicy(direction="by_instalment"))
    found = replay(TERMS, [paid(on, owed)], on, rules=by_row)
    assert found.days_past_due == 5


def test_within_the_grace_nothing_is_charged() -> None:
    rules = ServicingRules(lateness=LatenessRules(grace_days=3))
    inside = replay(TERMS, [paid(date(2025, 2, 13))], date(2025, 2, 20), rules=rules)
    assert inside.open_items == ()
    outside = replay(TERMS, [paid(date(2025, 2, 14))], date(2025, 2, 14), rules=rules)
    assert outside.open_amount(Kind.PENALTY) + outside.open_amount(Kind.PRINCIPAL) > 0


def test_compound_interest_runs_on_unpaid_interest_only_when_agreed() -> None:
    rules = ServicingRules(lateness=LatenessRules(compound="unpaid_interest"))
    found = replay(TERMS, [], date(2025, 3, 9), rules=rules)
    assert found.open_amount(Kind.COMPOUND) == Decimal("1.62")
    assert state(date(2025, 3, 9)).open_amount(Kind.COMPOUND) == 0


def test_early_repayment_lowers_the_instalment() -> None:
    found = state(
        date(2025, 2, 20), paid(FIRST_DUE), Prepayment(on=date(2025, 2, 20), amount=Decimal(50000))
    )
    assert found.principal == Decimal("144925.45")
    assert len(found.upcoming) == 35
    assert found.upcoming[1].total == Decimal("4368.12")


def test_early_repayment_shortens_the_term() -> None:
    found = state(
        FIRST_DUE,
        paid(FIRST_DUE),
        Prepayment(on=FIRST_DUE, amount=Decimal(50000), strategy="shorter_term"),
    )
    assert {row.total for row in found.upcoming[:-1]} == {INSTALMENT}
    assert len(found.upcoming) == 26
    assert found.upcoming[-1].total == Decimal("3859.09")


def test_a_rate_reset_divides_the_running_period_and_lowers_what_follows() -> None:
    found = state(
        date(2025, 2, 20),
        paid(FIRST_DUE),
        RateReset(on=date(2025, 2, 20), annual_rate=Decimal("0.03")),
    )
    running, following = found.upcoming[:2]
    assert running.principal == Decimal("5285.09")
    assert running.interest == Decimal("486.83")
    assert following.total == Decimal("5819.05")


def test_an_extension_spreads_the_rest_over_a_longer_time() -> None:
    found = state(FIRST_DUE, paid(FIRST_DUE), Extension(on=FIRST_DUE, months=12))
    assert len(found.upcoming) == 47
    assert found.upcoming[-1].due_on == date(2029, 1, 10)
    assert found.upcoming[0].total == Decimal("4448.37")


def test_an_extension_of_a_bullet_moves_the_principal() -> None:
    bullet = LoanTerms(
        Decimal(100000), Decimal("0.036"), date(2025, 1, 10), 12, "single_payment", "actual/360"
    )
    found = state(date(2025, 6, 1), Extension(on=date(2025, 6, 1), months=6), terms=bullet)
    assert [row.due_on for row in found.upcoming] == [date(2026, 7, 10)]


def test_an_extension_after_maturity_is_refused() -> None:
    with pytest.raises(InvalidEvent, match="before maturity"):
        state(date(2028, 2, 1), Extension(on=date(2028, 2, 1), months=12))


def holiday(interest: str, maturity: str = "moves") -> Holiday:
    return Holiday(on=FIRST_DUE, ends_on=date(2025, 5, 10), interest=interest, maturity=maturity)


def test_a_holiday_skips_instalments_and_interest_is_due_after_it() -> None:
    found = state(FIRST_DUE, paid(FIRST_DUE), holiday("accrues"))
    assert found.upcoming[0].due_on == date(2025, 6, 10)
    assert found.upcoming[0].interest == Decimal("2336.77")
    assert found.upcoming[-1].due_on == date(2028, 4, 10)


def test_a_waived_holiday_bears_neither_interest_nor_penalty_nor_days() -> None:
    found = state(date(2025, 5, 10), Cost(on=FIRST_DUE, amount=Decimal(10)), holiday("waived"))
    assert found.accrued_interest == 0
    assert found.open_amount(Kind.PENALTY) == 0
    assert found.days_past_due == 0
    assert state(date(2025, 5, 20), holiday("waived")).days_past_due == 10


def test_a_holiday_may_keep_the_maturity() -> None:
    found = state(FIRST_DUE, paid(FIRST_DUE), holiday("waived", "stays"))
    assert len(found.upcoming) == 32
    assert found.upcoming[-1].due_on == date(2028, 1, 10)
    assert found.upcoming[0].interest == Decimal("584.19")


def test_a_plan_for_arrears_brings_all_principal_under_new_dates() -> None:
    agreed_on = date(2025, 4, 20)
    owed = state(agreed_on).principal
    plan = (
        PlannedPrincipal(date(2025, 7, 20), Decimal(100000)),
        PlannedPrincipal(date(2025, 10, 20), owed - 100000),
    )
    found = state(agreed_on, PaymentPlan(on=agreed_on, plan=plan))
    assert found.open_amount(Kind.PRINCIPAL) == 0
    assert found.principal == owed
    assert [row.principal for row in found.upcoming] == [Decimal(100000), Decimal("100000.00")]


def test_a_plan_that_does_not_add_up_is_refused() -> None:
    plan = (PlannedPrincipal(date(2025, 7, 20), Decimal(1)),)
    with pytest.raises(InvalidEvent, match="add up"):
        state(date(2025, 4, 20), PaymentPlan(on=date(2025, 4, 20), plan=plan))


def test_acceleration_lets_everything_fall_due_and_bears_penalty() -> None:
    found = state(date(2025, 3, 30), paid(FIRST_DUE), Acceleration(on=date(2025, 2, 28)))
    assert found.principal_not_due == 0
    assert found.open_amount(Kind.PRINCIPAL) == Decimal("194730.72")
    assert found.open_amount(Kind.INTEREST) == Decimal("350.52")
    assert found.open_amount(Kind.PENALTY) == Decimal("876.29")


def test_a_written_off_loan_runs_no_further_and_takes_recoveries() -> None:
    events = [
        WriteOff(on=date(2025, 4, 20)),
        Recovery(on=date(2025, 5, 1), amount=Decimal(5000), costs=Decimal(100)),
    ]
    found = state(date(2025, 12, 1), *events)
    assert found.status == "written_off"
    assert (found.recovered, found.open_items) == (Decimal(4900), ())
    assert found.written_off == state(date(2025, 4, 20), WriteOff(on=date(2025, 4, 20))).written_off


def test_a_recovery_never_exceeds_what_was_written_off() -> None:
    with pytest.raises(InvalidEvent, match="between"):
        state(
            date(2025, 5, 1),
            WriteOff(on=date(2025, 4, 20)),
            Recovery(on=date(2025, 5, 1), amount=Decimal(300000)),
        )


def test_a_written_off_loan_takes_no_payment() -> None:
    with pytest.raises(InvalidEvent, match="written off"):
        state(date(2025, 5, 1), WriteOff(on=date(2025, 4, 20)), paid(date(2025, 5, 1)))


def test_a_tranche_bears_interest_from_its_own_day() -> None:
    terms = LoanTerms(
        Decimal(200000),
        Decimal("0.036"),
        date(2025, 1, 10),
        12,
        "interest_only_monthly",
        "actual/360",
        tranches=(
            Tranche(date(2025, 1, 10), Decimal(100000)),
            Tranche(date(2025, 1, 20), Decimal(100000)),
        ),
    )
    assert state(date(2025, 1, 19), terms=terms).principal == Decimal(100000)
    found = state(date(2025, 1, 30), terms=terms)
    assert (found.principal, found.accrued_interest) == (Decimal(200000), Decimal("300.00"))


def test_deferred_interest_is_part_of_the_pay_off() -> None:
    terms = LoanTerms(
        Decimal(120000),
        Decimal("0.036"),
        date(2025, 1, 10),
        12,
        "equal_principal",
        "months",
        interest_grace_periods=3,
    )
    paid_two = [paid(date(2025, month, 10), "10000") for month in (2, 3)]
    found = state(date(2025, 3, 10), *paid_two, terms=terms)
    assert found.payoff.total == Decimal("100690.00")


def test_rates_of_a_running_loan_come_by_events() -> None:
    terms = LoanTerms(
        Decimal(100),
        Decimal("0.036"),
        date(2025, 1, 10),
        12,
        "equal_principal",
        "months",
        rate_changes=(RateChange(date(2025, 3, 1), Decimal("0.03")),),
    )
    with pytest.raises(InvalidEvent, match="reset by events"):
        state(date(2025, 1, 10), terms=terms)


@st.composite
def histories(draw: st.DrawFn) -> tuple[LoanTerms, list[Event], date]:
    terms = draw(loan_terms(st.decimals("100", "300000", places=2)))
    last = terms.disbursed_on + timedelta(days=draw(st.integers(0, 700)))
    days = st.dates(terms.disbursed_on, last)
    amounts = st.decimals("0.01", "20000", places=2)
    payments = st.builds(Payment, on=days, amount=amounts, reference=st.sampled_from("abc"))
    strategies = st.sampled_from(["shorter_term", "lower_instalment"])
    early = st.builds(Prepayment, on=days, amount=amounts, strategy=strategies)
    resets = st.builds(RateReset, on=days, annual_rate=st.decimals("0", "0.1", places=4))
    costs = st.builds(Cost, on=days, amount=amounts)
    extensions = st.builds(Extension, on=days, months=st.just(6))
    holidays = st.builds(
        lambda on, length, interest: Holiday(
            on=on, ends_on=on + timedelta(days=length), interest=interest
        ),
        days,
        st.integers(1, 90),
        st.sampled_from(["accrues", "waived"]),
    )
    falls_due = st.builds(Acceleration, on=days)
    kinds = st.one_of(payments, payments, early, resets, costs, extensions, holidays, falls_due)
    return terms, draw(st.lists(kinds, max_size=6)), last


def possible(terms: LoanTerms, events: list[Event], on: date) -> LoanState:
    """The state, if the events fit each other; others are no history."""
    try:
        return replay(terms, events, on)
    except InvalidEvent:
        reject()


@settings(max_examples=2 * FEW, deadline=None)
@given(histories())
def test_paying_the_quote_closes_the_loan(history: tuple[LoanTerms, list[Event], date]) -> None:
    terms, events, on = history
    before = possible(terms, events, on)
    quote = before.payoff.total - before.credit
    paid_off = Prepayment(on=on, amount=max(quote, Decimal(0)), reference="z")
    after = replay(terms, [*events, paid_off], on)
    if quote > 0 and before.credit == 0:
        assert (after.status, after.credit) == ("settled", Decimal(0))
        assert after.payoff.total == 0


@settings(max_examples=FEW, deadline=None)
@given(histories(), st.randoms())
def test_the_order_of_entry_does_not_matter(
    history: tuple[LoanTerms, list[Event], date], random: object
) -> None:
    terms, events, on = history
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = possible(terms, events, on), possible(terms, shuffled, on)
    assert (first.payoff, first.credit, first.upcoming) == (
        second.payoff,
        second.credit,
        second.upcoming,
    )


@settings(max_examples=2 * FEW, deadline=None)
@given(histories())
def test_no_fen_is_lost(history: tuple[LoanTerms, list[Event], date]) -> None:
    terms, events, on = history
    found = possible(terms, events, on)
    received = sum(e.amount for e in events if isinstance(e, Payment | Prepayment))
    lines = [line for booking in found.bookings for line in booking.lines]
    assert sum(line.amount for line in lines) + found.credit == received
    repaid = sum(line.amount for line in lines if line.kind == Kind.PRINCIPAL)
    assert repaid + found.principal == terms.principal
    assert all(item.amount > 0 for item in found.open_items)
