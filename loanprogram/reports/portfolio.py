"""The loans as of the end of any day, from dated rows: sums in the database, not loan by loan."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from loancore.money import ZERO
from parties.models import Organisation
from servicing.models import AllocationLine, DailyAccrual, Instalment, Loan, LoanEvent
from servicing.rules.agreement import EventKind
from servicing.selectors.ageing import BANDS, band_of
from servicing.selectors.books import book_on

Key = tuple[Any, ...]
Banks = Sequence[Organisation]
AFTER_DEFAULT = (EventKind.CLAIMED, EventKind.WRITTEN_OFF)
INCOMING = (EventKind.RECEIVED, EventKind.PAID_OFF, EventKind.RECOVERED)
BY_PRODUCT = ("bank__code", "product_version__product__code")


def loans_of(banks: Banks) -> QuerySet[Loan]:
    """The loans of some banks."""
    return Loan.objects.filter(bank__in=[bank.pk for bank in banks])


def counted_events() -> QuerySet[LoanEvent]:
    """Events that were not taken back."""
    undone = LoanEvent.objects.filter(reverses=OuterRef("pk"))
    return LoanEvent.objects.filter(~Exists(undone)).order_by()


def balance_by(loans: QuerySet[Loan], day: date, *keys: str) -> dict[Key, Decimal]:
    """Principal in the banks' books at the end of a day, by some columns of the loan.

    Paid out less repaid; loans after a claim or write-off, which are few, are read from their
    events one by one.
    """
    paid_out = loans.filter(disbursed_on__lte=day).order_by()
    ended = counted_events().filter(kind__in=AFTER_DEFAULT, effective_on__lte=day)
    special = paid_out.filter(pk__in=ended.values("loan"))
    plain = paid_out.exclude(pk__in=ended.values("loan"))
    found: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for row in plain.values_list(*keys).annotate(total=Sum("principal")):
        found[row[:-1]] += row[-1]
    lines = AllocationLine.objects.filter(kind="principal", applied_on__lte=day, loan__in=plain)
    repaid = lines.order_by().values_list(*(f"loan__{key}" for key in keys))
    for row in repaid.annotate(total=Sum("amount")):
        found[row[:-1]] -= row[-1]
    named = dict((row[0], row[1:]) for row in special.values_list("pk", *keys))
    for loan in special:
        found[named[loan.pk]] += book_on(loan, day).outstanding
    return dict(found)


def balance_of(loans: QuerySet[Loan], day: date) -> Decimal:
    """Principal of some loans at the end of a day, all together."""
    return sum(balance_by(loans, day, "bank__code").values(), ZERO)


def running_by(loans: QuerySet[Loan], day: date, *keys: str) -> dict[Key, int]:
    """How many loans were paid out and not closed at the end of a day."""
    open_then = Q(closed_on=None) | Q(closed_on__gt=day)
    found = loans.filter(open_then, disbursed_on__lte=day).order_by()
    return {row[:-1]: row[-1] for row in found.values_list(*keys).annotate(n=Count("pk"))}


def paid_out_by(
    loans: QuerySet[Loan], start: date, end: date, *keys: str
) -> dict[Key, tuple[int, Decimal]]:
    """Loans paid out between two days: number and amount."""
    found = loans.filter(disbursed_on__range=(start, end)).order_by()
    rows = found.values_list(*keys).annotate(n=Count("pk"), total=Sum("principal"))
    return {row[:-2]: (row[-2], row[-1]) for row in rows}


def given_up_by(loans: QuerySet[Loan], start: date, end: date, *keys: str) -> dict[Key, Decimal]:
    """Principal taken over by the fund or written off by the bank between two days."""
    events = counted_events().filter(
        kind__in=AFTER_DEFAULT, effective_on__range=(start, end), loan__in=loans
    )
    found: dict[Key, Decimal] = defaultdict(lambda: ZERO)
    for event in events.select_related("loan"):
        key = loans.filter(pk=event.loan_id).values_list(*keys)[0]
        if event.kind == EventKind.CLAIMED:
            found[key] += event.amount - Decimal(event.parts.get("interest", "0"))
        else:
            found[key] += Decimal(event.parts.get("bank", "0"))
    return dict(found)


def received_by(banks: Banks, start: date, end: date) -> dict[str, tuple[int, Decimal]]:
    """Money received from borrowers between two days, by bank: number and amount."""
    events = counted_events().filter(
        kind__in=INCOMING, effective_on__range=(start, end), loan__in=loans_of(banks)
    )
    rows = events.values_list("loan__bank__code").annotate(n=Count("pk"), total=Sum("amount"))
    return {code: (number, total) for code, number, total in rows}


def late_loans(loans: QuerySet[Loan], day: date) -> QuerySet[DailyAccrual]:
    """How late each late loan stood at the end of a day, from the closing of that day."""
    rows = DailyAccrual.objects.filter(business_on=day, days_past_due__gt=0, loan__in=loans)
    return rows.order_by()


def ageing(loans: QuerySet[Loan], day: date) -> dict[str, tuple[int, Decimal]]:
    """Number and principal of late loans at the end of a day, by band of days."""
    found = {}
    late = late_loans(loans, day)
    for band in BANDS:
        chosen = late.filter(band_of(band, "days_past_due"))
        in_band = loans.filter(pk__in=chosen.values("loan"))
        found[band.code] = (chosen.count(), balance_of(in_band, day))
    return found


def late_by(loans: QuerySet[Loan], day: date, *keys: str) -> dict[Key, Decimal]:
    """Principal of late loans at the end of a day."""
    late = loans.filter(pk__in=late_loans(loans, day).values("loan"))
    return balance_by(late, day, *keys)


def due_between(
    banks: Banks, start: date, end: date, *, known_on: date
) -> dict[str, tuple[int, Decimal, Decimal]]:
    """Instalments of a span that were not settled on the day of knowledge, by bank."""
    unpaid = Q(settled_on=None) | Q(settled_on__gt=known_on)
    rows = Instalment.objects.filter(
        unpaid,
        due_on__range=(start, end),
        loan__in=loans_of(banks).running(),  # type: ignore[attr-defined]
    ).order_by()
    grouped = rows.values_list("loan__bank__code").annotate(
        n=Count("pk"), principal_sum=Sum("principal"), interest_sum=Sum("interest")
    )
    return {code: (n, principal, interest) for code, n, principal, interest in grouped}


STAGES = """
    WITH step AS (
        SELECT DISTINCT ON (subject_label, subject_id) subject_label, case_id, target
        FROM casework_transitionrecord
        WHERE effective_on <= %(day)s AND case_id IS NOT NULL AND subject_label IN
            ('applications.application', 'guarantees.guarantee', 'servicing.loan')
        ORDER BY subject_label, subject_id, id DESC)
    SELECT application.target, guarantee.target,
           CASE WHEN loan.target = 'overdue' AND EXISTS (
               SELECT 1 FROM guarantees_claim claim
               WHERE claim.case_id = file.id AND claim.filed_on <= %(day)s
                 AND claim.state NOT IN ('rejected', 'withdrawn'))
           THEN 'claimed' ELSE loan.target END, count(*)
    FROM step application
    JOIN casework_case file ON file.id = application.case_id
    LEFT JOIN step loan ON loan.case_id = file.id AND loan.subject_label = 'servicing.loan'
    LEFT JOIN step guarantee ON guarantee.case_id = file.id
        AND guarantee.subject_label = 'guarantees.guarantee'
    WHERE application.subject_label = 'applications.application' AND file.bank_id = ANY(%(banks)s)
    GROUP BY 1, 2, 3
"""


def standings(banks: Banks, day: date) -> list[tuple[str, str | None, str | None, int]]:
    """How many cases stood where at the end of a day: application, guarantee, loan, number."""
    with connection.cursor() as cursor:
        cursor.execute(STAGES, {"day": day, "banks": [bank.pk for bank in banks]})
        return list(cursor.fetchall())
