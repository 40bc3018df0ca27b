"""Chooses the level instalment by what it does to the last one."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from loancore.money import FEN, round_money
from loancore.terms import Instalment, LoanTerms

Build = Callable[[LoanTerms], list[Instalment]]


def evened(terms: LoanTerms, rows: list[Instalment], build: Build) -> list[Instalment]:
    """Spread the last instalment's difference over all, while that makes it smaller.

    A difference of up to half a fen per instalment is left where it is.
    """
    unit = terms.rounding_unit or FEN
    while abs(_difference(rows)) / unit > len(rows) // 2 > 0:
        share = round_money(_difference(rows) / len(rows), mode=terms.rounding_mode, unit=unit)
        tried = build(replace(terms, level_amount=rows[0].total + share))
        if len(tried) < len(rows) or abs(_difference(tried)) >= abs(_difference(rows)):
            break
        rows = tried
    return rows


def smallest(terms: LoanTerms, rows: list[Instalment], build: Build) -> list[Instalment]:
    """Lower the level instalment while the last one does not get higher than it."""
    unit = terms.instalment_multiple or terms.rounding_unit or FEN
    while True:
        tried = build(replace(terms, level_amount=rows[0].total - unit))
        if len(tried) < len(rows) or _difference(tried) > 0:
            return rows
        rows = tried


def _difference(rows: list[Instalment]) -> Decimal:
    """By how much the last instalment is above the first."""
    return rows[-1].total - rows[0].total
