"""The embedded servers: private, stubborn, shared between commands, and gone with their owner."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from loanprogram.local import ownership
from loanprogram.local.places import ROOT
from loanprogram.local.services import DATABASE, Postgres, Redis, socket_folder

OWNER = """
import sys
from pathlib import Path
from loanprogram.local.children import Family, Stopped
from loanprogram.local.embedded import start_servers

family = Family()
family.obey_signals()
start_servers(family, Path(sys.argv[1]), [])
print("ready", flush=True)
try:
    family.keep_running()
except Stopped:
    family.finish()
"""
COMMAND = """
import sys
from pathlib import Path
from loanprogram.local.children import Family
from loanprogram.local.embedded import servers

with servers(Family(), Path(sys.argv[1]), "manage") as environment:
    print(environment["DATABASE_URL"], flush=True)
    sys.stdin.readline()
"""

Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a script over a data folder of this test, as a command of ./dev would."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
    with ExitStack() as started:

        def start(script: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-c", script, str(tmp_path)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            started.callback(process.wait)
            started.callback(process.kill)
            return process

        yield start


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def until(happened: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def running_over(folder: Path) -> list[int]:
    """The server processes that carry the folder in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_text("utf-8", "replace").split("\0")
        except OSError:
            continue  # it ended while we looked
        program = Path(words[0].split(" ")[0]).name
        if program in {"postgres", "redis-server"} and str(folder) in " ".join(words):
            found.append(int(entry.name))
    return found


def test_both_servers_come_back_with_their_data_after_a_kill(start: Start, tmp_path: Path) -> None:
    owner = start(OWNER)
    assert line(owner) == "ready"
    postgres, queue = Postgres(tmp_path / "pg"), Redis(tmp_path / "redis")
    with redis.Redis(unix_socket_path=str(queue.socket)) as client:
        client.set("kept", "yes")

    before = running_over(tmp_path)
    for process in before:
        os.kill(process, signal.SIGKILL)
    until(lambda: not set(before) & set(running_over(tmp_path)))
    until(lambda: postgres.is_ready() and queue.is_ready())

    with redis.Redis(unix_socket_path=str(queue.socket)) as client:
        assert client.get("kept") == b"yes"
    databases = subprocess.run(
        [postgres.bin / "psql", "-h", postgres.socket, "-U", "postgres", "-Atl"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert databases.stdout.startswith(f"{DATABASE}|")


def test_nothing_is_left_when_the_owner_is_killed(start: Start, tmp_path: Path) -> None:
    owner = start(OWNER)
    assert line(owner) == "ready"
    assert len(running_over(tmp_path)) == 2

    owner.kill()

    until(lambda: running_over(tmp_path) == [])


def test_stops_in_order_when_asked(start: Start, tmp_path: Path) -> None:
    owner = start(OWNER)
    assert line(owner) == "ready"

    owner.terminate()

    assert owner.wait(20) == 0
    assert running_over(tmp_path) == []
    assert not (tmp_path / "pg" / "postmaster.pid").exists()


def test_a_second_command_uses_the_servers_of_the_first(start: Start, tmp_path: Path) -> None:
    first = start(COMMAND)
    address = line(first)
    servers = running_over(tmp_path)
    second = start(COMMAND)

    assert line(second) == address
    assert running_over(tmp_path) == servers


def test_the_first_command_waits_for_the_second(start: Start, tmp_path: Path) -> None:
    first = start(COMMAND)
    line(first)
    second = start(COMMAND)
    line(second)

    print("done", file=first.stdin, flush=True)
    time.sleep(1)
    assert first.poll() is None
    assert len(running_over(tmp_path)) == 2

    second.communicate("done\n", timeout=20)
    assert first.wait(20) == 0
    assert running_over(tmp_path) == []


def test_a_second_run_says_that_one_runs_already(tmp_path: Path) -> None:
    lock = ownership.owner_lock(tmp_path)
    lock.take("run 123 http://127.0.0.1:8000")

    second = subprocess.run(
        [sys.executable, "-m", "loanprogram.local.run"],
        cwd=ROOT,
        env=os.environ | {"LOANPROGRAM_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    lock.release()

    assert second.returncode == 1
    assert second.stderr == (
        "./dev run: LoanProgram already runs from this checkout (process 123):"
        " http://127.0.0.1:8000\n"
    )


def test_a_lock_is_free_again_after_its_holder(tmp_path: Path) -> None:
    first, second = ownership.owner_lock(tmp_path), ownership.owner_lock(tmp_path)
    first.take("run 1")
    with pytest.raises(ownership.Taken, match="^run 1$"):
        second.take("run 2")

    first.release()

    second.take("run 2")
    assert second.is_taken()


def test_a_socket_never_gets_a_path_the_kernel_refuses() -> None:
    deep = Path("/") / "a-folder-with-a-long-name" / ("x" * 100) / "pg"

    assert len(str(socket_folder(deep) / ".s.PGSQL.5432")) < 100
    assert socket_folder(Path("/srv/lp/var/pg")) == Path("/srv/lp/var/pg")
