"""Who looks after which loans: seats, stand-ins, hand-overs, and the keeper of a loan."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from casework.models import Case
from parties.models import Organisation, User
from servicing.models import HandOver, Loan, StandIn, TeamSeat
from servicing.states import OWING


def seats_on(bank: Organisation, on: date) -> QuerySet[TeamSeat]:
    """The team of a bank on a day."""
    running = Q(until_on=None) | Q(until_on__gte=on)
    seats = TeamSeat.objects.filter(running, organisation=bank, from_on__lte=on)
    return seats.select_related("user__person").prefetch_related("townships", "branches__townships")


def team_of(user: User, on: date) -> QuerySet[TeamSeat]:
    """The team of the user's own bank; of every bank for audit."""
    seats = TeamSeat.objects.filter(Q(until_on=None) | Q(until_on__gte=on), from_on__lte=on)
    if "AUD" not in user.roles:
        seats = seats.filter(organisation=user.organisation_id)
    return seats.select_related("user__person", "organisation").prefetch_related(
        "townships", "branches"
    )


def post_loan_staff(user: User) -> QuerySet[User]:
    """Colleagues of the own bank who look after loans."""
    staff = User.objects.staff().holding("BPL").filter(organisation=user.organisation_id)
    return staff.select_related("person").order_by("person__sort_key", "pk")


def absences_of(user: User) -> QuerySet[StandIn]:
    """Who was away or will be, and who stands in."""
    found = StandIn.objects.filter(organisation=user.organisation_id)
    return found.select_related("user__person", "substitute__person")


def substitute_on(user: User, on: date) -> User | None:
    """Who does the work of a person that is away on a day."""
    away = StandIn.objects.filter(user=user, from_on__lte=on, until_on__gte=on)
    found = away.select_related("substitute__person", "substitute__organisation").first()
    return found.substitute if found else None


def contact_on(case: Case, on: date) -> User | None:
    """Whom the borrower may call about a loan on a day: the keeper, or who stands in."""
    if case.contact is None:
        return None
    return substitute_on(case.contact, on) or case.contact


def kept_loans(keeper: User) -> QuerySet[Loan]:
    """Loans on which money is owed and that a person looks after."""
    loans = Loan.objects.filter(case__contact=keeper, bank=keeper.organisation_id)
    return loans.filter(state__in=OWING).select_related("case", "borrower__township")


def load_of_team(user: User) -> list[tuple[User, int, int]]:
    """Everyone who looks after loans in the own bank, with loans and overdue loans."""
    owing = Q(contact_cases__loans__state__in=OWING)
    late = Q(contact_cases__loans__state="overdue")
    people = post_loan_staff(user).annotate(
        kept=Count("contact_cases__loans", filter=owing, distinct=True),
        late=Count("contact_cases__loans", filter=late, distinct=True),
    )
    return [(person, person.kept, person.late) for person in people]


@dataclass(frozen=True)
class Fit:
    """How well a seat fits a loan: how many of its limits the loan meets, and its load."""

    seat: TeamSeat
    limits: int
    load: int


def best_seat(loan: Loan, seats: list[TeamSeat], load: dict[int, int]) -> TeamSeat | None:
    """The seat made most precisely for this loan; among equals the one with fewest loans."""
    fits = [
        Fit(seat, limits, load.get(seat.user_id, 0))
        for seat in seats
        if seat.part != TeamSeat.Part.DATA_ANALYST and (limits := _limits_met(seat, loan)) >= 0
    ]
    best = min(fits, key=lambda fit: (-fit.limits, fit.load, fit.seat.pk), default=None)
    return best.seat if best else None


def _limits_met(seat: TeamSeat, loan: Loan) -> int:
    """How many limits of the seat the loan meets; -1 when it misses one."""
    township = loan.borrower.township_id
    served = {place.pk for branch in seat.branches.all() for place in branch.townships.all()}
    limits: list[tuple[set[Any], object]] = [
        ({place.pk for place in seat.townships.all()}, township),
        (served, township),
        (set(seat.classes), loan.asset_class),
    ]
    asked = [(allowed, value) for allowed, value in limits if allowed]
    return len(asked) if all(value in allowed for allowed, value in asked) else -1


def hand_overs_for(user: User) -> QuerySet[HandOver]:
    """Hand-overs of the own bank, newest first."""
    found = HandOver.objects.visible_to(user)
    return found.select_related("giver__person", "taker__person", "proposed_by__person")
