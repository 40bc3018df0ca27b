"""Unpacks the fonts of printed letters and tells fontconfig to use these and no others."""

import lzma
import os
from pathlib import Path
from xml.sax.saxutils import escape

from loanprogram.local.places import FONTS, ROOT, SETUP

CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def unpack_fonts(source: Path = ROOT / "screens/fonts", target: Path = FONTS) -> None:
    """Makes `target` hold every packed font of `source`; what is there already stays."""
    target.mkdir(parents=True, exist_ok=True)
    for packed in source.glob("*.ttf.xz"):
        font = target / packed.stem
        if not font.exists() or font.stat().st_mtime < packed.stat().st_mtime:
            _write(font, lzma.decompress(packed.read_bytes()))
    cache = SETUP / "cache" / "fontconfig"
    config = CONFIG.format(fonts=escape(str(target)), cache=escape(str(cache))).encode()
    path = target / "fonts.conf"
    if not path.exists() or path.read_bytes() != config:
        _write(path, config)


def _write(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


if __name__ == "__main__":
    unpack_fonts()
