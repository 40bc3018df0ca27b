"""Texts about an application that leave the house; no personal data, only number and next step."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from applications.models import Application

Writer = Callable[[Application], str]


def subject(application: Application) -> str:
    """The headline of messages about an application."""
    return _("Application %(number)s") % {"number": application.case.number}


def draft_opened(application: Application) -> str:
    """Somebody at an event or counter opened a draft for this person."""
    return _(
        "Your loan application %(number)s is opened. Sign in with this phone number"
        " on our site to go on, or come to the counter."
    ) % {"number": application.case.number}


def handed_in(application: Application) -> str:
    """The application arrived at the bank or the center."""
    return _(
        "Your application %(number)s is handed in. %(bank)s will look at it and tell you"
        " if something is missing."
    ) % {"number": application.case.number, "bank": application.case.bank}


def withdrawn(application: Application) -> str:
    """The applicant gave it up."""
    return _(
        "Your application %(number)s is withdrawn. Nothing more happens with it;"
        " you may apply again at any time."
    ) % {"number": application.case.number}
