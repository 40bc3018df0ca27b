"""What changes the course of a loan: early repayment, rate, extension, grace, holiday, new parts.

Every change but an early repayment puts what is overdue behind the new plan: its principal bears
contract interest again, its interest and penalty are collected with the first instalments.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from loancore.dates import add_months
from loancore.events import Extension, Holiday, PaymentPlan
from loancore.money import ZERO, split_evenly
from loancore.replan import Graces, Remainder, extended_terms, holiday_terms, planned_terms
from loancore.replan import remaining_terms as terms_of_rest
from loancore.schedule import Instalment as PlanRow
from loancore.schedule import build_schedule
from loancore.terms import INTEREST_ONLY_METHODS, LoanTerms, Method, PlannedPrincipal
from servicing.rules.agreement import Fact
from servicing.rules.book import Book
from servicing.rules.rows import Burden, Row

# Methods whose instalments all repay principal: only they can rest while interest is paid.
REGULAR = frozenset({Method.EQUAL_INSTALMENT, Method.EQUAL_PRINCIPAL})
Shape = Callable[[LoanTerms, Remainder], LoanTerms]


@dataclass(frozen=True)
class Arrears:
    """What was overdue and is put behind the new plan."""

    principal: Decimal
    interest: Decimal
    penalty: Decimal


def prepay(book: Book, fact: Fact) -> None:
    """Money is received to repay early a part of the loan."""
    book.receive_early(fact)
    if fact.terms["strategy"] == "shorter_term":
        book.matures_on = book.rows[-1].due_on


def extend(book: Book, fact: Fact) -> None:
    """The loan matures so many months later."""
    months = int(fact.terms["months"])

    def shape(terms: LoanTerms, left: Remainder) -> LoanTerms:
        return extended_terms(terms, left, Extension(on=left.on, months=months))

    _replan(book, fact, shape)


def rest(book: Book, fact: Fact) -> None:
    """So many instalments are interest only; maturity stays."""
    count = int(fact.terms["count"])

    def shape(terms: LoanTerms, left: Remainder) -> LoanTerms:
        held = left.dues[: min(count, len(left.dues) - 1)]
        if terms.method in INTEREST_ONLY_METHODS or terms.method == Method.SINGLE_PAYMENT:
            held = ()
        return terms_of_rest(terms, replace(left, graces=Graces(principal=frozenset(held))))

    _replan(book, fact, shape)


def pause(book: Book, fact: Fact) -> None:
    """No instalment falls due until a day; interest runs on or is waived."""
    agreed = fact.terms
    until = date.fromisoformat(agreed["until"])

    def shape(terms: LoanTerms, left: Remainder) -> LoanTerms:
        holiday = Holiday(
            on=left.on, ends_on=until, interest="accrues", maturity=agreed["maturity"]
        )
        return holiday_terms(terms, left, holiday)

    if agreed["interest"] == "waived" and book.future_rows() and book.base:
        book.end_span()
        book.accrues_from = max(until, book.accrues_from)
    _replan(book, fact, shape)


def spread(book: Book, fact: Fact) -> None:
    """What is overdue is repaid in equal monthly parts beside the instalments of the plan."""
    first, count = date.fromisoformat(fact.terms["first_on"]), int(fact.terms["count"])
    days = [add_months(first, step, first.day) for step in range(count)]
    days = [day for day in days if day > book.reached] or [add_months(book.reached, 1)]
    ahead, burdens = book.future_rows(), book.burdens()
    arrears = gather(book)
    book.end_span()
    book.base += arrears.principal
    planned = {row.due_on: row.principal for row in ahead}
    for day, part in zip(days, split_evenly(arrears.principal, len(days)), strict=True):
        planned[day] = planned.get(day, ZERO) + part
    current = ahead[0] if ahead else _empty(book, days[0])
    plan = _fixed_plan(book, planned, current.starts_on)
    book.lay(plan, current, burdens + _burdens(arrears, days))
    book.matures_on = book.rows[-1].due_on


def _fixed_plan(book: Book, planned: dict[date, Decimal], starts_on: date) -> list[PlanRow]:
    if not book.base:
        return [PlanRow(0, starts_on, day, ZERO, ZERO, ZERO, ZERO) for day in sorted(planned)]
    agreed, dues = book.agreement, tuple(sorted(planned))
    terms = agreed.terms_left(book.base, starts_on, dues, anchor=book.anchor)
    parts = tuple(PlannedPrincipal(day, planned[day]) for day in dues if planned[day])
    event = PaymentPlan(on=starts_on, plan=parts)
    fixed = planned_terms(terms, event, principal=book.base, annual_rate=agreed.annual_rate)
    return build_schedule(replace(fixed, agreed_due_dates=dues))


def change_rate(book: Book, fact: Fact) -> None:
    """Another rate from today: the running instalment keeps its principal, later ones follow."""
    rate = Decimal(fact.terms["annual_rate"])
    book.end_span()
    for row in book.rows:
        if row.penalty_base:
            row.penalty_carry += book.penalty_span(row)
            row.penalty_from_on = book.reached
    book.agreement = replace(book.agreement, annual_rate=rate)
    ahead, burdens = book.future_rows(), book.burdens()
    if not ahead:
        return
    current, later = ahead[0], ahead[1:]
    balance = book.base - current.principal
    plan = [_kept(current, balance)]
    if later and balance:
        dues = [row.due_on for row in later]
        terms = book.agreement.terms_left(balance, current.due_on, dues, anchor=book.anchor)
        plan += build_schedule(terms)
    book.lay(plan, current, burdens)


def _kept(row: Row, balance: Decimal) -> PlanRow:
    total = row.principal + row.interest
    return PlanRow(
        row.number, row.starts_on, row.due_on, row.principal, row.interest, total, balance
    )


def _replan(book: Book, fact: Fact, shape: Shape) -> None:
    """Bring everything that is owed under one plan of the loan's own method."""
    ahead, burdens = book.future_rows(), book.burdens()
    if not ahead or not book.base:
        return
    arrears = gather(book)
    book.end_span()
    book.base += arrears.principal
    agreed, current = book.agreement, ahead[0]
    dues = tuple(row.due_on for row in ahead)
    terms = agreed.terms_left(book.base, current.starts_on, dues, anchor=book.anchor)
    left = Remainder(current.starts_on, book.base, dues, Graces(), agreed.annual_rate)
    plan = build_schedule(shape(terms, left))
    days = [row.due_on for row in plan][: int(fact.terms.get("over", "1"))]
    book.lay(plan, current, burdens + _burdens(arrears, days))
    book.matures_on = book.rows[-1].due_on


def gather(book: Book) -> Arrears:
    """Take what is open out of the rows that are due; what was paid stays with them."""
    taken = [ZERO, ZERO, ZERO]
    for row in book.due_rows():
        for index, part in enumerate((row.open_principal, row.open_interest, row.open_penalty)):
            taken[index] += part
        row.principal, row.interest = row.paid_principal, row.paid_interest
        row.penalty = row.penalty_carry = row.paid_penalty
        row.penalty_base, row.penalty_from_on = ZERO, None
        row.settled_on = row.settled_on or book.reached
    return Arrears(*taken)


def _burdens(arrears: Arrears, days: Sequence[date]) -> list[Burden]:
    interest = split_evenly(arrears.interest, len(days))
    penalty = split_evenly(arrears.penalty, len(days))
    each = zip(days, interest, penalty, strict=True)
    return [Burden(*parts) for parts in each if parts[1] or parts[2]]


def _empty(book: Book, due_on: date) -> Row:
    return Row(0, book.reached, due_on, ZERO, ZERO)
