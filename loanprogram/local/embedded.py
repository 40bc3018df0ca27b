"""The embedded servers of one data folder as a whole: started if needed, shared, stopped last."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loanprogram.local import ownership
from loanprogram.local.children import Family, say
from loanprogram.local.places import surroundings
from loanprogram.local.services import Postgres, Redis, start

READY_PATIENCE = 120.0


def start_servers(family: Family, data: Path, options: list[str]) -> dict[str, str]:
    """Starts those servers that no address in the environment replaces; returns our environment."""
    addresses: dict[str, str] = {}
    if "DATABASE_URL" not in os.environ:
        postgres = Postgres((data / "pg").absolute(), options)
        start(family, postgres)
        postgres.create_database()
        addresses["DATABASE_URL"] = postgres.url
    if "REDIS_URL" not in os.environ:
        redis = Redis((data / "redis").absolute())
        start(family, redis)
        addresses["REDIS_URL"] = redis.url
    return surroundings(**addresses)


@contextmanager
def servers(family: Family, data: Path, command: str) -> Iterator[dict[str, str]]:
    """The environment of a command that needs the servers, whoever started them."""
    while True:
        own = ownership.owner_lock(data)
        try:
            own.take(ownership.about(command))
        except ownership.Taken:
            with _as_guest(own, data) as environment:
                if environment is not None:
                    yield environment
                    return
        else:
            yield from _as_owner(family, own, data)
            return


def _as_owner(family: Family, own: ownership.Lock, data: Path) -> Iterator[dict[str, str]]:
    guests = ownership.guest_lock(data)
    try:
        yield start_servers(family, data, [])
        guests.wait_for_all()
    finally:
        family.finish()
        own.release()
        guests.release()


@contextmanager
def _as_guest(own: ownership.Lock, data: Path) -> Iterator[dict[str, str] | None]:
    """Nothing when the owner has gone meanwhile."""
    guest = ownership.guest_lock(data)
    guest.share()
    postgres, redis = Postgres((data / "pg").absolute()), Redis((data / "redis").absolute())
    deadline = time.monotonic() + READY_PATIENCE
    try:
        while own.is_taken() and time.monotonic() < deadline:
            if postgres.is_ready() and redis.is_ready():
                yield surroundings(DATABASE_URL=postgres.url, REDIS_URL=redis.url)
                return
            time.sleep(0.1)
        if time.monotonic() >= deadline:
            say("the servers that another command started do not answer")
        yield None
    finally:
        guest.release()
