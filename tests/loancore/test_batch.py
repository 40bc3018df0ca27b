from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loancore.batch import PRINCIPAL_MAX, RATE_UNIT, Batch, plans
from loancore.errors import InconsistentTerms
from loancore.schedule import LoanTerms, build_schedule
from tests.loancore.strategies import FEW

LOANS = st.lists(
    st.tuples(
        st.one_of(st.integers(1, 300), st.integers(1, PRINCIPAL_MAX)),
        st.one_of(st.just(0), st.just(1), st.integers(0, RATE_UNIT)),
    ),
    min_size=1,
    max_size=8,
)


def columns(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def batch_of(loans: list[tuple[int, int]], months: int, method: str) -> Batch:
    principals, rates = zip(*loans, strict=True)
    return Batch(columns(*principals), columns(*rates), months, method)


@settings(max_examples=FEW)
@given(
    loans=LOANS,
    months=st.integers(1, 60),
    method=st.sampled_from(["equal_instalment", "equal_principal"]),
)
def test_batch_and_scalar_agree_to_the_fen(loans, months: int, method: str) -> None:
    found = plans(batch_of(loans, months, method))
    for index, (fen, rate) in enumerate(loans):
        terms = LoanTerms(
            principal=Decimal(fen) / 100,
            annual_rate=Decimal(rate) / RATE_UNIT,
            disbursed_on=date(2025, 1, 31),
            term_months=months,
            method=method,
            day_count="months",
        )
        rows = build_schedule(terms)
        assert [int(row.principal * 100) for row in rows] == found.principal[:, index].tolist()
        assert [int(row.interest * 100) for row in rows] == found.interest[:, index].tolist()


def test_more_loans_than_a_chunk_holds_are_all_repaid() -> None:
    order = np.arange(20_001, dtype=np.int64)
    batch = Batch(1 + order * 997, order * 40, 24)
    found = plans(batch)
    assert (found.principal.sum(axis=0) == batch.principals).all()
    alone = plans(Batch(batch.principals[-1:], batch.rates[-1:], 24))
    assert (found.interest[:, -1:] == alone.interest).all()


@pytest.mark.parametrize(
    "wrong",
    [
        (columns(0), columns(1), 12),
        (columns(PRINCIPAL_MAX + 1), columns(1), 12),
        (columns(1), columns(-1), 12),
        (columns(1), columns(RATE_UNIT + 1), 12),
        (columns(1), columns(1, 2), 12),
        (columns(1), columns(1), 0),
        (columns(1), columns(1), 12, "seasonal"),
    ],
)
def test_what_64_bits_cannot_carry_is_refused(wrong) -> None:
    with pytest.raises(InconsistentTerms):
        Batch(*wrong)
