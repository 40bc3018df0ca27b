"""Where the figures of a loan come from: inputs, formula, rule and rounding of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loancore.dates import ONE_DAY
from loancore.explain import Explained, explain_interest, explain_penalty
from loancore.money import ZERO
from servicing.models import Instalment, Loan, Repayment
from servicing.rules.agreement import EventKind, effective
from servicing.rules.book import Book
from servicing.rules.replay import replay
from servicing.rules.rows import Line, Row
from servicing.selectors.books import book_on, fact_of, facts_of

PRINCIPAL_REASONS = {
    "equal_instalment": _(
        "The level payment less the interest of the period; the last instalment takes what"
        " rounding left."
    ),
    "equal_principal": _(
        "The principal divided by the number of instalments, rounded half up to the fen; the last"
        " instalment takes what rounding left."
    ),
}


@dataclass(frozen=True)
class Figure:
    """One figure with its name and where it comes from: a computation, or a sentence."""

    name: str | Promise
    amount: Decimal
    found: Explained | None = None
    reason: str | Promise = ""


@dataclass(frozen=True)
class RowFigures:
    """Where the figures of one instalment come from."""

    row: Instalment
    figures: list[Figure]


def row_figures(loan: Loan, number: int) -> RowFigures | None:
    """The computation behind each figure of one instalment; nothing if there is none."""
    row = loan.instalments.filter(number=number).first()
    if row is None or loan.as_of_on is None:
        return None
    figures = [*_interest_figures(loan, row), _principal_figure(loan, row)]
    return RowFigures(row, [*figures, *_penalty_figures(loan, row)])


def _interest_figures(loan: Loan, row: Instalment) -> Iterator[Figure]:
    """Interest of the opening balance, and what earlier days and other balances add to it."""
    before = loan.instalments.filter(number__lt=row.number)
    opening = loan.principal - sum((each.principal for each in before), ZERO)
    computed = explain_interest(
        opening,
        loan.current_agreement.annual_rate,
        row.starts_on,
        row.due_on,
        loan.day_count,
        anchor=loan.anchor_day,
    )
    yield Figure(_("Interest"), computed.amount, computed)
    if rest := row.interest - computed.amount:
        yield Figure(
            _("Interest of other days"),
            rest,
            reason=_(
                "The balance or the rate changed inside the period, or interest of earlier days"
                " was put off to this instalment: the part that was computed before the change."
            ),
        )


def _principal_figure(loan: Loan, row: Instalment) -> Figure:
    if row.starts_on == row.due_on and not row.interest:
        reason = _("Repaid early on this day.")
    else:
        reason = PRINCIPAL_REASONS.get(
            loan.repayment_method, _("Principal is repaid at maturity, as agreed.")
        )
    return Figure(_("Principal"), row.principal, reason=reason)


def _penalty_figures(loan: Loan, row: Instalment) -> Iterator[Figure]:
    assert loan.as_of_on
    kept = Row(row.number, row.starts_on, row.due_on, row.principal, row.interest)
    kept.penalty, kept.penalty_carry = row.penalty, row.penalty_carry
    kept.penalty_base, kept.penalty_from_on = row.penalty_base, row.penalty_from_on
    yield from _penalty_of(loan, kept, loan.as_of_on)


def _penalty_of(loan: Loan, row: Row, on: date) -> Iterator[Figure]:
    """Penalty that runs, and what was fixed when its base changed."""
    fixed = row.penalty
    if row.penalty_base and row.penalty_from_on:
        running = explain_penalty(
            row.penalty_base,
            loan.current_agreement.annual_rate,
            due_on=row.penalty_from_on,
            until=max(on, row.penalty_from_on),
            uplift=loan.penalty_factor,
            day_count=loan.current_agreement.penalty_day_count,
        )
        fixed -= running.amount
        yield Figure(_("Penalty"), running.amount, running)
    if fixed:
        yield Figure(
            _("Penalty of earlier days"),
            fixed,
            reason=_("Fixed on the day when a payment changed what is overdue, or accruing ended."),
        )


def quote_figures(loan: Loan, on: date) -> list[Figure]:
    """The parts of the amount that closes a loan on a day."""
    book = book_on(loan, on)
    figures = [
        Figure(
            _("Principal"),
            book.unpaid_principal,
            reason=_("The principal of all instalments that is not paid."),
        ),
        *_quoted_interest(loan, book, on),
        *(figure for row in book.rows for figure in _open_penalty(loan, row, on)),
    ]
    if book.advance:
        reason = _("Money received ahead is set off.")
        figures.append(Figure(_("Kept as advance"), -book.advance, reason=reason))
    return figures


def _quoted_interest(loan: Loan, book: Book, on: date) -> Iterator[Figure]:
    for row in book.due_rows():
        if row.open_interest:
            reason = _("Fell due with this instalment and is not paid.")
            name = _("Interest of instalment %(number)s") % {"number": row.number}
            yield Figure(name, row.open_interest, reason=reason)
    if on > book.accrues_from and book.base and not book.frozen:
        computed = explain_interest(
            book.base,
            book.agreement.annual_rate,
            book.accrues_from,
            on,
            loan.day_count,
            anchor=book.anchor,
        )
        yield Figure(_("Interest since the last due date"), computed.amount, computed)
    if before := book.carry + book.deferred:
        reason = _("Computed before the balance or the rate changed, or put off to later.")
        yield Figure(_("Interest of other days"), before, reason=reason)


def _open_penalty(loan: Loan, row: Row, on: date) -> Iterator[Figure]:
    if not row.open_penalty:
        return
    numbered = {"number": row.number}
    for figure in _penalty_of(loan, row, on):
        name = _("Penalty of instalment %(number)s") % numbered
        yield Figure(name, figure.amount, figure.found, figure.reason)
    if row.paid_penalty:
        name = _("Penalty already paid of instalment %(number)s") % numbered
        yield Figure(name, -row.paid_penalty, reason=_("Paid with an earlier receipt."))


@dataclass(frozen=True)
class Use:
    """What a receipt settled: a part of an instalment, and what was owed of it on that day."""

    kind: str
    instalment: int
    due_on: date
    owed: Decimal | None
    amount: Decimal
    on: date
    timing: str


@dataclass(frozen=True)
class RepaymentFigures:
    """Why a receipt was used as it was: the order of the rule, and every part in that order."""

    uses: list[Use]
    order: tuple[str, ...]
    kept: Decimal
    days_past_due: int
    is_reversed: bool

    @property
    def used(self) -> Decimal:
        """All that was used."""
        return sum((use.amount for use in self.uses), ZERO)


def repayment_figures(repayment: Repayment) -> RepaymentFigures | None:
    """The parts of a posted receipt beside what was owed just before it; nothing if not posted."""
    if repayment.event is None:
        return None
    loan, fact = repayment.loan, fact_of(repayment.event)
    facts = effective(facts_of(loan))
    earlier = [each for each in facts if each.order < fact.order]
    before = replay(loan.agreement, earlier, through=fact.on - ONE_DAY)
    late = before.days_past_due
    if fact.kind == EventKind.PAID_OFF:
        before.call_in()
    owed = {(str(item.kind), item.instalment): item.amount for item in before.open_items()}
    after = book_on(loan, max(fact.on, loan.as_of_on or fact.on))
    uses = [
        Use(
            kind=line.kind,
            instalment=line.instalment,
            due_on=line.due_on,
            owed=_owed(owed, line) if line.on == fact.on and line.timing == "due" else None,
            amount=line.amount,
            on=line.on,
            timing=line.timing,
        )
        for line in after.lines
        if line.event == fact.key
    ]
    return RepaymentFigures(
        uses=uses,
        order=tuple(loan.agreement.allocation_order),
        kept=sum((amount for key, amount in after.credits if key == fact.key), ZERO),
        days_past_due=late,
        is_reversed=all(each.key != fact.key for each in facts),
    )


def _owed(owed: dict[tuple[str, int], Decimal], line: Line) -> Decimal | None:
    return owed.get((line.kind, line.instalment))
