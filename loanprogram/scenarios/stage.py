"""The small county in which a scenario is played: programme, staff, fund, eight running loans."""

from dataclasses import replace
from datetime import date

from loanprogram.demo import walk_decision, walk_guarantees
from loanprogram.demo.many import invented_loans
from loanprogram.demo.people import seat_staff
from loanprogram.demo.walk_servicing import Cast, disbursed_loan
from parties.models import Person, User
from policy.services import load_programme
from servicing.models import Loan
from servicing.services.taking_in import take_in

TAKEN_IN = 6
APPLICANTS = {
    "applicant": ("李春梅", "110101199003070046", "13900001111"),
    "other_applicant": ("王建国", "110101198501010033", "13900002222"),
}


def seated(on: date) -> dict[str, User]:
    """Programme and staff by part, with two applicants."""
    load_programme(on=on)
    cast = {key.removeprefix("bank-a."): user for key, user in seat_staff(on=on).items()}
    for part, (name, id_number, phone) in APPLICANTS.items():
        person = Person.objects.create(
            name=name, id_number=id_number, phone=phone, born_on=date(1990, 3, 7), sex="F"
        )
        cast[part] = User.objects.create(
            username=f"p{person.pk}", kind=User.Kind.APPLICANT, person=person
        )
    return cast


def taken_loans(on: date) -> list[Loan]:
    """Loans of an older system, all at one bank."""
    older = invented_loans(TAKEN_IN, on=on, seed=7)
    take_in(
        (replace(each, bank="bank-a") for each in older),
        source="scenario",
        actor=User.objects.system(),
        on=on,
    )
    return list(Loan.objects.order_by("pk"))


def guaranteed_loans(cast: Cast, on: date) -> list[Loan]:
    """Two loans that go the whole way from application to payout, guaranteed by a stocked fund."""
    walk_guarantees.stocked_fund(cast, on)
    loans = []
    for who in APPLICANTS:
        case = walk_decision.approved_case(cast, on, who=who)
        case = walk_guarantees.guaranteed_case(case, cast, on)
        case = walk_decision.contracted_case(case, cast, on, who=who)
        walk_guarantees.issued_letter(case, cast, on)
        loans.append(disbursed_loan(Loan.objects.get(case=case), cast, on=on))
    return loans
