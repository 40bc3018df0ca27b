"""Telling the applicant: one text by short message and on the page, in the person's language."""

from datetime import date

from applications import notices
from applications.models import Application
from casework.models import Notice
from casework.notices import in_language_of
from casework.services import queue_notice


def tell_applicant(
    application: Application, kind: str, write: notices.Writer, *, on: date, key: str = ""
) -> None:
    """Queue a message about an application; the same key is told once."""
    with in_language_of(application.applicant):
        body, subject = write(application), notices.subject(application)
    for channel in (Notice.Channel.SMS, Notice.Channel.PAGE):
        queue_notice(
            key=f"{kind}:{key or application.case.number}:{channel}",
            kind=kind,
            channel=channel,
            subject=subject,
            body=body,
            on=on,
            case=application.case,
            recipient=application.applicant,
        )
