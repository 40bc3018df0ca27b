"""Cases on the way to the contract, for the tests of pack and signatures."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from casework.models import Case
from casework.services import move_case
from loancore.identity import resident_check_digit
from loanprogram.demo.walk_decision import approved_case
from parties.models import Person, User
from underwriting.services.contracts import record_contract_basis

Cast = dict[str, User]


def secured_case(cast: Cast, on: date, **choices: object) -> Case:
    """An approved case of 50,000 whose guarantee the center has promised and secured."""
    case = approved_case(cast, on, **{"amount": Decimal("50000.00"), **choices})
    with transaction.atomic():
        case = Case.objects.locked().get(pk=case.pk)
        move_case(case, stage="guarantee", holder="center", on=on, shared_with_center=True)
        record_contract_basis(
            case=case,
            guarantee_number=f"CDB-{on.year}-{case.pk:05d}",
            committed_on=on,
            fund_share=Decimal("0.800000"),
            security_text="保证人刘志强承担连带责任保证",
            actor=cast["center_clerk"],
            on=on,
        )
    return Case.objects.get(pk=case.pk)


def add_applicant(cast: Cast, key: str, name: str, number: str, phone: str) -> User:
    """One more applicant in the cast; the check digit of the number is computed."""
    person = Person.objects.create(
        name=name, id_number=number + resident_check_digit(number), phone=phone, sex="F"
    )
    cast[key] = User.objects.create(username=key, kind=User.Kind.APPLICANT, person=person)
    return cast[key]
