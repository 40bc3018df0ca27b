"""Repayment as it is watched: due, received and late by month, ageing, trend, forecast."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loancore.dates import add_months
from loancore.money import ZERO, round_places
from parties.models import Organisation, Township, User
from policy.models import EligibleGroup
from policy.selectors import product_version
from servicing.models import AllocationLine, Instalment, Loan
from servicing.selectors.ageing import BANDS, band_of
from servicing.states import LoanState

MONTHS_BACK = 12
MONTHS_AHEAD = 3
ONE_DAY = timedelta(days=1)
Span = tuple[date, date]
DUE_KINDS = ("principal", "interest")
# How the loans can be told apart: the column of the loan that holds the code.
GROUPINGS = {
    "bank": "bank__code",
    "township": "borrower__township__code",
    "group": "eligible_group",
    "product": "product_version__product__code",
}


@dataclass(frozen=True)
class Collected:
    """What fell due, what of it came in time, came late, and is still open."""

    due: Decimal
    in_time: Decimal
    late: Decimal

    @property
    def received(self) -> Decimal:
        """All that came in of it."""
        return self.in_time + self.late

    @property
    def open(self) -> Decimal:
        """What has not come in."""
        return self.due - self.received

    @property
    def rate(self) -> Decimal:
        """The share that came in; all of nothing counts as all."""
        return round_places(self.received / self.due, 4) if self.due else Decimal(1)


def loans_watched(user: User) -> QuerySet[Loan]:
    """Loans this user may know of that were paid out."""
    group = KT("case__application__frozen_answers__person__group")
    return Loan.objects.visible_to(user).paid_out().annotate(eligible_group=group).order_by()


def first_of_month(day: date) -> date:
    """The first day of a month."""
    return day.replace(day=1)


def months_to(on: date, count: int) -> list[date]:
    """The first days of the last months, the current one included."""
    return [add_months(first_of_month(on), -number) for number in reversed(range(count))]


def collected_by(loans: QuerySet[Loan], span: Span, column: str) -> dict[Any, Collected]:
    """Instalments that fell due in a span and what came in of them, by month or by a code."""
    due = _due(loans, span, column)
    came = _came(loans, span, column)
    return {key: Collected(total, *came.get(key, (ZERO, ZERO))) for key, total in due.items()}


def _key(column: str, path: str) -> Any:
    return TruncMonth("due_on") if column == "month" else F(f"{path}{column}")


def _due(loans: QuerySet[Loan], span: Span, column: str) -> dict[Any, Decimal]:
    rows = _grouped(Instalment.objects.filter(due_on__range=span), loans, column)
    found = rows.annotate(total=Sum(F("principal") + F("interest")))
    return {key: total for key, total in found if key is not None and total}


def _came(loans: QuerySet[Loan], span: Span, column: str) -> dict[Any, tuple[Decimal, Decimal]]:
    lines = AllocationLine.objects.filter(kind__in=DUE_KINDS, due_on__range=span)
    in_time = Q(applied_on__lte=F("due_on"))
    found = _grouped(lines, loans, column).annotate(
        early=Sum("amount", filter=in_time, default=ZERO),
        later=Sum("amount", filter=~in_time, default=ZERO),
    )
    return {key: (early, later) for key, early, later in found}


def _grouped(rows: Any, loans: QuerySet[Loan], column: str) -> Any:
    rows = rows.filter(loan__in=loans.values("pk")).order_by()
    if column == "eligible_group":
        key: Any = KT("loan__case__application__frozen_answers__person__group")
    else:
        key = _key(column, "loan__")
    return rows.annotate(key=key).values_list("key")


def ageing_now(loans: QuerySet[Loan]) -> list[tuple[str, int, Decimal]]:
    """Number and principal of overdue loans by band of days, as the list of loans shows them."""
    found = []
    for band in BANDS:
        late = loans.filter(band_of(band, "days_past_due"), state=LoanState.OVERDUE)
        sums = late.aggregate(n=Count("pk"), total=Sum("outstanding", default=ZERO))
        found.append((band.code, sums["n"], sums["total"]))
    return found


@dataclass(frozen=True)
class GroupRow:
    """How one bank, township, group or product stands."""

    label: str
    collected: Collected
    loans: int
    outstanding: Decimal
    overdue_loans: int
    overdue: Decimal


def group_rows(loans: QuerySet[Loan], grouping: str, on: date) -> list[GroupRow]:
    """One row per bank, township, group or product, those with most overdue first."""
    column = GROUPINGS[grouping]
    start = months_to(on, MONTHS_BACK)[0]
    collected = collected_by(loans, (start, on), column)
    late = Q(state=LoanState.OVERDUE)
    standing = loans.values_list(column).annotate(
        n=Count("pk", filter=Q(outstanding__gt=0)),
        total=Sum("outstanding"),
        late_n=Count("pk", filter=late),
        late_total=Sum("outstanding", filter=late, default=ZERO),
    )
    nothing = Collected(ZERO, ZERO, ZERO)
    rows = [
        GroupRow(label_of(grouping, code, on), collected.get(code, nothing), *figures)
        for code, *figures in standing
    ]
    return sorted(rows, key=lambda row: (-row.overdue, row.label))


def label_of(grouping: str, code: str | None, on: date) -> str:
    """The words for a code."""
    if not code:
        return _("not known")
    if grouping == "bank":
        return str(Organisation.objects.get(code=code))
    if grouping == "township":
        return str(Township.objects.get(code=code))
    if grouping == "product":
        return str(product_version(code, on))
    group = EligibleGroup.objects.filter(code=code).first()
    if group is None:
        return code
    return group.name_en if get_language() == "en" else group.name


@dataclass(frozen=True)
class Forecast:
    """What will fall due in a month, and what will probably come in of it."""

    month: date
    due: Decimal
    expected: Decimal


def forecast(loans: QuerySet[Loan], months: Sequence[Collected], on: date) -> list[Forecast]:
    """The next months: what is still planned, times the collection rate of the last three."""
    due = sum((each.due for each in months), ZERO)
    received = sum((each.received for each in months), ZERO)
    rate = received / due if due else Decimal(1)
    first = add_months(first_of_month(on), 1)
    end = add_months(first, MONTHS_AHEAD) - ONE_DAY
    running = loans.filter(state__in=(LoanState.DISBURSED, LoanState.OVERDUE))
    planned: dict[date, Decimal] = defaultdict(lambda: ZERO)
    planned |= _due(running, (first, end), "month")
    return [
        Forecast(month, planned[month], round_places(planned[month] * rate, 2))
        for month in (add_months(first, number) for number in range(MONTHS_AHEAD))
    ]


@dataclass(frozen=True)
class Monitor:
    """Everything the page, its charts and its Excel file show: the same figures."""

    months: list[tuple[date, Collected]]
    bands: list[tuple[str, int, Decimal]]
    groups: list[GroupRow]
    ahead: list[Forecast]

    @property
    def overdue(self) -> Decimal:
        """Principal of all overdue loans."""
        return sum((total for _band, _count, total in self.bands), ZERO)

    @property
    def overdue_count(self) -> int:
        """How many loans are overdue."""
        return sum(count for _band, count, _total in self.bands)

    @property
    def whole(self) -> Collected:
        """All months together."""
        parts = [each for _month, each in self.months]
        return Collected(
            sum((each.due for each in parts), ZERO),
            sum((each.in_time for each in parts), ZERO),
            sum((each.late for each in parts), ZERO),
        )


def monitor(user: User, grouping: str, on: date) -> Monitor:
    """How repayment stands on a day, over all loans the user may know of."""
    loans = loans_watched(user)
    months = months_to(on, MONTHS_BACK)
    found = collected_by(loans, (months[0], on), "month")
    nothing = Collected(ZERO, ZERO, ZERO)
    by_month = [(month, found.get(month, nothing)) for month in months]
    complete = [each for _month, each in by_month[-4:-1]]
    return Monitor(
        months=by_month,
        bands=ageing_now(loans),
        groups=group_rows(loans, grouping, on),
        ahead=forecast(loans, complete, on),
    )
