"""`./dev test …`: pytest on servers of its own, which are quick and may forget."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from loanprogram.local import ownership
from loanprogram.local.children import Family, Stopped
from loanprogram.local.embedded import start_servers
from loanprogram.local.places import DATA, ROOT
from loanprogram.local.services import UNSAFE_BUT_FAST

WORKERS_MAX = 4
ALONE = ("-n", "--numprocesses", "--pdb", "--trace", "--co", "-s")


def main(arguments: list[str]) -> int:
    """Runs the tests that the arguments name and returns pytest's exit code."""
    family = Family()
    data, lock = _free_place()
    try:
        shutil.rmtree(data / "redis", ignore_errors=True)  # nothing of an earlier run is wanted
        environment = start_servers(family, data, UNSAFE_BUT_FAST)
        environment |= {
            "LOANPROGRAM_VAR": str(data),
            "DJANGO_SETTINGS_MODULE": "loanprogram.settings.test",
        }
        command = [sys.executable, "-m", "pytest", *_side_by_side(arguments), *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    finally:
        family.finish()
        lock.release()


def _side_by_side(arguments: list[str]) -> list[str]:
    """How many tests run at once: one per processor, one alone where little is asked for.

    Each worker has its database, its cache and its files; the tests of a file stay together.
    """
    named = [each for each in arguments if (ROOT / each.split("::")[0]).exists()]
    is_small = len(named) == 1 and (ROOT / named[0].split("::")[0]).is_file()
    if is_small or any(each.startswith(ALONE) for each in arguments):
        return []
    workers = min(os.cpu_count() or 1, WORKERS_MAX)
    return ["-n", str(workers), "--dist", "loadfile"] if workers > 1 else []


def _free_place() -> tuple[Path, ownership.Lock]:
    """A folder that no other run of the tests uses at this moment."""
    number = 1
    while True:
        place = DATA / (f"test-{number}" if number > 1 else "test")
        lock = ownership.owner_lock(place)
        try:
            lock.take(ownership.about("test"))
            return place, lock
        except ownership.Taken:
            number += 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, Stopped):
        sys.exit(130)
