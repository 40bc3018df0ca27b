"""Looks at every page of a walk as its reader does: width, language, words instead of codes."""

import os
import re
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from tests import watch

# Words a Chinese page may show in Latin letters: names, file kinds, units, keys.
FOREIGN = frozenset(
    {"loanprogram", "english", "pdf", "excel", "xlsx", "csv", "jpg", "jpeg", "png", "heic"}
    | {
        "http",
        "https",
        "zip",
        "lpr",
        "sha",
        "sms",
        "cny",
        "id",
        "esc",
        "ctrl",
        "enter",
        "shift",
        "demo",
    }
)
WORD = re.compile(r"(?<![\w@./*-])[A-Za-z][a-z]{2,}(?![\w@./-])")
CODE = re.compile(r"\b[a-z]{2,}(?:_[a-z]+)+\b(?!\.)")  # a file may be called so
PICTURES = os.environ.get("WALK_PICTURES", "")
_numbers = count(1)
_READ = """() => {
    const whole = document.body.cloneNode(true);
    for (const each of whole.querySelectorAll(
        'script, style, code, kbd, [hidden], .visually-hidden, [lang=en], template, textarea')) {
        each.remove();
    }
    return {
        text: whole.textContent,
        over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        language: document.documentElement.lang,
    };
}"""


def look(page: Page) -> None:
    """Complain about what a reader of this page would find wrong; keep a picture if wanted."""
    seen = page.evaluate(_READ)
    place = page.url.split("/", 3)[-1]
    if seen["over"] > 0:
        watch.complain(f"/{place} is {seen['over']} px too wide")
    for code in sorted(set(CODE.findall(seen["text"]))):
        watch.complain(f"/{place} shows the code {code}")
    if seen["language"].startswith("zh"):
        for word in sorted({each for each in WORD.findall(seen["text"])}):
            if word.lower() not in FOREIGN:
                watch.complain(f"/{place} shows the foreign word {word}")
    _keep(page, place, seen["language"])


def _keep(page: Page, place: str, language: str) -> None:
    if not PICTURES:
        return
    width = page.viewport_size["width"] if page.viewport_size else 0
    name = re.sub(r"[^a-zA-Z0-9]+", "-", re.sub(r"\?.*", "", place)).strip("-") or "home"
    folder = Path(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{language[:2]}-{width}-{next(_numbers):03d}-{name}.png"
    page.screenshot(path=path, full_page=True)
