"""How amounts, dates and personal data are written for people."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from loancore.money import format_money

NOTHING = "–"

# Chinese counts in ten thousands where English counts in millions; the unit's word is translated.
SHORT_UNITS = {"zh-hans": 10_000}


def money(amount: Decimal | None) -> str:
    """An amount with separators: 200,000.00; nothing is a dash."""
    return NOTHING if amount is None else format_money(amount)


def yuan(amount: Decimal | None) -> str:
    """An amount with its currency, as the language writes it."""
    return NOTHING if amount is None else _("CNY %(amount)s") % {"amount": format_money(amount)}


def wan(amount: Decimal | None) -> str:
    """A shortened amount for dashboards: ten thousands in Chinese, millions in English."""
    if amount is None:
        return NOTHING
    unit = SHORT_UNITS.get(get_language() or "", 1_000_000)
    return _("CNY %(amount)s million") % {"amount": f"{amount / unit:,.2f}"}


def percent(share: Decimal | None, places: int = 2) -> str:
    """A fraction as a percentage: 0.0435 is 4.35%; zeros at the end are dropped."""
    if share is None:
        return NOTHING
    text = f"{share * 100:,.{places}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def day(moment: date | datetime | None) -> str:
    """A date as the language writes it: 2026年3月5日 or 5 March 2026."""
    if moment is None:
        return NOTHING
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment)
    return formats.date_format(moment, "DATE_FORMAT")


def time_of(moment: datetime | None) -> str:
    """A moment with hour and minute in the programme's time zone."""
    if moment is None:
        return NOTHING
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def mask_id(number: str) -> str:
    """An identity number with only its first three and last four places."""
    return _masked(number, head=3, tail=4)


def mask_phone(number: str) -> str:
    """A phone number with only its first three and last four places."""
    return _masked(number, head=3, tail=4)


def mask_account(number: str) -> str:
    """An account number with only its last four places."""
    return _masked(number, head=0, tail=4)


def mask_name(name: str) -> str:
    """A person's name with the given name hidden: 李秀英 becomes 李**."""
    name = name.strip()
    return name[:1] + "*" * max(len(name) - 1, 0)


def _masked(number: str, *, head: int, tail: int) -> str:
    if not number:
        return NOTHING
    if len(number) <= head + tail:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
