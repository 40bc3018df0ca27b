"""Small and said plainly: sizes, names and habits that no linter of the trade knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = [
    "guarantees",
    "outreach",
    "servicing",
    "underwriting",
    "applications",
    "policy",
    "ledger",
    "casework",
    "parties",
]
PACKAGES = ["loanprogram", *APPS, "screens", "loancore"]
DELIVERY = {"urls", "views", "api", "admin", "tasks", "management", "forms"}
KINDS = DELIVERY | {"services", "adapters", "selectors", "notices", "models", "states", "rules"}
KINDS |= {"postings", "errors", "apps", "migrations", "templatetags"}
EXTRA_KINDS = {"ledger": {"fields"}, "parties": {"fields", "roles"}}
CATCH_ALLS = {"utils", "common", "helpers", "core", "misc"}

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
VIEW_LINES_MAX = 25
TEST_LINES_MAX = 40
TEMPLATE_LINES_MAX = 150

INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*\{)|<style\b|\sstyle=|\son[a-z]+=\"", re.I)
DATA_SCRIPT = re.compile(r'<script[^>]*type="application/json"', re.I)
PATH_LINK = re.compile(r"\b(?:href|action|hx-get|hx-post)=\"/(?!/)")


def sources(*packages: str) -> Iterator[Path]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def kind(path: Path) -> str:
    """What kind of file this is: `services` for services.py and for services/tasks.py."""
    return path.relative_to(ROOT).parts[1].removesuffix(".py")


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def length(node: ast.FunctionDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def place(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def too_long(paths: Iterator[Path], most: int) -> list[str]:
    return [place(p) for p in paths if len(p.read_text("utf-8").splitlines()) >= most]


def test_files_stay_under_the_limit() -> None:
    assert too_long(sources(*PACKAGES, "tests"), FILE_LINES_MAX) == []


def test_templates_stay_under_the_limit() -> None:
    templates = (
        p for p in sorted((ROOT / "templates").rglob("*")) if p.suffix in {".html", ".txt"}
    )
    assert too_long(templates, TEMPLATE_LINES_MAX + 1) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_stay_under_the_limit(package: str) -> None:
    found = [
        place(path, node)
        for path in sources(package)
        for node in functions(path)
        if length(node) >= FUNCTION_LINES_MAX
    ]
    assert found == []


@pytest.mark.parametrize("package", ["loanprogram", *APPS])
def test_views_stay_thin(package: str) -> None:
    views = (p for p in sources(package) if kind(p) == "views")
    found = [
        f"{place(path, node)} {node.name}"
        for path in views
        for node in functions(path)
        if [each.arg for each in node.args.args][:1] == ["request"]
        and length(node) > VIEW_LINES_MAX
    ]
    assert found == []


def test_tests_stay_short() -> None:
    found = [
        f"{place(path, node)} {node.name}"
        for path in sources("tests")
        for node in functions(path)
        if node.name.startswith("test_") and length(node) > TEST_LINES_MAX
    ]
    assert found == []


@pytest.mark.parametrize("app", APPS)
def test_an_app_holds_only_files_of_known_kinds(app: str) -> None:
    allowed = KINDS | EXTRA_KINDS.get(app, set())
    present = {kind(path) for path in sources(app)} - {"__init__"}
    assert present - allowed == set()


def test_nothing_is_called_after_having_no_subject() -> None:
    assert [place(p) for p in sources(*PACKAGES) if p.stem in CATCH_ALLS] == []


@pytest.mark.parametrize("package", ["loanprogram", *APPS, "screens"])
def test_news_goes_up_by_being_read(package: str) -> None:
    """No signals, no `on_commit`, no `.delay()`: a row is written, and somebody reads it."""
    hidden = re.compile(r"\bon_commit\b|\.delay\(|\.delay_on_commit\(|\.apply_async\(|@receiver\b")
    found = [place(path) for path in sources(package) if hidden.search(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("app", APPS)
def test_views_never_reach_for_the_manager(app: str) -> None:
    delivery = (p for p in sources(app) if kind(p) in {"views", "api", "tasks"})
    found = [place(p) for p in delivery if re.search(r"\.objects\b", p.read_text("utf-8"))]
    assert found == []


def test_templates_carry_no_inline_script_or_style() -> None:
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if INLINE.search(line) and not DATA_SCRIPT.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_templates_link_by_name() -> None:
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if PATH_LINK.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_templates_name_the_blocks_they_end() -> None:
    nameless = re.compile(r"{%\s*endblock\s*%}")
    templates = sorted((ROOT / "templates").rglob("*.html"))
    found = [place(path) for path in templates if nameless.search(path.read_text("utf-8"))]
    assert found == []
