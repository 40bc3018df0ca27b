"""Who runs the embedded servers of a checkout: one owner, any number of guests."""

import fcntl
import os
from pathlib import Path
from typing import IO


class Taken(Exception):
    """Another process owns the servers; its own words about itself are the message."""


class Lock:
    """A lock file that the kernel releases with its holder, however that ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.file: IO[str] | None = None

    def take(self, about: str) -> None:
        """Takes it alone and leaves a line about us; refuses when somebody has it."""
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            words = file.read().strip()
            file.close()
            raise Taken(words) from None
        file.truncate(0)
        file.write(about)
        file.flush()
        self.file = file

    def is_taken(self) -> bool:
        """Whether somebody else has it alone."""
        with self.path.open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def share(self) -> None:
        """Holds it beside others; waits for one who has it alone."""
        self.file = self.path.open("a+")
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def wait_for_all(self) -> None:
        """Waits until nobody shares it any more, and then has it alone."""
        self.file = self.path.open("a+")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def release(self) -> None:
        """Gives it back."""
        if self.file is not None:
            self.file.close()
            self.file = None


def owner_lock(data: Path) -> Lock:
    """Held by whoever started the servers over this data folder."""
    return Lock(data / "services.lock")


def guest_lock(data: Path) -> Lock:
    """Shared by whoever uses servers that another process started."""
    return Lock(data / "guests.lock")


def about(command: str, address: str = "") -> str:
    """The line an owner leaves about itself."""
    return f"{command} {os.getpid()} {address}".strip()
