"""The figures of a report, computed once, kept as they were, read by page, PDF and Excel."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from applications.models import Application
from casework.models import Stage
from guarantees.models import Reservation
from guarantees.postings import cash
from guarantees.selectors.fund import exposure
from ledger.models import JournalLine
from ledger.selectors import balances
from loancore.fund import capacity, headroom
from loancore.money import ZERO, round_places
from loanprogram.reports import portfolio
from loanprogram.reports.periods import MONTHLY, Period
from loanprogram.reports.portfolio import BY_PRODUCT, Banks, loans_of
from loanprogram.reports.tables import SHAPES, TOTAL
from parties.models import Organisation
from policy.models import ProductVersion
from policy.selectors import parameter
from servicing.models import Loan
from servicing.selectors.ageing import BANDS
from servicing.states import LoanState
from underwriting.models import Decision
from underwriting.selectors.appeals import appeal_counts

ONE_DAY = timedelta(days=1)
LOAN_STAGES = {
    LoanState.SIGNED: Stage.PAYOUT,
    LoanState.PAYABLE: Stage.PAYOUT,
    LoanState.DISBURSED: Stage.REPAYMENT,
    LoanState.OVERDUE: Stage.OVERDUE,
    LoanState.CLAIMED: Stage.CLAIM,
    LoanState.RECOVERING: Stage.CLAIM,
}
APPLICATION_STAGES = {
    "submitted": Stage.REVIEW,
    "in_review": Stage.REVIEW,
    "supplement": Stage.REVIEW,
    "evaluated": Stage.DECISION,
    "in_decision": Stage.DECISION,
    "appealed": Stage.DECISION,
    "contracting": Stage.CONTRACT,
    "contracted": Stage.CONTRACT,
}
# Ledger kinds of the fund's accounts and the column they are counted in.
FUND_COLUMNS = {
    "fund_paid_in": "paid_in",
    "fund_interest": "interest",
    "fund_paid_out": "paid_out",
    "claim_payment": "claims",
    "recovery": "recovered",
}
Row = list[Any]


def report_figures(period: Period, organisation: Organisation) -> dict[str, Any]:
    """All tables of one report as plain values: amounts as text, names in both languages."""
    is_center = organisation.kind == Organisation.Kind.CENTER
    banks = handling_banks() if is_center else [organisation]
    if period.kind == MONTHLY:
        tables = [_business(period, banks), _appeals(period, banks), _ageing(period, banks)]
        tables += [_fund(period, banks), _capacity(period, banks)] if is_center else []
    else:
        tables = [_stages(period, banks), _flow(period, banks)]
        tables += [_ageing(period, banks), _due_next(period, banks)]
    return {"tables": tables}


def handling_banks() -> list[Organisation]:
    """All banks of the program, whatever their status."""
    return list(Organisation.objects.filter(kind=Organisation.Kind.BANK).order_by("code"))


def _table(code: str, rows: Iterable[Row], *, total: bool = False) -> dict[str, Any]:
    listed = list(rows)
    if total:
        listed.append(_total(code, listed))
    return {"code": code, "rows": [[_plain(value) for value in row] for row in listed]}


def _total(code: str, rows: list[Row]) -> Row:
    columns = SHAPES[code].columns
    return [TOTAL] + [
        sum((row[place] for row in rows), ZERO if column.kind == "money" else 0)
        if column.kind in ("money", "number")
        else ""
        for place, column in enumerate(columns)
        if place
    ]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _named(bank: Organisation) -> list[str]:
    return [bank.name, bank.name_en]


def stage_of(application: str, guarantee: str | None, loan: str | None) -> Stage:
    """The headline of a case from the states of its three parts."""
    if loan:
        return LOAN_STAGES.get(LoanState(loan), Stage.CLOSED)
    if application == "approved":
        return Stage.CONTRACT if guarantee == "secured" else Stage.GUARANTEE
    return APPLICATION_STAGES.get(application, Stage.CLOSED)


def _stages(period: Period, banks: Banks) -> dict[str, Any]:
    counts: Counter[Stage] = Counter()
    for application, guarantee, loan, number in portfolio.standings(banks, period.ends_on):
        counts[stage_of(application, guarantee, loan)] += number
    shown = [stage for stage in Stage if stage != Stage.INTAKE]
    return _table("stages", ([stage.value, counts[stage]] for stage in shown))


def _flow(period: Period, banks: Banks) -> dict[str, Any]:
    span = (period.starts_on, period.ends_on)
    files = Application.objects.filter(case__bank__in=banks, submitted_on__range=span).order_by()
    asked = {
        code: (number, total or ZERO)
        for code, number, total in files.values_list("case__bank__code").annotate(
            n=Count("pk"), total=Sum("amount")
        )
    }
    decided = _decided(period, banks)
    payouts = portfolio.paid_out_by(loans_of(banks), *span, "bank__code")
    receipts = portfolio.received_by(banks, *span)
    nothing = (0, ZERO)
    return _table(
        "flow",
        (
            [
                _named(bank),
                *asked.get(bank.code, nothing),
                *decided.get(bank.code, (0, 0)),
                *payouts.get((bank.code,), nothing),
                *receipts.get(bank.code, nothing),
            ]
            for bank in banks
        ),
        total=True,
    )


def _decided(period: Period, banks: Banks) -> dict[str, tuple[int, int]]:
    decisions = Decision.objects.filter(
        case__bank__in=banks, decided_on__range=(period.starts_on, period.ends_on)
    ).order_by()
    rows = decisions.values_list("case__bank__code").annotate(
        yes=Count("pk", filter=Q(result=Decision.Result.APPROVED)),
        no=Count("pk", filter=Q(result=Decision.Result.DECLINED)),
    )
    return {code: (yes, no) for code, yes, no in rows}


def _appeals(period: Period, banks: Banks) -> dict[str, Any]:
    counts = appeal_counts(banks, period.starts_on, period.ends_on)
    rows = ([_named(bank), *counts.get(bank.code, (0, 0, 0))] for bank in banks)
    return _table("appeals", rows, total=True)


def _ageing(period: Period, banks: Banks) -> dict[str, Any]:
    loans = loans_of(banks)
    whole = portfolio.balance_of(loans, period.ends_on)
    found = portfolio.ageing(loans, period.ends_on)
    rows: list[Row] = [[band.code, *found[band.code]] for band in BANDS]
    rows.append([TOTAL, sum(row[1] for row in rows), sum((row[2] for row in rows), ZERO)])
    return _table("ageing", ([*row, _share(row[2], whole)] for row in rows))


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return round_places(part / whole, 6) if whole else ZERO


def _due_next(period: Period, banks: Banks) -> dict[str, Any]:
    start = period.ends_on + ONE_DAY
    found = portfolio.due_between(
        banks, start, period.ends_on + 7 * ONE_DAY, known_on=period.ends_on
    )
    rows: list[list[Any]] = [
        [_named(bank), *found.get(bank.code, (0, ZERO, ZERO))] for bank in banks
    ]
    return _table("due_next", ([*row, row[2] + row[3]] for row in rows), total=True)


def _business(period: Period, banks: Banks) -> dict[str, Any]:
    loans, start, end = loans_of(banks), period.starts_on, period.ends_on
    opening = portfolio.balance_by(loans, start - ONE_DAY, *BY_PRODUCT)
    closing = portfolio.balance_by(loans, end, *BY_PRODUCT)
    paid_out = portfolio.paid_out_by(loans, start, end, *BY_PRODUCT)
    year = portfolio.paid_out_by(loans, date(end.year, 1, 1), end, *BY_PRODUCT)
    given_up = portfolio.given_up_by(loans, start, end, *BY_PRODUCT)
    running = portfolio.running_by(loans, end, *BY_PRODUCT)
    overdue = portfolio.late_by(loans, end, *BY_PRODUCT)
    products = _product_names(end)
    rows = []
    for bank in banks:
        for code, names in products.items():
            key = (bank.code, code)
            number, amount = paid_out.get(key, (0, ZERO))
            before, after = opening.get(key, ZERO), closing.get(key, ZERO)
            lost = given_up.get(key, ZERO)
            repaid = before + amount - after - lost
            row = [_named(bank), names, before, number, amount, repaid, lost, after]
            row += [running.get(key, 0), overdue.get(key, ZERO), *year.get(key, (0, ZERO))]
            rows.append(row)
    return _table("business", rows, total=True)


def _product_names(on: date) -> dict[str, list[str]]:
    versions = ProductVersion.objects.filter(from_on__lte=on).order_by("product", "number")
    return {v.product.code: [v.name, v.name_en] for v in versions.select_related("product")}


def _fund(period: Period, banks: Banks) -> dict[str, Any]:
    opening = balances("fund", period.starts_on - ONE_DAY)
    return _table(
        "fund",
        (_fund_row(bank, opening.get(cash(bank.code), ZERO), period) for bank in banks),
        total=True,
    )


def _fund_row(bank: Organisation, opening: Decimal, period: Period) -> Row:
    lines = JournalLine.objects.filter(account__address=cash(bank.code))
    moved = lines.dated(period.starts_on, period.ends_on).order_by()
    sums = dict.fromkeys([*FUND_COLUMNS.values(), "other"], ZERO)
    for kind, amount in moved.values_list("entry__kind").annotate(total=Sum("amount")):
        sums[FUND_COLUMNS.get(kind, "other")] += amount
    return [_named(bank), opening, *sums.values(), opening + sum(sums.values(), ZERO)]


def _capacity(period: Period, banks: Banks) -> dict[str, Any]:
    on = period.ends_on
    held = balances("fund", on)
    money = sum((held.get(cash(bank.code), ZERO) for bank in banks), ZERO)
    multiple = Decimal(str(parameter("fund.multiplier", on)))
    bound, reserved = _in_guarantee(on), _reserved(on)
    free = headroom(money, multiple, bound, committed=reserved)
    row = [money, multiple, capacity(money, multiple), bound, reserved, free]
    return _table("capacity", [row])


def _in_guarantee(on: date) -> Decimal:
    """What guarantees in force at the end of a day bound of the capacity."""
    in_force = Q(guarantee__released_on=None) | Q(guarantee__released_on__gt=on)
    paid = Q(claims__paid_on__lte=on, claims__state="paid")
    loans = Loan.objects.filter(in_force, guarantee__issued_on__lte=on).exclude(
        pk__in=Loan.objects.filter(paid).values("pk")
    )
    by_share = portfolio.balance_by(loans, on, "guarantee__fund_share")
    return sum((exposure(owed, share, on) for (share,), owed in by_share.items()), ZERO)


def _reserved(on: date) -> Decimal:
    """What was promised and not yet paid out at the end of a day."""
    held = Q(released_on=None) | Q(released_on__gt=on)
    drawn = Q(guarantee__loan__disbursed_on__lte=on)
    rows = Reservation.objects.filter(held, reserved_on__lte=on).exclude(drawn)
    return rows.aggregate(total=Sum("amount"))["total"] or ZERO
