"""One plan of 36 equal instalments per call, as pages and day-end ask for it."""

from datetime import date, timedelta
from decimal import Decimal

from loancore.money import round_money
from loancore.schedule import Instalment, LoanTerms, build_schedule
from loanprogram.bench.frame import Trial, Workload

TERM_MONTHS = 36
KEPT_EVERY = 97  # nobody holds twenty thousand plans at once
FIRST_DAY = date(2025, 1, 1)


def prepare(n: int) -> Trial:
    """Loans of different amounts, rates and days; plans are looked at one by one."""
    terms = [_terms(index) for index in range(n)]
    whole = [(int(each.principal * 100), int(each.annual_rate * 10_000)) for each in terms]

    def work() -> dict[int, list[Instalment]]:
        kept = {}
        for index, each in enumerate(terms):
            rows = build_schedule(each)
            if not index % KEPT_EVERY:
                kept[index] = rows
        return kept

    def floor() -> list[int]:
        return [_last_balance(fen, rate) for fen, rate in whole]

    def check(plans: dict[int, list[Instalment]]) -> None:
        for index, rows in plans.items():
            assert sum(row.principal for row in rows) == terms[index].principal
            assert rows[-1].closing_balance == 0

    return Trial(work, floor, check=check)


def _terms(index: int) -> LoanTerms:
    return LoanTerms(
        principal=round_money(Decimal(10_000_000 + index * 7919 % 40_000_000) / 100),
        annual_rate=Decimal(200 + index % 600) / 10_000,
        disbursed_on=FIRST_DAY + timedelta(days=index % 365),
        term_months=TERM_MONTHS,
        method="equal_instalment",
        day_count="months",
    )


def _last_balance(balance: int, rate: int) -> int:
    """The same recurrence in whole fen, without dates, rows or a choice of any kind."""
    level = balance * (120_000 + 36 * rate) // (36 * 120_000)
    for _ in range(TERM_MONTHS):
        balance -= level - (balance * rate + 60_000) // 120_000
    return balance


WORKLOAD = Workload(
    name="schedule_scalar",
    n=20_000,
    n_small=20,
    floor="36 steps of the balance in whole fen, no dates and no rows",
    prepare=prepare,
)
