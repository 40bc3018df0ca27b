"""Builds the demo county day by day: rules, staff, fund, then every story on its own days."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count

from loanprogram.closing import close_days
from loanprogram.demo.county import STORIES
from loanprogram.demo.life import Clock, Life
from loanprogram.demo.people import SEATS, cast_of, seat_staff
from loanprogram.demo.reading import read_in_the_past
from loanprogram.demo.walk_decision import standing_committee
from loanprogram.demo.walk_files import files_of_the_day
from loanprogram.demo.walk_followup import diligent_care, open_matters, standing_team
from loanprogram.demo.walk_guarantees import stocked_fund
from loanprogram.demo.walk_outreach import lively_desk
from loanprogram.demo.walk_subsidy import subsidised_quarter
from parties.models import Organisation, User
from policy.models import BusinessDay
from policy.services import load_programme
from servicing.models import Loan
from servicing.states import PAID_OUT

DEMO_DATE = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)
Ticket = tuple[date, int, Life, Iterator[int]]


def is_half_built() -> bool:
    """Whether an earlier building was stopped on its way, before anybody could sign in.

    Only the demo's own people tell that: a programme somebody installed by hand is never one.
    """
    day = BusinessDay.objects.filter(pk=1).first()
    if not User.objects.filter(username__in=[seat.username for seat in SEATS]).exists():
        return False
    is_used = User.objects.exclude(last_login=None).exists()
    return day is not None and day.current_on < DEMO_DATE and not is_used


def seed_county(
    *, until: date = DEMO_DATE, tell: Callable[[date], None] = lambda _on: None
) -> None:
    """The whole demo on its date: about forty cases, a year of history, nobody real."""
    start = until - timedelta(days=max(story.begins for story in STORIES) + 1)
    load_programme(on=start)
    seat_staff(on=start)
    _open_house(start)
    clock = Clock(start)
    tickets = _tickets(clock, until)
    while clock.today < until:
        _live_one_day(tickets, clock)
        _next_morning(clock)
        tell(clock.today)
    _live_one_day(tickets, clock)
    lively_desk(cast_of(), until)
    files_of_the_day(cast_of, until)
    subsidised_quarter({code: cast_of(code) for code in ("bank-a", "bank-b")}, until)
    read_in_the_past(until)
    open_matters(cast_of(), until)


def _open_house(on: date) -> None:
    """Committees set up, the fund paid in."""
    stocked_fund(cast_of(), on, "3000000.00")
    for bank in Organisation.objects.filter(kind=Organisation.Kind.BANK):
        cast = cast_of(bank.code)
        standing_committee(bank, cast, on)
        standing_team(cast, on)


def _tickets(clock: Clock, until: date) -> list[Ticket]:
    order = count()
    tickets: list[Ticket] = []
    for position, story in enumerate(STORIES):
        life = Life(story, position, cast_of(story.bank), clock)
        begins = until - timedelta(days=story.begins)
        heapq.heappush(tickets, (begins, next(order), life, life.live()))
    return tickets


def _live_one_day(tickets: list[Ticket], clock: Clock) -> None:
    """Let every story act whose day has come."""
    while tickets and tickets[0][0] <= clock.today:
        _due, order, life, steps = heapq.heappop(tickets)
        pause = next(steps, None)
        if pause is not None:
            heapq.heappush(tickets, (clock.today + timedelta(days=pause), order, life, steps))


def _next_morning(clock: Clock) -> None:
    """Close the day, if there is a loan to close it for, and go on to the next."""
    yesterday, clock.today = clock.today, clock.today + ONE_DAY
    BusinessDay.objects.filter(pk=1).update(current_on=clock.today)
    if Loan.objects.filter(state__in=PAID_OUT).exists():
        close_days(to=yesterday, actor=User.objects.system())
        diligent_care(clock.today)
