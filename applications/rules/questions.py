"""What a question and a step are; no Django but the marks of words to translate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Question:
    """One question; `when` names a question of the same step and the answers that lead here.

    Kinds: text, long_text, choice, yes_no, money, number, date, phone, id_number, credit_code,
    person, email, debts. A sealed answer is kept encrypted. Choices that are data are named in
    `source`. `may_be_unknown` allows “I don't know”.
    """

    code: str
    label: Text
    kind: str = "text"
    hint: Text = ""
    is_required: bool = True
    is_sealed: bool = False
    may_be_unknown: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    source: str = ""
    when: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Step:
    """One theme, one page: its questions and why they are asked."""

    code: str
    title: Text
    why: Text
    questions: tuple[Question, ...] = field(default=())


YES_NO = (("yes", _("Yes")), ("no", _("No")))


def is_asked(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether the answers given so far lead to this question."""
    if question.when is None:
        return True
    asked, values = question.when
    return answers.get(asked) in values


def asked_questions(step: Step, answers: Mapping[str, Any]) -> Iterator[Question]:
    """The questions of a step that the answers lead to."""
    return (question for question in step.questions if is_asked(question, answers))
