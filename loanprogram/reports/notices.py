"""What is said when a report is ready."""

from django.utils.translation import gettext as _

from loanprogram.models import Report
from screens.wording import day


def report_made(report: Report) -> tuple[str, str]:
    """Subject and text for the heads of the organisation."""
    span = {"kind": report.get_kind_display(), "from": day(report.starts_on)}
    subject = _("Report ready: %(kind)s from %(from)s") % span
    body = _("The %(kind)s from %(from)s to %(to)s is made. You find PDF and Excel under Reports.")
    return subject, body % {**span, "to": day(report.ends_on)}
