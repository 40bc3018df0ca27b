"""The plan of an ordinary loan, quickly: whole fen instead of Decimal, the same figures.

Most loans are paid out once, at one rate, without grace and to the fen. For them the walk through
the periods needs integers only. What is not ordinary is left to `loancore.walk`.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from loancore.dates import add_months
from loancore.daycount import COUNTED_BY_DAYS, DayCount, year_part, year_parts
from loancore.money import FEN, PRECISION, ZERO, round_money
from loancore.terms import INTEREST_ONLY_METHODS, Instalment, LoanTerms, Method
from loancore.walk import level_instalment, months_apart, plan_anchor

_METHODS = INTEREST_ONLY_METHODS | {
    Method.EQUAL_INSTALMENT,
    Method.EQUAL_PRINCIPAL,
    Method.SINGLE_PAYMENT,
}


def is_ordinary(terms: LoanTerms) -> bool:
    """Whether whole fen and one rate tell everything about a loan."""
    return not (
        terms.tranches
        or terms.plan
        or terms.rate_changes
        or terms.waivers
        or terms.instalment_multiple
        or terms.principal_grace_periods
        or terms.interest_grace_periods
        or terms.interest_free_periods
    ) and _has_usual_rules(terms)


def _has_usual_rules(terms: LoanTerms) -> bool:
    return (
        terms.method in _METHODS
        and terms.level_amount is None
        and terms.rounding_mode == ROUND_HALF_UP
        and terms.interest_rounding_mode is None
        and terms.instalment_rounding_mode is None
        and terms.rounding_unit == FEN
        and (terms.level_rule, terms.level_periods, terms.level_changes)
        == ("rounded", "true", "next_period")
        and terms.principal == terms.principal.quantize(FEN)
    )


def ordinary_rows(terms: LoanTerms, dues: Sequence[date]) -> list[Instalment]:
    """The rows of an ordinary loan."""
    anchor = plan_anchor(terms, dues)
    parts = _parts(terms, dues, anchor)
    regular = _regular_first(terms, dues, anchor) or parts[0]
    level = _level(terms, [regular, *parts[1:]])
    columns = _columns(terms, level, parts, regular=regular)
    rows, start, left, whole = [], terms.disbursed_on, terms.principal + ZERO, level * FEN
    for number, (due, (principal, interest)) in enumerate(zip(dues, columns, strict=True), 1):
        borne = interest * FEN
        total = whole if principal + interest == level else (principal + interest) * FEN
        repaid = total - borne
        left -= repaid
        row = (number, start, due, repaid, borne, total, left)
        rows.append(tuple.__new__(Instalment, row))
        start = due
    return rows


def _columns(
    terms: LoanTerms, level: int, parts: Sequence[int], *, regular: int
) -> Iterator[tuple[int, int]]:
    """Principal and interest of every row, in fen.

    The level instalment leaves for principal what is above the interest of a regular period.
    """
    numerator, denominator = terms.annual_rate.as_integer_ratio()
    divisor = denominator * year_parts(terms.day_count)
    twice, multiplier, balance = 2 * divisor, 2 * numerator, int(terms.principal * 100)
    odd = regular if terms.method == Method.EQUAL_INSTALMENT and regular != parts[0] else 0
    by_interest, last = terms.method == Method.EQUAL_INSTALMENT, len(parts)
    for number, part in enumerate(parts, start=1):
        interest = usual = (balance * multiplier * part + divisor) // twice
        if odd and number == 1:
            usual = (balance * multiplier * odd + divisor) // twice
        principal = level - usual if by_interest else level
        if principal > balance or number == last:
            principal = balance
        elif principal < 0:
            principal = 0
        balance -= principal
        yield principal, interest


def _parts(terms: LoanTerms, dues: Sequence[date], anchor: int | None) -> list[int]:
    """The part of the year of every period; most are counted by days or are plain months."""
    starts, count = [terms.disbursed_on, *dues[:-1]], terms.day_count
    if count in COUNTED_BY_DAYS:
        return [(due - start).days for start, due in zip(starts, dues, strict=True)]
    if count == DayCount.MONTHS and _is_regular(terms, dues, anchor):
        return [30 * months_apart(terms)] * len(dues)
    return [
        year_part(start, due, count, anchor=anchor) for start, due in zip(starts, dues, strict=True)
    ]


def _is_regular(terms: LoanTerms, dues: Sequence[date], anchor: int | None) -> bool:
    """Whether every period is a whole number of months, from anchor day to anchor day."""
    if terms.period_days or terms.agreed_due_dates or not anchor:
        return False
    step = months_apart(terms)
    ends = (dues[0], add_months(terms.disbursed_on, step * len(dues), anchor))
    starts = add_months(terms.disbursed_on, 0, anchor) == terms.disbursed_on
    return starts and ends == (add_months(terms.disbursed_on, step, anchor), dues[-1])


def _regular_first(terms: LoanTerms, dues: Sequence[date], anchor: int | None) -> int:
    """The first period as the level sees it, odd days aside; zero when it takes them as well."""
    if terms.period_days or terms.first_period_interest != "added":
        return 0
    start = add_months(dues[0], -months_apart(terms), anchor)
    if start == terms.disbursed_on:
        return 0
    return year_part(start, dues[0], terms.day_count, anchor=anchor)


def _level(terms: LoanTerms, parts: Sequence[int]) -> int:
    """Level instalment or level principal in fen."""
    if terms.method in INTEREST_ONLY_METHODS:
        return 0
    with localcontext() as context:
        context.prec = PRECISION
        if terms.method == Method.EQUAL_PRINCIPAL:
            level = terms.principal / len(parts)
        else:
            level = _level_instalment(terms, parts)
        return int(round_money(level) * 100)


def _level_instalment(terms: LoanTerms, parts: Sequence[int]) -> Decimal:
    year = year_parts(terms.day_count)
    factors = {part: terms.annual_rate * part / year for part in set(parts)}
    if len(factors) == 1 and (factor := factors[parts[0]]):
        return terms.principal * factor / (1 - (1 + factor) ** -len(parts))
    return level_instalment(terms.principal, [factors[part] for part in parts])
