"""`./dev fix`: formats, and repairs what can be repaired without judgement."""

import subprocess
import sys
from pathlib import Path

from loanprogram.local.places import ROOT


def fix(paths: list[str]) -> int:
    """Repairs the named paths, or everything; 1 when something is left to do by hand."""
    ruff = str(Path(sys.executable).parent / "ruff")
    left = subprocess.run([ruff, "check", "--fix", *(paths or ["."])], cwd=ROOT, check=False)
    subprocess.run([ruff, "format", *(paths or ["."])], cwd=ROOT, check=True)
    return left.returncode


if __name__ == "__main__":
    sys.exit(fix(sys.argv[1:]))
