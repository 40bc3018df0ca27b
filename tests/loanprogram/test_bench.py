"""The measurements measure something that is right; how fast it is, no test says."""

import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from loanprogram.bench import frame, scratch
from loanprogram.bench.frame import Trial, Workload, measure
from loanprogram.bench.workloads import workloads
from loanprogram.local.databases import server

WORKLOADS = workloads()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", WORKLOADS)
def test_a_small_run_of_every_workload_is_right(name: str) -> None:
    workload = WORKLOADS[name]
    figures = measure(workload, workload.n_small, rounds=1).line()
    assert figures["workload"] == name
    assert figures["n"] == workload.n_small
    assert min(figures["median_s"], figures["floor_s"], figures["peak_mb"]) > 0


def test_a_wrong_result_is_no_measurement() -> None:
    def refuse(result: object) -> None:
        raise AssertionError(result)

    trial = Trial(work=lambda: "wrong", floor=lambda: None, check=refuse)
    with pytest.raises(AssertionError, match="wrong"):
        measure(Workload("none", 1, 1, "nothing", lambda n: trial), 1, rounds=1)


def test_reset_comes_before_every_round_and_is_not_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]

    def take(seconds: float) -> None:
        now[0] += seconds

    trial = Trial(work=lambda: take(3), floor=lambda: take(2), reset=lambda: take(100))
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    figures = measure(Workload("none", 6, 1, "two", lambda n: trial), 6, rounds=4)
    assert (figures.median_s, figures.floor_s) == (3, 2)
    assert (figures.per_s, figures.ratio) == (2, 1.5)
    assert now[0] == 4 * 105


def test_the_command_lists_what_there_is_and_refuses_what_is_not() -> None:
    out = StringIO()
    call_command("bench", list=True, stdout=out)
    assert {line.split()[0] for line in out.getvalue().splitlines()} == set(WORKLOADS)
    with pytest.raises(CommandError, match="there are: .*score"):
        call_command("bench", "soup")


@pytest.mark.django_db(transaction=True)
def test_the_scratch_database_lives_as_long_as_it_is_used() -> None:
    usual = present_database()
    with scratch.scratch_database() as name:
        assert present_database() == name != usual
    assert present_database() == usual
    with server() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_log_volume_is_that_of_the_database() -> None:
    needy = Workload("none", 1, 1, "nothing", lambda n: Trial(nothing, nothing), True)
    before = frame.log_position(needy)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'bench', repeat('x', 100000))")
    assert frame.log_position(needy) - before > 100_000


def nothing() -> None:
    """Costs as little as can be."""


def present_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return str(cursor.fetchone()[0])
