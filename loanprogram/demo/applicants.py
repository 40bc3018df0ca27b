"""Invented applicants of the demo county: names, businesses and valid but made-up numbers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from loancore.identity import resident_check_digit
from parties.models import Person, User
from parties.services.people import register_applicant

REGION = "110101"
FIRST_BIRTHDAY_YEAR = 1972


@dataclass(frozen=True)
class Story:
    """One demo case: who, what for, at which bank, how it begins and how far it comes."""

    name: str
    business: str
    bank: str
    amount: int
    begins: int
    ends: str
    term_months: int = 36
    method: str = "equal_instalment"
    mode: str = "surety"
    product: str = "personal"
    group: str = "07"
    trade: str = "food"
    township: str = "LX01"
    jobs: int = 2
    paid: int = 99
    seat: int = 0  # another story's, where both are to share surety, licence and address

    @property
    def money(self) -> Decimal:
        """The amount wished, exact."""
        return Decimal(self.amount).quantize(Decimal("0.01"))


def id_number(position: int) -> str:
    """A made-up resident identity number with a right check digit."""
    year = FIRST_BIRTHDAY_YEAR + position % 28
    born = date(year, 1 + position % 12, 1 + position % 28)
    digits = f"{REGION}{born:%Y%m%d}{700 + position:03d}"
    return digits + resident_check_digit(digits)


@transaction.atomic
def enrol(story: Story, position: int, *, on: date) -> User:
    """The applicant of a story, registered by phone with real name and number."""
    user = register_applicant(phone=f"139{20260000 + position:08d}", on=on)
    assert user.person
    person = Person.objects.get(pk=user.person.pk)
    number = id_number(position)
    person.name, person.id_number = story.name, number
    person.born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    person.sex = "M" if int(number[16]) % 2 else "F"
    person.save()
    return User.objects.get(pk=user.pk)
