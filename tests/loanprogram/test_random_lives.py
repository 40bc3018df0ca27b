"""C-39: random lawful and unlawful acts; every invariant after every step."""

from datetime import date

import pytest

from loanprogram.demo.walk_guarantees import stocked_fund
from loanprogram.scenarios.runner import play
from loanprogram.scenarios.stage import taken_loans
from tests.servicing import factories


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_tried_everything_proves(
    transactional_db: None, cast: dict, today: date, seed: int
) -> None:
    stocked_fund(cast, today)
    loans = [*taken_loans(today), *(factories.running_loan(cast, on=today) for _ in range(2))]
    outcome = play(  # the contracts of these loans were not walked, so they lack their records
        seed=seed, steps=60, cast=cast, loans=loans, on=today, without=["records"]
    )
    assert len(outcome.done) >= 8
    assert outcome.refused["pay_tomorrow"] + outcome.refused["approve_alone"] > 0
