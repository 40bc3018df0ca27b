"""The close in whole fen gives what the one interest function gives, half a fen included."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as some

from loancore.interest import interest
from loancore.money import round_money
from servicing.rules.closing import SpanKind, factor_of, span_fen

DAYS = some.dates(date(2023, 12, 1), date(2028, 3, 31))
COUNTS = some.sampled_from(
    ["months", "actual/360", "actual/364", "actual/365", "actual/actual", "30/360", "30e/360"]
)


@given(
    base=some.integers(0, 10**12),
    rate=some.integers(0, 240_000),
    start=DAYS,
    length=some.integers(0, 1200),
    day_count=COUNTS,
    anchor=some.sampled_from([0, 15, 28, 31]),
)
@example(218889000, 54000, date(2026, 1, 1), 250, "actual/360", 0)
def test_a_span_in_fen_is_the_rounded_interest(base, rate, start, length, day_count, anchor):
    on = start + timedelta(days=length)
    kind = SpanKind(day_count, anchor, start, Decimal(rate).scaleb(-6))
    factor = factor_of(kind, on)
    for multiplier, until in ((factor.before, on), (factor.until, on + timedelta(days=1))):
        exact = interest(
            Decimal(base).scaleb(-2), kind.rate, start, until, day_count, anchor=anchor or None
        )
        assert span_fen(base, multiplier, factor.divisor) == round_money(exact) * 100
