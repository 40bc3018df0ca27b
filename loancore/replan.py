"""New terms for what is left of a loan after an event changed its course."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from loancore.dates import add_months, quarter_due_dates
from loancore.errors import InvalidEvent
from loancore.events import Extension, Holiday, PaymentPlan
from loancore.interest import Step
from loancore.money import split
from loancore.schedule import plan_anchor, schedule_due_dates
from loancore.terms import LoanTerms, Method, PlannedPrincipal, RateChange, Span, Tranche


@dataclass(frozen=True)
class Graces:
    """The due dates on which a grace holds: for principal, for interest, and free of interest."""

    principal: frozenset[date] = frozenset()
    interest: frozenset[date] = frozenset()
    free: frozenset[date] = frozenset()

    @classmethod
    def of(cls, terms: LoanTerms) -> "Graces":
        """The graces of terms whose due dates are written out."""
        dues = terms.agreed_due_dates
        return cls(
            frozenset(dues[: terms.principal_grace_periods]),
            frozenset(dues[: terms.interest_grace_periods]),
            frozenset(dues[: terms.interest_free_periods]),
        )


@dataclass(frozen=True)
class Remainder:
    """What is left of a plan on a day: principal, due dates still to come, and their graces."""

    on: date
    principal: Decimal
    dues: tuple[date, ...]
    graces: Graces
    annual_rate: Decimal


def fixed_dates(terms: LoanTerms) -> LoanTerms:
    """The same terms with their due dates and due day written out."""
    dues = tuple(schedule_due_dates(terms))
    return replace(
        terms,
        agreed_due_dates=dues,
        due_day=plan_anchor(terms, dues),
        first_due_on=None,
        matures_on=None,
    )


def remaining_terms(terms: LoanTerms, left: Remainder) -> LoanTerms:
    """The terms that repay what is left on the remaining due dates."""
    later = tuple(row for row in terms.tranches if row.on > left.on)
    principal = left.principal + sum((row.amount for row in later), Decimal(0))
    return replace(
        terms,
        principal=principal,
        annual_rate=left.annual_rate,
        disbursed_on=left.on,
        agreed_due_dates=left.dues,
        tranches=(Tranche(left.on, left.principal), *later) if later else (),
        plan=tuple(row for row in terms.plan if row.due_on > left.on),
        rate_changes=tuple(row for row in terms.rate_changes if row.on > left.on),
        principal_grace_periods=len(left.graces.principal & {*left.dues}),
        interest_grace_periods=len(left.graces.interest & {*left.dues}),
        interest_free_periods=len(left.graces.free & {*left.dues}),
        level_amount=None,
    )


def prepaid_terms(
    terms: LoanTerms, left: Remainder, *, strategy: str, instalment: Decimal
) -> LoanTerms:
    """The terms after an early repayment: a shorter time, or smaller instalments."""
    if strategy not in ("shorter_term", "lower_instalment"):
        raise InvalidEvent(f"There is no way {strategy!r} to repay early.")
    if terms.method == Method.FIXED_PLAN:
        rows = [row for row in terms.plan if row.due_on > left.on]
        terms = replace(terms, plan=_reduced_plan(rows, left.principal, strategy))
        return remaining_terms(terms, left)
    changed = remaining_terms(terms, left)
    if strategy == "shorter_term" and terms.method in (
        Method.EQUAL_INSTALMENT,
        Method.EQUAL_PRINCIPAL,
    ):
        return replace(changed, level_amount=instalment)
    return changed


def _reduced_plan(
    rows: Sequence[PlannedPrincipal], principal: Decimal, strategy: str
) -> tuple[PlannedPrincipal, ...]:
    """A fixed plan loses its last payments, or every payment gets smaller."""
    if strategy == "lower_instalment":
        parts = split(principal, [row.amount for row in rows])
        pairs = zip(rows, parts, strict=True)
        return tuple(PlannedPrincipal(row.due_on, part) for row, part in pairs if part)
    kept = []
    for row in rows:
        part = min(row.amount, principal)
        principal -= part
        if part:
            kept.append(PlannedPrincipal(row.due_on, part))
    return tuple(kept)


def extended_terms(terms: LoanTerms, left: Remainder, event: Extension) -> LoanTerms:
    """The terms with a later maturity; the remaining principal is spread over the longer time."""
    if event.months < 1:
        raise InvalidEvent("An extension must add at least one month.")
    if terms.method in (Method.FIXED_PLAN, Method.SEASONAL) or terms.period_days:
        raise InvalidEvent("This repayment method is extended by a new payment plan.")
    dues = _extended_dues(terms, left.dues, event.months)
    return remaining_terms(terms, replace(left, dues=dues))


def _extended_dues(terms: LoanTerms, dues: tuple[date, ...], months: int) -> tuple[date, ...]:
    matures_on = add_months(dues[-1], months, terms.due_day or dues[-1].day)
    if terms.method == Method.SINGLE_PAYMENT:
        return (matures_on,)
    if terms.method == Method.INTEREST_ONLY_QUARTERLY:
        return (*dues[:-1], *quarter_due_dates(dues[-1], matures_on))
    step = 1 if terms.method == Method.INTEREST_ONLY_MONTHLY else terms.period_months
    if months % step:
        raise InvalidEvent("An extension must add a whole number of periods.")
    return dues + _following(dues[-1], months // step, step=step, anchor=terms.due_day)


def _following(last: date, count: int, *, step: int, anchor: int | None) -> tuple[date, ...]:
    day = anchor or last.day
    return tuple(add_months(last, step * index, day) for index in range(1, count + 1))


def holiday_terms(terms: LoanTerms, left: Remainder, event: Holiday) -> LoanTerms:
    """The terms without instalments until the holiday ends."""
    skipped = [due for due in left.dues if due <= event.ends_on]
    dues = tuple(due for due in left.dues if due > event.ends_on)
    if event.maturity == "moves" and skipped:
        if terms.period_days or terms.method == Method.FIXED_PLAN:
            raise InvalidEvent("This repayment method needs a new payment plan for a holiday.")
        step = 1 if terms.method == Method.INTEREST_ONLY_MONTHLY else terms.period_months
        dues += _following(left.dues[-1], len(skipped), step=step, anchor=terms.due_day)
    if not dues:
        raise InvalidEvent("A holiday that keeps the maturity must end before it.")
    changed = remaining_terms(terms, replace(left, dues=dues))
    if event.interest == "waived":
        return replace(changed, waivers=(*terms.waivers, Span(event.on, event.ends_on)))
    return changed


def planned_terms(
    terms: LoanTerms, event: PaymentPlan, *, principal: Decimal, annual_rate: Decimal
) -> LoanTerms:
    """The terms of an agreed plan for all principal still owed."""
    if sum((row.amount for row in event.plan), Decimal(0)) != principal:
        raise InvalidEvent(f"The payments of the plan must add up to {principal}.")
    if min(row.due_on for row in event.plan) <= event.on:
        raise InvalidEvent("The payments of the plan must fall due after the agreement.")
    dues = tuple(sorted({row.due_on for row in event.plan}))
    planned = replace(
        terms,
        method=Method.FIXED_PLAN,
        plan=event.plan,
        tranches=(),
        season_months=frozenset(),
        instalment_multiple=None,
        level_rule="rounded",
    )
    return remaining_terms(planned, Remainder(event.on, principal, dues, Graces(), annual_rate))


def with_rate_steps(terms: LoanTerms, steps: Sequence[Step]) -> LoanTerms:
    """The terms with rate changes inside the running period."""
    if not steps:
        return terms
    changes = tuple(RateChange(step.on, step.value) for step in steps)
    return replace(terms, rate_changes=changes, level_rule="rounded")
