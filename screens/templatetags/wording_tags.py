"""Filters that write amounts, dates and personal data for people."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from loancore.money import capital_words
from screens import wording
from screens.templatetags.piece_tags import icon
from screens.vocabulary import state_of

register = template.Library()

Amount = Decimal | str | None


def _amount(value: Amount) -> Decimal | None:
    return None if value is None or value == "" else Decimal(value)


@register.filter
def money(value: Amount) -> str:
    """An amount with separators: 200,000.00."""
    return wording.money(_amount(value))


@register.filter
def yuan(value: Amount) -> str:
    """An amount with its currency: 200,000.00 元."""
    return wording.yuan(_amount(value))


@register.filter
def wan(value: Amount) -> str:
    """An amount in units of ten thousand yuan: 20.00 万元."""
    return wording.wan(_amount(value))


@register.filter
def capital(value: Amount) -> str:
    """An amount in Chinese capital words."""
    amount = _amount(value)
    return wording.NOTHING if amount is None else capital_words(amount)


@register.filter
def percent(value: Amount, places: int = 2) -> str:
    """A fraction as a percentage."""
    return wording.percent(_amount(value), places)


@register.filter
def date_on(value: date | datetime | None) -> str:
    """A date as the language writes it."""
    return wording.day(value or None)


@register.filter
def time_at(value: datetime | None) -> str:
    """A moment with hour and minute."""
    return wording.time_of(value or None)


@register.filter
def when(value: object) -> str:
    """A date, a moment or a text, as the language writes it."""
    if isinstance(value, datetime):
        return wording.time_of(value)
    return wording.day(value) if isinstance(value, date) else str(value)


@register.filter
def iso(value: date | datetime) -> str:
    """A date or moment for machines, as `<time datetime>` wants it."""
    return value.isoformat()


@register.filter
def mask_id(value: str) -> str:
    """An identity number, masked."""
    return wording.mask_id(str(value))


@register.filter
def mask_phone(value: str) -> str:
    """A phone number, masked."""
    return wording.mask_phone(str(value))


@register.filter
def mask_account(value: str) -> str:
    """An account number, masked."""
    return wording.mask_account(str(value))


@register.filter
def mask_name(value: str) -> str:
    """A person's name, masked."""
    return wording.mask_name(str(value))


@register.filter
def state_word(state: str, kind: str) -> str:
    """The word for a state: `{{ case.state|state_word:"case" }}`."""
    return str(state_of(kind, state).word)


@register.filter
def yes_no(value: object) -> str | SafeString:
    """A truth value as the word with its mark."""
    entry = state_of("yes_no", "yes" if value else "no")
    return icon("check-lg" if value else "dash-lg", label=str(entry.word))
