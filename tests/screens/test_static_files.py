"""Files from elsewhere are what they claim to be; everything pages name is there."""

import gzip
import hashlib
import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
STATIC = ROOT / "static"
VENDORED = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (STATIC / "vendor/VENDOR.md").read_text().splitlines()
    if re.search(r"[0-9a-f]{64}", line)
]
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))


@pytest.mark.parametrize("row", VENDORED, ids=lambda row: row[0])
def test_vendored_file_has_the_listed_sum_and_licence(row):
    file, _package, _version, licence, licence_text, checksum = row
    assert hashlib.sha256((STATIC / file).read_bytes()).hexdigest() == checksum
    assert licence in (STATIC / licence_text).read_text()


def test_every_vendored_file_is_listed():
    held = {
        path.relative_to(STATIC).as_posix()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name not in {"LICENSE", "VENDOR.md"}
    }
    assert held == {row[0] for row in VENDORED} - {"icons.svg"}


def test_compressed_style_sheet_is_the_same():
    plain = STATIC / "vendor/bootstrap-5.3.9/bootstrap.min.css"
    assert gzip.decompress(plain.with_suffix(".css.gz").read_bytes()) == plain.read_bytes()


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.*s")), ids=lambda path: path.name)
def test_no_file_points_to_a_source_map_or_another_host(path):
    text = path.read_text()
    assert "sourceMappingURL" not in text
    assert not re.search(r"(?:url\(|import\s*[\"'(])\s*[\"']?https?:", text)


def test_every_icon_named_anywhere_is_in_the_sprite():
    named = set()
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        named |= set(re.findall(r'{% icon "([^"]+)"', text))
        named |= set(re.findall(r'picture="([^"]+)"', text))
    for path in (ROOT / "screens").rglob("*.py"):
        named |= set(re.findall(r'(?:icon|picture)(?:: str)? ?= ?"([^"]+)"', path.read_text()))
    assert named - SYMBOLS == set()


def test_every_menu_icon_is_in_the_sprite():
    source = (ROOT / "loanprogram/menus.py").read_text()
    named = re.findall(r'MenuEntry\(_\("[^"]+"\), "[^"]+", "[^"]+", "([^"]+)"\)', source)
    assert named
    assert set(named) - SYMBOLS == set()


def test_templates_hold_no_inline_script_or_style():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"<style|\sstyle=|\son\w+=\"", text), path
