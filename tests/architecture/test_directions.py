"""The contracts on imports hold what they promise: each is shown a violation and must refuse it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

PYPROJECT = settings.BASE_DIR / "pyproject.toml"
PACKAGES = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["root_packages"]
LINT = Path(sys.executable).parent / "lint-imports"

UPWARDS = [
    ("guarantees", "loanprogram"),
    ("outreach", "loanprogram"),
    ("guarantees", "outreach"),
    ("outreach", "guarantees"),
    ("servicing", "guarantees"),
    ("servicing", "outreach"),
    ("underwriting", "servicing"),
    ("applications", "underwriting"),
    ("policy", "applications"),
    ("ledger", "policy"),
    ("casework", "policy"),
    ("ledger", "casework"),
    ("casework", "ledger"),
    ("parties", "ledger"),
    ("parties", "casework"),
    ("screens", "parties"),
    ("loancore", "parties"),
    ("loancore", "screens"),
]
FILES_UPWARDS = [
    ("views", "urls"),
    ("views", "api"),
    ("api", "views"),
    ("tasks", "views"),
    ("forms", "views"),
    ("services", "forms"),
    ("services", "views"),
    ("selectors", "services"),
    ("notices", "services"),
    ("models", "selectors"),
    ("models", "services"),
    ("states", "models"),
    ("fields", "models"),
    ("rules", "states"),
    ("errors", "models"),
    ("postings", "models"),
    ("roles", "models"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """All packages, empty, under the project's own contracts."""
    shutil.copy(PYPROJECT, tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    return tmp_path


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINT), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_a_tree_that_imports_downwards_passes(tree: Path) -> None:
    (tree / "servicing" / "services.py").write_text("import loancore\nimport ledger\n")
    (tree / "loanprogram" / "urls.py").write_text("import guarantees\nimport outreach\n")

    answer = lint(tree)

    assert answer.returncode == 0, answer.stdout
    assert "3 kept, 0 broken" in answer.stdout


@pytest.mark.parametrize(("lower", "upper"), UPWARDS)
def test_refuses_an_import_upwards(tree: Path, lower: str, upper: str) -> None:
    (tree / lower / "rules.py").write_text(f"import {upper}\n")

    answer = lint(tree)

    assert answer.returncode == 1
    assert "Packages import only downwards BROKEN" in answer.stdout


@pytest.mark.parametrize("framework", ["django.db.models", "celery", "rest_framework", "redis"])
def test_refuses_a_framework_in_the_mathematics(tree: Path, framework: str) -> None:
    (tree / "loancore" / "money.py").write_text(f"import {framework}\n")

    answer = lint(tree)

    assert answer.returncode == 1
    assert "The mathematics of loans knows no framework BROKEN" in answer.stdout


@pytest.mark.parametrize(("lower", "upper"), FILES_UPWARDS)
def test_refuses_an_import_up_the_files_of_an_app(tree: Path, lower: str, upper: str) -> None:
    (tree / "servicing" / f"{upper}.py").touch()
    (tree / "servicing" / f"{lower}.py").write_text(f"import servicing.{upper}\n")

    answer = lint(tree)

    assert answer.returncode == 1
    assert "a kind of file imports only kinds below it BROKEN" in answer.stdout


def test_views_split_by_topic_are_still_views(tree: Path) -> None:
    (tree / "servicing" / "views").mkdir()
    (tree / "servicing" / "views" / "__init__.py").touch()
    (tree / "servicing" / "views" / "loans.py").touch()
    (tree / "servicing" / "services.py").write_text("import servicing.views.loans\n")

    assert "a kind of file imports only kinds below it BROKEN" in lint(tree).stdout
