"""The case file's own texts that leave the house: the receipt."""

from contextlib import AbstractContextManager

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.models import Note, Receipt
from parties.models import Person, User
from screens.wording import day


def in_language_of(person: Person) -> AbstractContextManager[None]:
    """Write what follows in the language this person chose; Chinese for who has no account."""
    user = User.objects.filter(person=person).first()
    return translation.override(user.language if user else "zh-hans")


def receipt_subject(receipt: Receipt) -> str:
    """The headline of the message that brings a receipt."""
    return _("Receipt %(number)s") % {"number": receipt.number}


def receipt_body(receipt: Receipt) -> str:
    """Number, date and count of files; no personal data and no contents."""
    count = len(receipt.files)
    return ngettext(
        "We have received what you handed in on %(on)s: %(count)s file."
        " Your receipt number is %(number)s.",
        "We have received what you handed in on %(on)s: %(count)s files."
        " Your receipt number is %(number)s.",
        count,
    ) % {"on": day(receipt.issued_on), "count": count, "number": receipt.number}


def mentioned_subject(note: Note) -> str:
    """The headline of the message to a colleague whom a note mentions."""
    return _("You are mentioned on case %(number)s") % {"number": note.case.number}


def mentioned_body(note: Note) -> str:
    """Who wrote, and where to read it."""
    return _("%(name)s mentions you in an internal note. Open the case to read it.") % {
        "name": note.author.display_name
    }
