"""`./dev run`: servers, database, demo programme, web, worker and beat in the foreground."""

import contextlib
import os
import socket
import sys
import time
import urllib.error
import urllib.request

from loanprogram.local import ownership
from loanprogram.local.children import Child, Family, Stopped, say
from loanprogram.local.embedded import start_servers
from loanprogram.local.places import DATA, ROOT
from loanprogram.local.services import ServiceDidNotStart

HOST = os.environ.get("HOST_ADDRESS", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
PORT_PATIENCE = 3.0
ADDRESS = f"http://{HOST}:{PORT}"


def main() -> int:
    """Runs until somebody stops it; the answer is the exit code."""
    own = ownership.owner_lock(DATA)
    family = Family()
    family.obey_signals()
    try:
        _take_over(own, family)
        _require_free_port(family)
        environment = start_servers(family, DATA, [])
        _prepare(family, environment)
        say("starting web, worker and beat")
        for child in _programs(environment):
            family.add(child)
        family.keep_running(until=_answers)
        _greet()
        family.keep_running()
    except Stopped:
        say("stopping")
    except Failed as failure:
        print(f"./dev run: {failure}", file=sys.__stderr__)
        return 1
    finally:
        family.finish()
        own.release()
    return 0


class Failed(Exception):
    """Why LoanProgram does not run, as a sentence."""


def _take_over(own: ownership.Lock, family: Family) -> None:
    told = False
    while True:
        try:
            own.take(ownership.about("run", ADDRESS))
            return
        except ownership.Taken as taken:
            command, process, *address = (str(taken) + " ? ?").split()
            if command == "run":
                raise Failed(
                    f"LoanProgram already runs from this checkout (process {process}): {address[0]}"
                ) from None
            if not told:
                say(f"waiting for ./dev {command} (process {process}) to give the servers back")
                told = True
            if family.asked_to_stop.wait(0.5):
                raise Stopped from None


def _require_free_port(family: Family) -> None:
    """A predecessor that was killed may hold the port for some moments more."""
    deadline = time.monotonic() + PORT_PATIENCE
    while (obstacle := _port_obstacle()) and time.monotonic() < deadline:
        if family.asked_to_stop.wait(0.2):
            raise Stopped
    if obstacle:
        raise Failed(f"port {PORT} cannot be used ({obstacle}): PORT=8001 ./dev run takes another.")


def _port_obstacle() -> str:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, PORT))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def _prepare(family: Family, environment: dict[str, str]) -> None:
    say("preparing the database; the first start builds the demo, which takes a few minutes")
    command = [sys.executable, "-m", "loanprogram.local.prepare"]
    if family.run_once(_child("prepare", command, environment)):
        raise Failed("the database could not be prepared: the lines above say why.")


def _programs(environment: dict[str, str]) -> list[Child]:
    celery = [sys.executable, "-m", "celery", "-A", "loanprogram", "--quiet"]
    web = [sys.executable, "-m", "gunicorn", "loanprogram.wsgi", "--bind", f"{HOST}:{PORT}"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60"]
    web += ["--log-level", "warning", "--worker-tmp-dir", _memory_folder(), "--no-control-socket"]
    if environment.get("LOANPROGRAM_DEBUG") == "1":
        web.append("--reload")
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--pidfile=", "--loglevel", "warning"]
    calm = environment | {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
    return [
        _child("web", web, environment),
        _child("worker", [*worker, "--loglevel", "warning"], calm, patience=60),
        _child("beat", beat, environment),
    ]


def _child(
    name: str, command: list[str], environment: dict[str, str], *, patience: float = 15
) -> Child:
    return Child(name, command, environment, patience=patience, folder=str(ROOT))


def _memory_folder() -> str:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(DATA)  # noqa: S108 - heartbeat only


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"{ADDRESS}/", timeout=5):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        time.sleep(0.2)
        return False


def _greet() -> None:
    print(
        f"\nLoanProgram: {ADDRESS}\ndemo accounts: {ADDRESS}/demo/\nCtrl-C stops everything.\n",
        flush=True,
    )


if __name__ == "__main__":
    try:
        with contextlib.redirect_stderr(sys.stdout):  # the lines of the programs are the output
            sys.exit(main())
    except ServiceDidNotStart as reason:
        sys.exit(f"./dev run: {reason}")
