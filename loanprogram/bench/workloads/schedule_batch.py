"""Plans of very many loans at once, for what-if and stress runs."""

import numpy as np

from loancore.batch import Batch, Plans, plans
from loanprogram.bench.frame import Trial, Workload

TERM_MONTHS = 36


def prepare(n: int) -> Trial:
    """Loans of different amounts and rates; every plan must repay its loan."""
    order = np.arange(n, dtype=np.int64)
    batch = Batch(
        principals=10_000_000 + order * 7919 % 40_000_000,
        rates=20_000 + order * 100 % 60_000,
        term_months=TERM_MONTHS,
    )

    def floor() -> tuple[np.ndarray, np.ndarray]:
        shape = (TERM_MONTHS, n)
        return np.full(shape, 1, np.int64), np.full(shape, 1, np.int64)

    def check(found: Plans) -> None:
        assert (found.principal.sum(axis=0) == batch.principals).all()
        assert (found.interest >= 0).all()

    return Trial(lambda: plans(batch), floor, check=check)


WORKLOAD = Workload(
    name="schedule_batch",
    n=500_000,
    n_small=100,
    floor="writing as many whole numbers into new arrays",
    prepare=prepare,
)
