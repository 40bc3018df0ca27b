"""Takes a handed-in application through the review at the bank's desk."""

from collections.abc import Mapping
from datetime import date

from applications.models import Application
from applications.services.flags import handle_flag
from applications.services.review import accept_application, accept_paper
from casework.models import Case, Document
from parties.models import User

Cast = Mapping[str, User]


def accepted_case(case: Case, cast: Cast, on: date) -> Case:
    """Taken in by the officer, every paper accepted: ready for the evaluation."""
    officer = cast["officer"]
    application = Application.objects.get(case=case)
    accept_application(application=application, actor=officer, on=on)
    for document in case.documents.filter(verdict=Document.Verdict.OPEN):
        accept_paper(document=document, actor=officer, on=on)
    for flag in case.flags.filter(handled_on=None):
        handle_flag(flag=flag, note="已电话核实，情况属实，无重复用途。", actor=officer, on=on)
    return Case.objects.get(pk=case.pk)
