"""Texts about an application that leave the house; no personal data, only number and next step."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from applications.models import Application

Writer = Callable[[Application], str]


def subject(application: Application) -> str:
    """The headline of messages about an application."""
    return _("Application %(number)s") % {"number": application.case.number}


def draft_opened(application: Application, address: str = "") -> str:
    """Somebody at an event or counter opened a draft for this person."""
    if address:
        return _(
            "Your loan application %(number)s is opened. Sign in with this phone number to go on:"
            " %(address)s"
        ) % {"number": application.case.number, "address": address}
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


def data_request_subject() -> str:
    """The headline of the answer to a request about personal data."""
    return _("Answer to your request about your data")


def accepted(application: Application) -> str:
    """The bank has taken the file in; who to talk to."""
    contact = application.case.contact
    house = contact.organisation if contact else application.case.bank
    return _(
        "Your application %(number)s is taken in for review at %(house)s."
        " Questions? Call %(phone)s."
    ) % {
        "number": application.case.number,
        "house": house,
        "phone": house.phone if house else "",
    }


def asked_for_papers(application: Application) -> str:
    """Everything that is missing is listed on the page."""
    return _(
        "For your application %(number)s something is still needed. Sign in on our site:"
        " the list shows what, until when, and where to hand it in."
    ) % {"number": application.case.number}


def papers_reminder(application: Application) -> str:
    """The day of the request comes near."""
    return _(
        "For your application %(number)s papers are still missing. If they do not come in time"
        " the application is closed. Sign in on our site to hand them in."
    ) % {"number": application.case.number}


def papers_are_in(application: Application) -> str:
    """To the officer: the applicant has answered."""
    return _("The applicant of %(number)s has handed in what you asked for.") % {
        "number": application.case.number
    }


def lapsed(application: Application) -> str:
    """The request was not answered in time."""
    return _(
        "Your application %(number)s is closed because the papers asked for did not come in"
        " time. You may apply again at any time."
    ) % {"number": application.case.number}
