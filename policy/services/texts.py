"""Approved messages: a new wording is checked for its parts and length before anyone sees it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction as database

from casework.services import transition
from parties.errors import NotAllowed
from parties.models import User
from policy.errors import MessageTooLong, PartMissing, PartUnknown
from policy.models import TextTemplate
from policy.rules import HardWord, Length, filled, hard_words, length_of, parts_of
from policy.selectors import parameter, text_template
from screens.vocabulary import word


@dataclass(frozen=True)
class Wording:
    """A text in one language with what the check says of it."""

    language: str
    preview: str
    length: Length
    hard: list[HardWord]
    present: list[str]
    missing: list[str]


def looked_at(code: str, text: str, *, language: str, on: date) -> Wording:
    """A text as the borrower of the demo would get it, with its length and its hard words."""
    sample = parameter("message.sample", on)[language]
    used = _parts(text)
    if unknown := used - set(sample):
        raise PartUnknown(parts=", ".join(sorted(unknown)))
    needed = parameter("message.parts", on).get(code, [])
    limits = parameter("message.length", on)
    preview = filled(text, sample)
    return Wording(
        language=language,
        preview=preview,
        length=length_of(preview, single=limits["single"], part=limits["part"]),
        hard=hard_words(text, parameter("message.plain_words", on)[language]),
        present=[part for part in needed if part in used],
        missing=[part for part in needed if part not in used],
    )


def _parts(text: str) -> frozenset[str]:
    try:
        return parts_of(text)
    except ValueError as error:
        raise PartUnknown(parts="{ }") from error


def require_complete(code: str, texts: dict[str, str], on: date) -> None:
    """Refuse a message that lacks a part it must have, or that is longer than allowed."""
    most = parameter("message.length", on)["messages_max"]
    for language, text in texts.items():
        wording = looked_at(code, text, language=language, on=on)
        if wording.missing:
            parts = ", ".join(word("message_part", part) for part in wording.missing)
            raise PartMissing(parts=parts)
        if wording.present and wording.length.messages > most:
            raise MessageTooLong(signs=wording.length.signs, most=most)


@database.atomic(durable=True)
def propose_text(
    *, code: str, wording: dict[str, str], from_on: date, source: str, actor: User, on: date
) -> TextTemplate:
    """Lay a new wording of a message before those who publish; the old one stays as a version."""
    if not actor.may("policy.draft_rules"):
        raise NotAllowed
    require_complete(code, {"zh": wording["body"], "en": wording["body_en"]}, on)
    current = text_template(code, on)
    versions = TextTemplate.objects.select_for_update().filter(code=code)
    numbers = [int(version) for version in versions.values_list("version", flat=True)]
    text = TextTemplate.objects.create(
        kind=current.kind,
        code=code,
        version=str(max(numbers) + 1),
        from_on=max(from_on, on),
        source=source,
        author=actor,
        **wording,
    )
    transition(text, "submit", actor=actor, on=on)
    return text
