"""Programs that run beside each other, die with us, and come back when they fall over."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

PR_SET_PDEATHSIG = 1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_AFTER = 60.0  # a program that lived this long starts again with the first pause
_libc = ctypes.CDLL(None)


@dataclass
class Child:
    """One program: how it is started, how it is asked to stop, how long it may take."""

    name: str
    command: list[str]
    environment: dict[str, str]
    stop: int = signal.SIGTERM
    patience: float = 15
    keywords: dict[str, Any] = field(default_factory=dict)
    routine: tuple[str, ...] = ()  # lines with one of these words tell nothing
    folder: str = "/"
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float | None = None
    falls: int = 0
    serves_others: bool = False  # stopped only when those it serves have ended
    asked: bool = False

    def start(self) -> None:
        """Starts it in a session of its own; its lines appear under its name."""
        self.due, self.started = None, time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches only us, and we stop it in order
            preexec_fn=_die_with_parent(self.stop),  # noqa: PLW1509 - two system calls only
            **self.keywords,
        )
        threading.Thread(target=self._relay, args=(self.process.stdout,), daemon=True).start()

    def is_running(self) -> bool:
        """Whether the program lives."""
        return self.process is not None and self.process.poll() is None

    def tend(self) -> bool:
        """Starts a fallen program again after a growing pause; says whether it just did."""
        now = time.monotonic()
        if self.is_running() or self.process is None:
            return False
        if self.due is None:
            self._clear_away()
            self.falls += 1
            if now - self.started > STEADY_AFTER:
                self.pause = FIRST_PAUSE
            say(f"{self.name} ended ({self.process.returncode}); again in {self.pause:g} s")
            self.due, self.pause = now + self.pause, min(self.pause * 2, LONGEST_PAUSE)
        if now < self.due:
            return False
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Sends the signal that means an orderly end."""
        if self.process is not None and self.process.poll() is None and not self.asked:
            self.process.send_signal(self.stop)
            self.asked = True

    def finish(self) -> None:
        """Asks the program to stop, and ends it when it does not."""
        if self.process is None:
            return
        self.ask_to_stop()
        if self.process.poll() is None:
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                say(f"{self.name} does not stop; ending it")
        self._clear_away()

    def _relay(self, stream: IO[str]) -> None:
        for line in stream:
            if not any(word in line for word in self.routine):
                _print(f"{self.name:9}| {line}")

    def _clear_away(self) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # whatever it left behind
        self.process.wait()


class Stopped(Exception):
    """Somebody asked us to stop while something was still under way."""


class Family:
    """All children in the order of their dependence; stopped in the reverse order."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.asked_to_stop = threading.Event()

    def obey_signals(self) -> None:
        """Ctrl-C, a closed terminal and TERM all mean: stop in order."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.asked_to_stop.set())

    def add(self, child: Child) -> Child:
        """Starts a program and keeps it."""
        child.start()
        self.children.append(child)
        return child

    def run_once(self, child: Child) -> int:
        """Runs a program to its end while the others are looked after."""
        child.start()
        assert child.process is not None
        while child.is_running():
            if self.asked_to_stop.wait(0.05):
                child.finish()
                raise Stopped
            self.tend()
        return child.process.returncode

    def tend(self) -> None:
        """One round: every fallen program is started again when its pause is over."""
        for child in self.children:
            child.tend()

    def keep_running(self, until: Callable[[], bool] = lambda: False) -> None:
        """Looks after all until somebody asks to stop, or until something has come true."""
        while not until():
            if self.asked_to_stop.wait(0.2):
                raise Stopped
            self.tend()

    def finish(self) -> None:
        """Stops all: the programs together, then what served them, the last started first."""
        for child in self.children:
            if not child.serves_others:
                child.ask_to_stop()
        for child in reversed(self.children):
            child.finish()


def say(sentence: str) -> None:
    """One line of our own between the lines of the children."""
    _print(f"{'dev':9}| {sentence}\n")


def _print(line: str) -> None:
    # When nobody reads any more, the children must not stand still for that.
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(line)  # what commands print themselves must stay clean
        sys.stderr.flush()


def _die_with_parent(stop: int) -> Callable[[], None]:
    parent = os.getpid()

    def hook() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, stop)
        if os.getppid() != parent:
            os._exit(1)

    return hook
