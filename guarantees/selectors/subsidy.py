"""Which interest of a quarter public money bears a part of, and which not and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from guarantees.models import SubsidyLine, SubsidyStatement, SubsidyStop
from loancore.dates import ONE_DAY, add_months, age_on
from loancore.money import ZERO
from loancore.subsidy import (
    SubsidyRule,
    borrower_pays_rate,
    share_of_interest,
    split_interest,
    subsidise,
)
from parties.models import Organisation, User
from policy.models import ProductVersion, SubsidyKind
from servicing.models import Instalment, Loan

MONTHS_PER_QUARTER = 3
Kind, Reason = SubsidyLine.Kind, SubsidyLine.Reason


def quarter_span(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    first = date(year, (quarter - 1) * MONTHS_PER_QUARTER + 1, 1)
    return first, add_months(first, MONTHS_PER_QUARTER) - ONE_DAY


def statements_for(user: User) -> QuerySet[SubsidyStatement]:
    """The lists a person may see."""
    return SubsidyStatement.objects.visible_to(user).select_related("bank", "made_by__person")


def loans_seen_by(user: User) -> QuerySet[Loan]:
    """The loans a person may know of."""
    return Loan.objects.visible_to(user)


def lines_of(statement: SubsidyStatement) -> QuerySet[SubsidyLine]:
    """The lines of a list."""
    return statement.lines.select_related("loan__borrower", "loan__case", "corrects__statement")


@dataclass(frozen=True)
class Totals:
    """What a list adds up to."""

    lines: int
    excluded: int
    interest: Decimal
    borrower: Decimal
    subsidy: Decimal


def totals_of(statement: SubsidyStatement) -> Totals:
    """Lines with subsidy and without, and the sums of those with it."""
    counted = statement.lines.filter(reason="")
    sums = counted.aggregate(i=Sum("interest"), b=Sum("borrower"), s=Sum("subsidy"))
    return Totals(
        lines=counted.count(),
        excluded=statement.lines.exclude(reason="").count(),
        interest=sums["i"] or ZERO,
        borrower=sums["b"] or ZERO,
        subsidy=sums["s"] or ZERO,
    )


def rule_of(version: ProductVersion) -> SubsidyRule | None:
    """The rule of a product version as the arithmetic takes it; none where nothing is borne."""
    if version.subsidy_kind == SubsidyKind.ABOVE_RATE:
        return borrower_pays_rate(version.borrower_rate)
    if version.subsidy_kind == SubsidyKind.SHARE:
        return share_of_interest(version.subsidy_share)
    return None


def loan_year(loan: Loan, on: date) -> int:
    """In which year of the loan a day lies."""
    assert loan.disbursed_on
    return age_on(loan.disbursed_on, on) + 1


def listed(bank: Organisation, starts_on: date, ends_on: date) -> list[SubsidyLine]:
    """The lines of a quarter, unsaved: what is due in it, what came too late for its own list,
    and what is taken back because its payment was reversed since.
    """
    rows = Instalment.objects.filter(loan__bank=bank, due_on__lte=ends_on, interest__gt=0)
    related = ("loan__product_version", "loan__borrower", "loan__case", "loan__subsidy_stop")
    lines = []
    for row in rows.select_related(*related).order_by("loan", "number"):
        line = _line_of(row, starts_on)
        if line is not None:
            lines.append(line)
    return lines + _corrections(bank)


def _line_of(row: Instalment, starts_on: date) -> SubsidyLine | None:
    """The line of an instalment; none when an earlier list has settled it."""
    version = row.loan.product_version
    rule = rule_of(version)
    if rule is None or _is_settled(row):
        return None
    reason = why_excluded(row)
    if row.due_on < starts_on and reason:
        return None  # an earlier list names it already
    borrower, subsidy = (row.interest, ZERO) if reason else parts_of(row, rule)
    return SubsidyLine(
        loan=row.loan,
        instalment=row.number,
        kind=Kind.CARRIED_OVER if row.due_on < starts_on else Kind.REGULAR,
        reason=reason,
        starts_on=row.starts_on,
        due_on=row.due_on,
        rate=row.loan.interest_rate,
        rule=rule.kind,
        interest=row.interest,
        paid=row.paid_interest,
        paid_on=row.settled_on,
        borrower=borrower,
        subsidy=subsidy,
    )


def _is_settled(row: Instalment) -> bool:
    """Whether a list has subsidised this period, and has not taken it back."""
    lines = SubsidyLine.objects.filter(loan=row.loan, instalment=row.number, reason="")
    return lines.filter(corrects=None).exists()


def why_excluded(row: Instalment) -> str:
    """Why a period gets no subsidy; empty when it does."""
    stop: SubsidyStop | None = getattr(row.loan, "subsidy_stop", None)
    if stop is not None and row.due_on > stop.from_on:
        return Reason.MISUSE
    if loan_year(row.loan, row.starts_on) > row.loan.product_version.subsidy_years:
        return Reason.THIRD_YEAR
    if row.settled_on is None or row.settled_on > row.due_on or row.paid_interest < row.interest:
        return Reason.LATE
    return ""


def parts_of(row: Instalment, rule: SubsidyRule) -> tuple[Decimal, Decimal]:
    """What borrower and public money bear of the interest of a period.

    Where one principal and one rate explain the interest, the split is the one every other
    account gives; a period broken by a repayment or a new rate is divided in proportion.
    """
    loan = row.loan
    before = loan.instalments.filter(number__lt=row.number).aggregate(paid=Sum("principal"))
    period = subsidise(
        loan.principal - (before["paid"] or ZERO),
        loan.interest_rate,
        start=row.starts_on,
        end=row.due_on,
        rule=rule,
        day_count=loan.day_count,
        loan_year=loan_year(loan, row.starts_on),
        anchor=loan.anchor_day,
    )
    if period.interest == row.interest:
        return period.borrower, period.subsidy
    year = loan_year(loan, row.starts_on)
    return split_interest(row.interest, loan.interest_rate, rule=rule, loan_year=year)


def _corrections(bank: Organisation) -> list[SubsidyLine]:
    """What was subsidised by a released list and is not paid in time any more."""
    paid = SubsidyLine.objects.filter(
        statement__bank=bank, statement__state="released", reason="", corrects=None, correction=None
    )
    found = []
    for line in paid.select_related("loan__product_version", "loan__borrower"):
        row = line.loan.instalments.filter(number=line.instalment).first()
        if row is None or why_excluded(row) == Reason.LATE:
            found.append(_taken_back(line))
    return found


def _taken_back(line: SubsidyLine) -> SubsidyLine:
    return SubsidyLine(
        loan=line.loan,
        instalment=line.instalment,
        kind=Kind.CORRECTION,
        starts_on=line.starts_on,
        due_on=line.due_on,
        rate=line.rate,
        rule=line.rule,
        interest=-line.interest,
        paid=-line.paid,
        borrower=-line.borrower,
        subsidy=-line.subsidy,
        corrects=line,
    )
