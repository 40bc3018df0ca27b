"""`./dev check`: everything that machines can judge about the code, without running it."""

import subprocess
import sys
from pathlib import Path

from loanprogram.local.places import ROOT, surroundings

BIN = Path(sys.executable).parent
PYTHON = sys.executable


def steps() -> dict[str, list[str]]:
    """What is checked, by what, in order of speed."""
    return {
        "style": [str(BIN / "ruff"), "check", "."],
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "imports": [str(BIN / "lint-imports"), "--no-logo"],
        "texts": [PYTHON, "-m", "loanprogram.local.messages", "--check"],
        "templates": [str(BIN / "djlint"), "--lint", "--quiet", "templates"],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "types": [str(BIN / "mypy")],
    }


def check(chosen: list[str]) -> int:
    """Runs the chosen steps (all, if none is named) to the end; 1 when one of them objects."""
    environment = surroundings(DJANGO_SETTINGS_MODULE="loanprogram.settings.test")
    refused = []
    for name, command in steps().items():
        if chosen and name not in chosen:
            continue
        print(f"── {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            refused.append(name)
    print(f"refused by: {', '.join(refused)}" if refused else "all checks pass", flush=True)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(check(sys.argv[1:]))
