"""Requirement rows are counted from the marks on tests, whatever form the marks have."""

from pathlib import Path

from loanprogram.local.rows import coverage_by_row, rows_in_scope

MARKED = """
import pytest

pytestmark = pytest.mark.row("S-001")


@pytest.mark.row("S-002")
@pytest.mark.row("S-003")
def test_one():
    pass


@pytest.mark.row("S-004")
class TestMore:
    @pytest.mark.row("S-002")
    def test_two(self):
        pass


@pytest.mark.row("S-009")
def helper():
    pass
"""


def test_finds_rows_of_functions_classes_and_files(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text(MARKED)

    one, two = "tests/test_a.py::test_one", "tests/test_a.py::TestMore::test_two"

    assert coverage_by_row(tmp_path / "tests") == {
        "S-001": [one, two],
        "S-002": [one, two],
        "S-003": [one],
        "S-004": [two],
    }


def test_reads_the_scope_without_comments(tmp_path: Path) -> None:
    (tmp_path / "rows.txt").write_text("# first version\nS-001\n\nS-002\n")

    assert rows_in_scope(tmp_path / "rows.txt") == ["S-001", "S-002"]
