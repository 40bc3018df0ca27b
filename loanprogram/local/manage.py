"""`./dev manage …`: Django's commands with the servers up, whoever started them."""

import subprocess
import sys

from loanprogram.local.children import Family, Stopped
from loanprogram.local.embedded import servers
from loanprogram.local.places import DATA, ROOT


def main(arguments: list[str]) -> int:
    """Runs one command of manage.py and returns its exit code."""
    family = Family()
    with servers(family, DATA, "manage") as environment:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, Stopped):
        sys.exit(130)
