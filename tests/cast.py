"""The cast: who acts in tests. `stranger` works for another bank and must be refused everywhere."""

from datetime import date

import pytest

from loanprogram.demo.people import seat_staff
from parties.models import Organisation, Person, Programme, User
from parties.roles import Role
from parties.services.people import grant_role
from policy.services import load_programme

TODAY = date(2026, 3, 2)


@pytest.fixture
def today() -> date:
    """The business date of tests: Monday 2 March 2026."""
    return TODAY


@pytest.fixture
def programme(db: None) -> Programme:
    """The reference programme with center, three banks and all rules."""
    return load_programme(on=TODAY)


@pytest.fixture
def cast(programme: Programme) -> dict[str, User]:
    """Everyone of bank A and the center, by part; `stranger` and two applicants as well."""
    seats = seat_staff(on=TODAY)
    people = {key.removeprefix("bank-a."): user for key, user in seats.items()}
    people["stranger"] = stranger = seats["bank-b.officer"]
    root, founder = User.objects.system(), User.objects.get(username="founding-approver")
    for role in (Role.BANK_REVIEWER, Role.POST_LOAN_OFFICER, Role.BANK_MANAGER):
        grant_role(user=stranger, role=role, granted_by=root, approved_by=founder, on=TODAY)
    stranger.__dict__.pop("roles", None)
    stranger.__dict__.pop("permissions", None)
    people["applicant"] = _applicant("李春梅", "110101199003070046", "13900001111")
    people["other_applicant"] = _applicant("王建国", "110101198501010033", "13900002222")
    return people


def _applicant(name: str, id_number: str, phone: str) -> User:
    person = Person.objects.create(
        name=name, id_number=id_number, phone=phone, email="", born_on=date(1990, 3, 7), sex="F"
    )
    return User.objects.create(username=f"p{person.pk}", kind=User.Kind.APPLICANT, person=person)


@pytest.fixture
def bank_a(programme: Programme) -> Organisation:
    """The bank of the cast."""
    return Organisation.objects.get(code="bank-a")


@pytest.fixture
def bank_b(programme: Programme) -> Organisation:
    """A competing bank."""
    return Organisation.objects.get(code="bank-b")


@pytest.fixture
def center(programme: Programme) -> Organisation:
    """The employment center."""
    return Organisation.objects.get(code="center")


def _member(name: str) -> object:
    @pytest.fixture(name=name)
    def person(cast: dict[str, User]) -> User:
        return cast[name]

    person.__doc__ = f"The {name.replace('_', ' ')} of the cast."
    return person


officer = _member("officer")
second_officer = _member("second_officer")
reviewer = _member("reviewer")
risk_analyst = _member("risk_analyst")
legal_officer = _member("legal_officer")
post_loan_officer = _member("post_loan_officer")
manager = _member("manager")
second_manager = _member("second_manager")
center_clerk = _member("center_clerk")
second_clerk = _member("second_clerk")
center_leader = _member("center_leader")
second_leader = _member("second_leader")
accountant = _member("accountant")
second_accountant = _member("second_accountant")
publicity = _member("publicity")
auditor = _member("auditor")
administrator = _member("administrator")
security_admin = _member("security_admin")
stranger = _member("stranger")
applicant = _member("applicant")
other_applicant = _member("other_applicant")


@pytest.fixture
def members(cast: dict[str, User]) -> list[User]:
    """The five committee members of bank A."""
    return [cast[f"member_{number}"] for number in range(1, 6)]
