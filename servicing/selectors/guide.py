"""The guide to repaying, in the language of the reader."""

from dataclasses import dataclass
from datetime import date

from policy.models import in_language
from policy.selectors import parameter

# Where the lines of the small picture of a screen stand, in its own units.
FIRST_LINE, LINE_HEIGHT = 16, 16


@dataclass(frozen=True)
class Step:
    """One step with the picture of the screen: its lines, and the one to look at."""

    text: str
    number: int
    lines: list[int]

    @property
    def here(self) -> int:
        """Where the line of this step stands."""
        return self.lines[self.number - 1]

    @property
    def foot(self) -> int:
        """Where the number in that line stands."""
        return self.here + 9


@dataclass(frozen=True)
class Way:
    """One way to pay, step by step."""

    icon: str
    title: str
    steps: list[Step]


@dataclass(frozen=True)
class Guide:
    """The ways to pay, and what often goes wrong."""

    ways: list[Way]
    mistakes: list[str]


def guide(on: date) -> Guide:
    """The guide in force on a day."""
    content = parameter("repay.guide", on)
    language = in_language("zh", "en")
    return Guide(
        ways=[
            Way(way["icon"], way[language]["title"], _steps(way[language]["steps"]))
            for way in content["ways"]
        ],
        mistakes=content["mistakes"][language],
    )


def _steps(texts: list[str]) -> list[Step]:
    lines = [FIRST_LINE + number * LINE_HEIGHT for number in range(len(texts))]
    return [Step(text, number, lines) for number, text in enumerate(texts, 1)]
