"""Where things are in a checkout, and what programs started from it need to know."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = ROOT / "var"  # what the set-up made: fonts and private system packages
FONTS = SETUP / "fonts"
SYSROOT = SETUP / "sysroot"
PRIVATE_CHROMIUM = SYSROOT / "usr/lib/chromium/chromium"
DATA = Path(os.environ.get("LOANPROGRAM_VAR", ROOT / "var"))  # what running programs keep


def surroundings(**more: str) -> dict[str, str]:
    """Environment of a program of ours: our fonts only, and the private libraries if there are."""
    found = dict(os.environ)
    found["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    found.setdefault("DJANGO_SETTINGS_MODULE", "loanprogram.settings.dev")
    libraries = SYSROOT / "libraries"
    if libraries.exists():
        ours = libraries.read_text().strip()
        found["LD_LIBRARY_PATH"] = ":".join(filter(None, [ours, found.get("LD_LIBRARY_PATH", "")]))
    if PRIVATE_CHROMIUM.exists():
        found.setdefault("CHROMIUM_PATH", str(PRIVATE_CHROMIUM))
    return found | more
