"""`./dev test …`: pytest on servers of its own, which are quick and may forget."""

import shutil
import subprocess
import sys
from pathlib import Path

from loanprogram.local import ownership
from loanprogram.local.children import Family, Stopped
from loanprogram.local.embedded import start_servers
from loanprogram.local.places import DATA, ROOT
from loanprogram.local.services import UNSAFE_BUT_FAST


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
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    finally:
        family.finish()
        lock.release()


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
