"""What a message may look like: its parts, its length, its words. Pure text, no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter


def parts_of(text: str) -> frozenset[str]:
    """The places in braces of a text; a brace without partner is a ValueError."""
    return frozenset(name for _words, name, _form, _turn in Formatter().parse(text) if name)


@dataclass(frozen=True)
class Length:
    """How long a message is: signs, and how many short messages it takes."""

    signs: int
    messages: int


def length_of(text: str, *, single: int, part: int) -> Length:
    """A text of up to `single` signs is one short message; a longer one takes parts."""
    signs = len(text)
    return Length(signs, 1 if signs <= single else -(-signs // part))


@dataclass(frozen=True)
class HardWord:
    """A word that many people do not understand, and a plainer one."""

    word: str
    better: str


def hard_words(text: str, known: Iterable[Sequence[str]]) -> list[HardWord]:
    """The words of the list that a text uses."""
    lower = text.lower()
    return [HardWord(word, better) for word, better in known if word.lower() in lower]


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its places filled."""
    return text.format(**values)
