"""`./dev rows`: which requirement rows are covered by which tests, read from their marks."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from loanprogram.local.places import ROOT

SCOPE = ROOT / "docs/rows_in_scope.txt"
Marked = ast.FunctionDef | ast.ClassDef


def coverage_by_row(folder: Path) -> dict[str, list[str]]:
    """Row number to the tests that carry it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        everywhere = list(_module_rows(tree))
        for test in _tests(tree.body, ()):
            name = "::".join([path.relative_to(folder.parent).as_posix(), *(d.name for d in test)])
            rows = [row for part in test for mark in part.decorator_list for row in _rows(mark)]
            for row in dict.fromkeys(everywhere + rows):
                found[row].append(name)
    return dict(sorted(found.items()))


def rows_in_scope(path: Path = SCOPE) -> list[str]:
    """The rows that must be covered by now."""
    lines = path.read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _tests(body: list[ast.stmt], above: tuple[Marked, ...]) -> Iterator[tuple[Marked, ...]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body, (*above, node))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield (*above, node)


def _module_rows(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and _names(node) == ["pytestmark"]:
            for mark in node.value.elts if isinstance(node.value, ast.List) else [node.value]:
                yield from _rows(mark)


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def _rows(mark: ast.expr) -> Iterator[str]:
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.row":
        for argument in mark.args:
            if isinstance(argument, ast.Constant):
                yield str(argument.value)


def main() -> int:
    """Prints rows with their tests, then the rows in scope that nothing covers."""
    found = coverage_by_row(ROOT / "tests")
    for row, tests in found.items():
        print(row)
        for test in tests:
            print(f"  {test}")
    missing = [row for row in rows_in_scope() if row not in found]
    print(f"\n{len(found)} rows covered; in scope without a test: {' '.join(missing) or 'none'}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
