"""Command line of the engine: `python -m loancore solve [FILE]` answers cases, one per line."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from loancore.cases import Answer, solve_safely

USAGE = "usage: python -m loancore solve [FILE]"


def answers(lines: Iterable[str]) -> Iterator[Answer]:
    """One answer for every line that is not empty; a line that cannot be read gives an error."""
    for line in lines:
        if not line.strip():
            continue
        try:
            case = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield {"id": None, "error": f"not JSON: {error}"}
        else:
            yield solve_safely(case)


def main(arguments: list[str], source: TextIO, sink: TextIO) -> int:
    """Read cases from a file or the given source and write one JSON line for each."""
    if arguments[:1] != ["solve"] or len(arguments) > 2:
        sink.write(USAGE + "\n")
        return 2
    if arguments[1:] and arguments[1] != "-":
        with Path(arguments[1]).open(encoding="utf-8", errors="replace") as file:
            _write(file, sink)
    else:
        _write(source, sink)
    return 0


def _write(lines: Iterable[str], sink: TextIO) -> None:
    for answer in answers(lines):
        sink.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout))
