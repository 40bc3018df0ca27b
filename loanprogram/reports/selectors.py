"""Reports a person may know of."""

from django.db.models import QuerySet

from loanprogram.models import Report, ReportFile
from parties.models import User


def reports_for(user: User) -> QuerySet[Report]:
    """Reports of the own organisation; all of them for audit."""
    return Report.objects.visible_to(user).select_related("organisation", "made_by__person")


def file_of(report: Report, form: str, language: str) -> ReportFile | None:
    """The file of a report in one format and language."""
    return report.files.filter(form=form, language=language).first()
