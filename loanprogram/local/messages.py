"""Keeps the translations of every package complete, without any gettext program.

`python -m loanprogram.local.messages [package...]` brings the .po files up to date,
`--check` lists what is not translated, `--compile` writes the .mo files the pages read.
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = (
    "loanprogram", "guarantees", "outreach", "servicing", "underwriting", "applications",
    "policy", "ledger", "casework", "parties", "screens",
)  # fmt: skip
# Pages of installed packages that one of ours has made its own.
ADOPTED = {"parties": ("account", "mfa")}
LOCALE = Path("locale/zh_Hans/LC_MESSAGES/django.po")

# Which arguments of a translating function are message, plural and context.
FUNCTIONS = {
    "_": (0, None, None),
    "__": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
COMMENT = re.compile(r"{% comment.*?endcomment %}|{#.*?#}", re.DOTALL)
CHINESE = re.compile("[\u4e00-\u9fff]")

# Names of languages and of the currency's units are written in their own language everywhere.
CHINESE_ALLOWED = re.compile(r"中文|lang=\"zh")


class Message(NamedTuple):
    """One text to translate."""

    text: str
    plural: str = ""
    context: str = ""


Found = dict[Message, list[tuple[str, str]]]


def sources_of(package: str) -> tuple[list[Path], list[Path]]:
    """The Python files and the templates whose texts a package owns."""
    python = sorted(
        path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
    )
    folders = [ROOT / "templates" / name for name in (package, *ADOPTED.get(package, ()))]
    templates = sorted(path for folder in folders for path in folder.rglob("*.*"))
    if package == "screens":
        taken = (*PACKAGES, *(name for names in ADOPTED.values() for name in names))
        own = {ROOT / "templates" / name for name in taken}
        templates += sorted(
            path
            for path in (ROOT / "templates").rglob("*.html")
            if not own.intersection(path.parents)
        )
    return python, [path for path in templates if path.suffix in {".html", ".txt"}]


def messages_of(package: str) -> Found:
    """All texts of a package with the places they stand in."""
    found: Found = {}
    python, templates = sources_of(package)
    for path in python:
        _collect(found, path, path.read_text(encoding="utf-8"))
    for path in templates:
        # Django's own translation of a template into something that only holds the calls.
        calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for number, line in enumerate(calls.splitlines(), start=1):
            for call in _calls_in(line):
                _collect(found, path, call, line=number)
    return found


CALL = re.compile(r"\b(?:n?p?gettext|_)\(", re.ASCII)


def _calls_in(line: str) -> Iterator[str]:
    """The calls on a line of a templatized template, each as an expression."""
    for match in CALL.finditer(line):
        end = _end_of_call(line, match.end())
        if end:
            yield line[match.start() : end]


def _end_of_call(line: str, start: int) -> int:
    """The place after the closing bracket; texts in quotes may hold brackets."""
    for end in (place + 1 for place in range(start, len(line)) if line[place] == ")"):
        try:
            ast.parse(line[start - 1 : end], mode="eval")
        except SyntaxError:
            continue
        return end
    return 0


def _collect(found: Found, path: Path, source: str, *, line: int = 0) -> None:
    place = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(source, filename=str(path))):
        if isinstance(node, ast.Call) and (message := _message(node)):
            found.setdefault(message, []).append((place, str(line or node.lineno)))


def _message(call: ast.Call) -> Message | None:
    function = call.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name not in FUNCTIONS:
        return None
    text, plural, context = (_text(call, place) for place in FUNCTIONS[name])
    return Message(text, plural, context) if text else None


def _text(call: ast.Call, place: int | None) -> str:
    if place is None or place >= len(call.args):
        return ""
    value = call.args[place]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def update(package: str) -> None:
    """Bring a package's .po up to date: new texts are added, dropped ones leave, the rest stays."""
    path = ROOT / package / LOCALE
    known = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    book = polib.POFile(wrapwidth=100)
    book.metadata = {
        "Project-Id-Version": "LoanProgram",
        "Language": "zh_Hans",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for message, places in sorted(messages_of(package).items()):
        book.append(_entry(message, places, known.get(message)))
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != str(book):
        path.write_text(str(book), encoding="utf-8")
    print(f"{package}: {len(book)} texts, {len(book.untranslated_entries())} to translate")


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _entry(
    message: Message, places: list[tuple[str, str]], known: polib.POEntry | None
) -> polib.POEntry:
    """An entry without line numbers, so that moving code changes no translation file."""
    files = sorted({place for place, _line in places})
    formatted = "%(" in message.text or "%s" in message.text
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(file, "") for file in files],
        flags=["python-format"] if formatted else [],
        comment=known.comment if known else "",
    )
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = known.msgstr_plural if known else {0: ""}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def faults_of(package: str) -> list[str]:
    """What is missing in a package's translation, and Chinese that stands in its sources."""
    path = ROOT / package / LOCALE
    known = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    faults = []
    for message, places in sorted(messages_of(package).items()):
        entry = known.get(message)
        where = f"{places[0][0]}:{places[0][1]}"
        if entry is None:
            faults.append(f"{where}: not in the .po: {message.text!r}")
        elif entry.fuzzy or not entry.translated():
            faults.append(f"{where}: not translated: {message.text!r}")
        elif names_of(message.text) != names_of(_translation(entry)) and not message.plural:
            faults.append(f"{where}: other places than the original: {message.text!r}")
    return faults + list(raw_chinese(package))


def _translation(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def names_of(text: str) -> set[str]:
    """The places a text leaves open."""
    return set(re.findall(r"%\((\w+)\)", text))


def raw_chinese(package: str) -> Iterator[str]:
    """Chinese words that pages would show in English too: in templates and in translated texts."""
    _python, templates = sources_of(package)
    for path in templates:
        place = path.relative_to(ROOT).as_posix()
        for line in COMMENT.sub("", path.read_text(encoding="utf-8")).splitlines():
            if CHINESE.search(line) and not CHINESE_ALLOWED.search(line):
                yield f"{place}: Chinese in the template: {line.strip()}"
    for message, places in messages_of(package).items():
        if CHINESE.search(message.text):
            yield f"{places[0][0]}:{places[0][1]}: Chinese in the original: {message.text!r}"


def contradictions() -> list[str]:
    """Texts that two packages translate differently: pages would show the first one's everywhere.

    Where a word means two things, each gets a context (`pgettext`) or words of its own.
    """
    said: dict[Message, dict[str, str]] = {}
    for package in PACKAGES:
        path = ROOT / package / LOCALE
        for entry in polib.pofile(str(path)) if path.exists() else []:
            said.setdefault(_key(entry), {})[package] = _translation(entry)
    return [
        f"{message.text!r} has two translations: "
        + ", ".join(f"{package} {text}" for package, text in texts.items())
        for message, texts in sorted(said.items())
        if len(set(texts.values())) > 1
    ]


def compile_all() -> int:
    """Write the .mo beside every .po that changed; their number is returned."""
    written = 0
    for package in PACKAGES:
        source = ROOT / package / LOCALE
        target = source.with_suffix(".mo")
        if source.exists() and (
            not target.exists() or target.stat().st_mtime < source.stat().st_mtime
        ):
            partly = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(partly))
            partly.replace(target)
            written += 1
    return written


def check(packages: list[str]) -> int:
    """Print all faults; 1 if there are any."""
    faults = [fault for package in packages for fault in faults_of(package)] + contradictions()
    print("\n".join(faults) or "All texts are translated.")
    return 1 if faults else 0


def main(arguments: list[str] | None = None) -> int:
    """Run one of the verbs."""
    parser = argparse.ArgumentParser(prog="python -m loanprogram.local.messages")
    parser.add_argument("packages", nargs="*", metavar="package")
    verbs = parser.add_mutually_exclusive_group()
    verbs.add_argument("--check", action="store_true", help="list what is not translated")
    verbs.add_argument("--compile", action="store_true", help="write the .mo files")
    options = parser.parse_args(arguments)
    packages = options.packages or list(PACKAGES)
    if unknown := set(packages) - set(PACKAGES):
        parser.error(f"no such package: {', '.join(sorted(unknown))}")
    if options.compile:
        print(f"{compile_all()} translation files written")
        return 0
    if not settings.configured:
        settings.configure(USE_I18N=True)
    if options.check:
        return check(packages)
    for package in packages:
        update(package)
    return 0


if __name__ == "__main__":
    sys.exit(main())
