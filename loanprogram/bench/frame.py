"""Measures one workload: rounds of the work and of its floor in turn, and the medians of both."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

MEGABYTE = 1024 * 1024
OWN_MEMORY = Path("/proc/self")


def nothing() -> None:
    """Where a trial has nothing to put back, and nothing to check."""


def unchecked(result: Any) -> None:
    """Where any result will do."""


@dataclass(frozen=True)
class Trial:
    """A workload made ready for one size.

    `reset` puts back what the work changed, before every round and unmeasured; `check` receives
    what the work returned and raises when it is wrong.
    """

    work: Callable[[], Any]
    floor: Callable[[], Any]
    reset: Callable[[], None] = nothing
    check: Callable[[Any], None] = unchecked


@dataclass(frozen=True)
class Workload:
    """What is measured: its name, usual size, small size for tests, and its floor in words."""

    name: str
    n: int
    n_small: int
    floor: str
    prepare: Callable[[int], Trial]
    needs_database: bool = False
    rounds: int = 5


@dataclass(frozen=True)
class Figures:
    """One line of the report; seconds are medians, the log volume is that of a median round."""

    workload: str
    n: int
    median_s: float
    per_s: float
    floor: str
    floor_s: float
    ratio: float
    wal_mb: float
    peak_mb: float
    best_s: float
    rounds: int

    def line(self) -> dict[str, Any]:
        """Numbers with the digits that mean something."""
        return {
            name: float(f"{value:.4g}") if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def measure(workload: Workload, n: int, rounds: int) -> Figures:
    """Prepare once, then work and floor in turn, so that both meet the same neighbours."""
    trial = workload.prepare(n)
    forget_peak()
    seconds, floors, logs = [], [], []
    for _ in range(rounds):
        trial.reset()
        written = log_position(workload)
        taken, result = _timed(trial.work)
        logs.append(log_position(workload) - written)
        seconds.append(taken)
        trial.check(result)
        floors.append(_timed(trial.floor)[0])
    middle, floor = median(seconds), median(floors)
    return Figures(
        workload=workload.name,
        n=n,
        median_s=middle,
        per_s=n / middle,
        floor=workload.floor,
        floor_s=floor,
        ratio=middle / floor,
        wal_mb=median(logs) / MEGABYTE,
        peak_mb=peak_memory() / MEGABYTE,
        best_s=min(seconds),
        rounds=rounds,
    )


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def log_position(workload: Workload) -> int:
    """Bytes the database has written to its log so far; other sessions' bytes count too."""
    if not workload.needs_database:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")
        return int(cursor.fetchone()[0])


def forget_peak() -> None:
    """From here on the peak of memory counts anew (Linux)."""
    (OWN_MEMORY / "clear_refs").write_text("5")


def peak_memory() -> int:
    """The most memory this process held at once, in bytes."""
    lines = (OWN_MEMORY / "status").read_text().splitlines()
    held = next(line for line in lines if line.startswith("VmHWM:"))
    return int(held.split()[1]) * 1024
