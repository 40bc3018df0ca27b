"""The part of the interest that public money bears."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from loancore.daycount import DayCount
from loancore.errors import LoanCoreError
from loancore.fund import PartyAmount, PartyShare, share_out
from loancore.interest import interest
from loancore.money import ZERO, round_money


class UnknownSubsidyRule(LoanCoreError):
    """A subsidy rule whose kind or figures cannot be used."""

    code = "subsidy_rule_unknown"


@dataclass(frozen=True)
class SubsidyRule:
    """Who bears which part of the interest; made by the functions below."""

    kind: str
    borrower_rate: Decimal = Decimal(0)
    shares_by_year: tuple[Decimal, ...] = ()
    principal_cap: Decimal | None = None


def borrower_pays_rate(
    borrower_rate: Decimal, *, principal_cap: Decimal | None = None
) -> SubsidyRule:
    """The borrower bears a fixed yearly rate, the subsidy everything above it."""
    return SubsidyRule("above_rate", borrower_rate=borrower_rate, principal_cap=principal_cap)


def points_under_lpr(
    lpr: Decimal, points: Decimal, *, principal_cap: Decimal | None = None
) -> SubsidyRule:
    """财金〔2020〕21号: the borrower bears LPR less 150 points, never below zero."""
    return borrower_pays_rate(max(lpr - points, Decimal(0)), principal_cap=principal_cap)


def share_of_interest(share: Decimal, *, principal_cap: Decimal | None = None) -> SubsidyRule:
    """财金〔2023〕75号: the subsidy is a share (half) of the interest paid."""
    return SubsidyRule("share", shares_by_year=(share,), principal_cap=principal_cap)


def graded_share(
    shares_by_year: Sequence[Decimal], *, principal_cap: Decimal | None = None
) -> SubsidyRule:
    """The subsidised share falls by loan year: all, two thirds, one third; then nothing."""
    return SubsidyRule("graded", shares_by_year=tuple(shares_by_year), principal_cap=principal_cap)


@dataclass(frozen=True)
class SubsidyPeriod:
    """The interest of a settlement period and who bears it; borrower and subsidy add up to it."""

    start: date
    end: date
    interest: Decimal
    subsidy: Decimal
    borrower: Decimal


def subsidise(
    principal: Decimal,
    annual_rate: Decimal,
    *,
    start: date,
    end: date,
    rule: SubsidyRule,
    day_count: str = DayCount.ACTUAL_360,
    loan_year: int = 1,
    anchor: int | None = None,
) -> SubsidyPeriod:
    """Split the interest of a period; interest and subsidy are rounded, the borrower pays the rest.

    Above the cap of the rule the borrower bears all interest.
    """
    due = round_money(interest(principal, annual_rate, start, end, day_count, anchor=anchor))
    capped = principal if rule.principal_cap is None else min(principal, rule.principal_cap)
    if rule.kind == "above_rate":
        spread = max(annual_rate - rule.borrower_rate, Decimal(0))
        subsidy = round_money(interest(capped, spread, start, end, day_count, anchor=anchor))
    else:
        basis = round_money(interest(capped, annual_rate, start, end, day_count, anchor=anchor))
        subsidy = round_money(basis * subsidised_share(rule, loan_year))
    return SubsidyPeriod(start, end, due, min(subsidy, due), due - min(subsidy, due))


def split_interest(
    interest_paid: Decimal, annual_rate: Decimal, *, rule: SubsidyRule, loan_year: int = 1
) -> tuple[Decimal, Decimal]:
    """Divide interest that was paid into (borrower, subsidy), in the proportion of the rule.

    For periods that a repayment or a new rate has broken, where one principal and one rate do
    not tell the interest; without a cap on the principal.
    """
    if rule.kind == "above_rate":
        spread = max(annual_rate - rule.borrower_rate, Decimal(0))
        share = spread / annual_rate if annual_rate else Decimal(0)
    else:
        share = subsidised_share(rule, loan_year)
    subsidy = min(round_money(interest_paid * share), interest_paid)
    return interest_paid - subsidy, subsidy


def subsidised_share(rule: SubsidyRule, loan_year: int) -> Decimal:
    """The share of interest the subsidy bears in a year of the loan."""
    if rule.kind == "share":
        return rule.shares_by_year[0]
    if rule.kind != "graded" or loan_year < 1:
        raise UnknownSubsidyRule(f"There is no subsidy rule {rule.kind!r} for year {loan_year}.")
    return rule.shares_by_year[loan_year - 1] if loan_year <= len(rule.shares_by_year) else ZERO


def subsidised_span(
    start: date, end: date, *, drawn_on: date, ends_on: date, stopped_on: date | None = None
) -> tuple[date, date] | None:
    """The days of a settlement period that are subsidised, or none.

    The subsidy runs from the draw to its end, and stops earlier when eligibility is lost.
    """
    last = min(end, ends_on, stopped_on or end)
    first = max(start, drawn_on)
    return (first, last) if first < last else None


@dataclass(frozen=True)
class FundedSubsidy:
    """A subsidy by funder: the national standard by shares, the local excess by local budget."""

    standard: list[PartyAmount]
    excess: list[PartyAmount]

    @property
    def total(self) -> Decimal:
        """The whole subsidy."""
        return sum((row.amount for row in (*self.standard, *self.excess)), ZERO)


def fund_subsidy(
    total: Decimal,
    standard: Decimal,
    *,
    standard_shares: Sequence[PartyShare],
    excess_shares: Sequence[PartyShare],
) -> FundedSubsidy:
    """Divide a subsidy among budgets; what exceeds the national standard is borne locally."""
    within = min(total, standard)
    return FundedSubsidy(
        share_out(within, standard_shares), share_out(total - within, excess_shares)
    )


def clawback(subsidy_paid: Decimal, principal: Decimal, affected: Decimal) -> Decimal:
    """What is demanded back when a part of the loan loses its ground for subsidy."""
    return round_money(subsidy_paid * affected / principal)
