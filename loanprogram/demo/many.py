"""Loans by the thousand that never were, to show the program at the size of a province."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from loancore.identity import resident_check_digit
from servicing.rules.old_loans import OldLoan

METHODS = ("equal_instalment",) * 8 + ("equal_principal", "interest_only_monthly")
RATES = tuple(Decimal(rate) for rate in ("0.0310", "0.0345", "0.0360", "0.0385"))
AMOUNTS = tuple(Decimal(amount) for amount in (50_000, 100_000, 150_000, 200_000, 300_000))
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国玉兰志红"
TERM = 30
LATE_OF_A_HUNDRED = 3


FIRST_BIRTHDAY, BIRTHDAYS = date(1965, 1, 1), 13000


def id_number(number: int) -> str:
    """Another identity number for every one of thirteen million."""
    born = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    digits = f"110101{born:%Y%m%d}{number // BIRTHDAYS % 1000:03d}"
    return digits + resident_check_digit(digits)


def invented_loans(count: int, *, on: date, seed: int = 1, first: int = 0) -> Iterator[OldLoan]:
    """Loans paid out within a month, and three of a hundred a while ago and late since."""
    dice = Random(seed + first)  # noqa: S311 - invented, not secret
    for number in range(first, first + count):
        name = dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(GIVEN)
        late = dice.randrange(100) < LATE_OF_A_HUNDRED
        age = dice.randrange(32, 90) if late else dice.randrange(1, 31)
        yield OldLoan(
            number=f"M{number:09d}",
            bank=f"bank-{dice.choice('abc')}",
            name=name,
            id_number=id_number(number),
            phone=f"139{number % 10**8:08d}",
            product="personal",
            amount=dice.choice(AMOUNTS),
            rate=dice.choice(RATES),
            term_months=TERM,
            method=dice.choice(METHODS),
            disbursed_on=on - timedelta(days=age),
            guarantee_number=f"旧保{number:09d}",
        )
