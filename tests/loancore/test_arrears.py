from datetime import date
from decimal import Decimal

from loancore.arrears import (
    CompoundRule,
    UnpaidInterest,
    bucket,
    class_floor,
    compound_interest,
    days_past_due,
    misuse_charge,
    penalty,
    penalty_rate,
    worse_class,
)
from loancore.money import round_money

UNPAID = [
    UnpaidInterest(Decimal("1137.50"), date(2024, 12, 21)),
    UnpaidInterest(Decimal("987.50"), date(2025, 3, 10)),
]


def test_counts_from_the_oldest_unpaid_due_date() -> None:
    dues = [date(2025, 3, 10), date(2025, 2, 10)]
    assert days_past_due(dues, date(2025, 3, 15)) == 33
    assert days_past_due([], date(2025, 3, 15)) == 0
    assert days_past_due([date(2025, 4, 1)], date(2025, 3, 15)) == 0


def test_inside_the_grace_nothing_is_late_and_after_it_all_days_count() -> None:
    assert days_past_due([date(2025, 3, 10)], date(2025, 3, 13), grace_days=3) == 0
    assert days_past_due([date(2025, 3, 10)], date(2025, 3, 14), grace_days=3) == 4


def test_ex17_class_floors() -> None:
    days = (0, 1, 90, 91, 270, 271, 360, 361)
    assert [class_floor(number) for number in days] == [
        "normal",
        "special_mention",
        "special_mention",
        "substandard",
        "substandard",
        "doubtful",
        "doubtful",
        "loss",
    ]


def test_a_technical_delay_of_seven_days_is_excepted() -> None:
    assert class_floor(7, technical_days=7) == "normal"
    assert class_floor(8, technical_days=7) == "special_mention"


def test_a_reviewer_may_class_lower_but_not_higher() -> None:
    assert worse_class("normal", "doubtful") == "doubtful"
    assert worse_class("loss", "substandard") == "loss"


def test_names_the_range_of_days() -> None:
    assert [bucket(days) for days in (0, 30, 31, 90, 91)] == [
        "current",
        "1-30",
        "31-60",
        "61-90",
        "90+",
    ]


def test_penalty_example_of_the_programme() -> None:
    amount = penalty(
        Decimal("5555.56"),
        Decimal("0.036"),
        due_on=date(2025, 8, 10),
        until=date(2025, 8, 20),
    )
    assert round_money(amount) == Decimal("8.33")


def test_no_penalty_before_the_due_date() -> None:
    day = date(2025, 8, 10)
    assert penalty(Decimal(1), Decimal(1), due_on=day, until=day) == 0


def test_late_and_misused_takes_the_heavier() -> None:
    rate = penalty_rate(Decimal("0.036"), uplift=Decimal("1.5"), misuse_uplift=Decimal(2))
    assert rate == Decimal("0.072")


def test_ex07_compound_interest_without_capitalisation() -> None:
    rule = CompoundRule(Decimal("0.045"), Decimal("0.0675"), date(2025, 3, 10))
    lines = compound_interest(UNPAID, date(2025, 6, 8), rule)
    assert [line.amount for line in lines] == [
        Decimal("11.23"),
        Decimal("19.20"),
        Decimal("16.66"),
    ]


def test_ex07_compound_interest_capitalised_at_settlement() -> None:
    rule = CompoundRule(
        Decimal("0.045"), Decimal("0.0675"), date(2025, 3, 10), (date(2025, 3, 21),)
    )
    lines = compound_interest(UNPAID, date(2025, 6, 8), rule)
    assert [line.amount for line in lines] == [
        Decimal("11.23"),
        Decimal("2.35"),
        Decimal("2.04"),
        Decimal("31.71"),
    ]
    assert lines[-1].base == Decimal("2140.62")


def test_ex08_misuse_bears_double_on_the_diverted_part() -> None:
    charge = misuse_charge(
        Decimal(300000),
        Decimal(150000),
        Decimal("0.035"),
        start=date(2025, 1, 1),
        end=date(2025, 3, 2),
    )
    assert (charge.regular, charge.diverted) == (Decimal("875.00"), Decimal("1750.00"))
    assert (charge.total, charge.extra) == (Decimal("2625.00"), Decimal("875.00"))
