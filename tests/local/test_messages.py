"""Texts: what the check of translations finds."""

from pathlib import Path

import pytest

from loanprogram.local import messages

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return tmp_path


def _written(root: Path, package: str, *entries: str) -> None:
    path = root / package / messages.LOCALE
    path.parent.mkdir(parents=True)
    path.write_text("\n".join([HEAD, *entries]), encoding="utf-8")


def test_two_translations_of_one_text_are_found(root: Path) -> None:
    _written(root, "guarantees", 'msgid "Owner"\nmsgstr "所有人"\n')
    _written(root, "servicing", 'msgid "Owner"\nmsgstr "负责人"\n')

    assert messages.contradictions() == [
        "'Owner' has two translations: guarantees 所有人, servicing 负责人"
    ]


def test_a_context_or_the_same_words_are_no_contradiction(root: Path) -> None:
    _written(root, "guarantees", 'msgid "Owner"\nmsgstr "所有人"\n')
    _written(root, "servicing", 'msgctxt "of a task"\nmsgid "Owner"\nmsgstr "负责人"\n')
    _written(root, "underwriting", 'msgid "Owner"\nmsgstr "所有人"\n')

    assert messages.contradictions() == []
