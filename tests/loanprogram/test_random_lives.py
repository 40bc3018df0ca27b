"""C-39: random lawful and unlawful acts; every invariant after every step."""

from datetime import date

import pytest

from loanprogram.scenarios.runner import play
from loanprogram.scenarios.stage import running_loans


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_tried_everything_proves(
    transactional_db: None, cast: dict, today: date, seed: int
) -> None:
    outcome = play(
        seed=seed, steps=150, cast=cast, loans=running_loans(cast, today), on=today, full_every=75
    )
    assert len(outcome.done) >= 10
    assert outcome.refused["pay_tomorrow"] + outcome.refused["approve_alone"] > 0
