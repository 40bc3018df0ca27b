"""How names of people are ordered and found, without Django."""

from pypinyin import lazy_pinyin


def sort_key(name: str) -> str:
    """The pinyin of a Chinese name, for ordering and for search by initials."""
    return " ".join(lazy_pinyin(name)).lower()
