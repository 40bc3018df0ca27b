"""Business dates: month steps, due dates, working-day deadlines and settlement days."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

QUARTER_MONTHS = (3, 6, 9, 12)
# Banks settle interest on the 20th of the quarter's last month and collect it on the 21st.
SETTLEMENT_DAY = 20
ONE_DAY = timedelta(days=1)


def month_end(day: date) -> date:
    """The last day of the month of a date."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def is_month_end(day: date) -> bool:
    """Whether a date is the last of its month."""
    return day == month_end(day)


def add_months(day: date, months: int, anchor: int | None = None) -> date:
    """Move a date by months to its anchor day, or to the month end where that day is missing.

    The anchor keeps the 31st: 31 January, 28 February, 31 March.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor or day.day, last))


def anchor_day(disbursed_on: date, first_due_on: date) -> int:
    """The day of the month on which instalments fall due.

    A first due date moved to a short month's end keeps the longer day of the disbursement.
    """
    gap = (first_due_on.year - disbursed_on.year) * 12 + first_due_on.month - disbursed_on.month
    same = add_months(disbursed_on, gap) == first_due_on
    return disbursed_on.day if same else first_due_on.day


def due_dates(
    disbursed_on: date,
    count: int,
    *,
    months: int = 1,
    days: int | None = None,
    first_due_on: date | None = None,
    due_day: int | None = None,
    first_period_days_min: int = 15,
) -> list[date]:
    """The due dates of a plan, stepping by months on a fixed day, or by days.

    With a due day and no first due date, the first period has at least the minimum of days.
    """
    if days is not None:
        first = first_due_on or disbursed_on + timedelta(days=days)
        return [first + timedelta(days=days * index) for index in range(count)]
    if first_due_on is None:
        first_due_on = add_months(disbursed_on, months)
        if due_day is not None:
            earliest = add_months(disbursed_on, months - 1)
            first_due_on = _next_due_day(earliest + timedelta(days=first_period_days_min), due_day)
    anchor = due_day or anchor_day(disbursed_on, first_due_on)
    return [first_due_on, *_steps(first_due_on, months, anchor=anchor, count=count - 1)][:count]


def _steps(first: date, months: int, *, anchor: int, count: int) -> Iterator[date]:
    """The dates that follow the first, month by month or several at a time."""
    year, month = first.year, first.month
    for _ in range(count):
        month += months
        if month > 12:
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        if anchor > 28:
            yield date(year, month, min(anchor, monthrange(year, month)[1]))
        else:
            yield date(year, month, anchor)


def _next_due_day(earliest: date, due_day: int) -> date:
    candidate = add_months(earliest, 0, due_day)
    return candidate if candidate >= earliest else add_months(earliest, 1, due_day)


def quarter_due_dates(
    disbursed_on: date, matures_on: date, *, settlement_day: int = SETTLEMENT_DAY
) -> list[date]:
    """Interest due dates by the calendar quarter, the day after settlement, and maturity.

    The settlement day itself bears interest, so the period ends on the day after it.
    """
    dates = []
    month = disbursed_on.replace(day=1)
    while month < matures_on:
        due = add_months(month, 0, settlement_day) + ONE_DAY
        if month.month in QUARTER_MONTHS and disbursed_on < due < matures_on:
            dates.append(due)
        month = add_months(month, 1)
    return [*dates, matures_on]


def is_quarter_settlement_day(day: date, *, settlement_day: int = SETTLEMENT_DAY) -> bool:
    """Whether banks settle interest on this day: the 20th of March, June, September, December."""
    return day.month in QUARTER_MONTHS and day.day == settlement_day


def days_between(start: date, end: date) -> int:
    """Days from start to end, the first day counted and the last not."""
    return (end - start).days


def is_working_day(day: date, *, holidays: frozenset[date], make_up_days: frozenset[date]) -> bool:
    """Whether offices work: weekdays that are no holiday, and weekend make-up days."""
    return day in make_up_days or (day.weekday() < 5 and day not in holidays)


def working_days_after(
    day: date, *, holidays: frozenset[date], make_up_days: frozenset[date]
) -> Iterator[date]:
    """The working days that follow a date, one after another."""
    while True:
        day += ONE_DAY
        if is_working_day(day, holidays=holidays, make_up_days=make_up_days):
            yield day


def working_day_deadline(
    received_on: date, days: int, *, holidays: frozenset[date], make_up_days: frozenset[date]
) -> date:
    """The last day of a limit in working days; the day of receipt is not counted."""
    if days < 0:
        raise ValueError("A limit in working days must not be negative.")
    following = working_days_after(received_on, holidays=holidays, make_up_days=make_up_days)
    deadline = received_on
    for _ in range(days):
        deadline = next(following)
    return deadline


def working_days_between(
    start: date, end: date, *, holidays: frozenset[date], make_up_days: frozenset[date]
) -> int:
    """Working days after start up to and including end."""
    span = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays=holidays, make_up_days=make_up_days) for day in span)


def moved_to_working_day(
    day: date, *, rule: str, holidays: frozenset[date], make_up_days: frozenset[date]
) -> date:
    """A due date moved off a holiday: `none`, `forward`, `backward`, or `adjusted`.

    Adjusted goes forward unless that leaves the month, then backward.
    """
    if rule == "none":
        return day
    forward, backward = day, day
    while not is_working_day(forward, holidays=holidays, make_up_days=make_up_days):
        forward += ONE_DAY
    while not is_working_day(backward, holidays=holidays, make_up_days=make_up_days):
        backward -= ONE_DAY
    choices = {
        "forward": forward,
        "backward": backward,
        "adjusted": forward if forward.month == day.month else backward,
    }
    return choices[rule]


def age_on(born_on: date, day: date) -> int:
    """Full years of age on a date; born on 29 February, one ages on 1 March of other years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
