"""What can be wrong with a row or file, in words; `%s` stands for the detail found."""

from django.utils.translation import gettext_lazy as _

FAULTS = {
    "no_loan": _("Your bank has no loan of this number: choose the loan."),
    "already_posted": _("This serial number is already there: receipt %s."),
    "serial_of_other": _("The serial number stands for another amount or loan: receipt %s."),
    "twice_in_file": _("The same as line %s."),
    "serial_twice": _("Line %s has this serial number with other facts."),
    "waits_elsewhere": _("It waits in file %s already."),
    "loan_not_running": _("The loan is not in repayment: it is closed."),
    "date_in_future": _("The day has not come yet."),
    "date_before_payout": _("The day is before the payout of the loan."),
    "name_differs": _("The name is not that of the borrower."),
    "beyond_debt": _("More than is owed in all: %s."),
    "serial_missing": _("The serial number is missing."),
    "reference_missing": _("The number of the loan is missing."),
    "cell_too_long": _("A cell is longer than it can be."),
    "cells_missing": _("The line has only %s cells."),
    "amount_unreadable": _("“%s” is no amount."),
    "amount_not_in_fen": _("“%s” is not exact to the fen."),
    "amount_not_positive": _("The amount must be above zero: “%s”."),
    "date_unreadable": _("“%s” is no day in the form of the layout."),
    "serial_used": _("The serial number was posted meanwhile: %s"),
    "no_heading": _("The line with the headings is missing."),
    "no_column": _("There is no column “%s”."),
    "no_totals": _("The totals line that begins with “%s” is missing."),
    "bad_totals": _("The totals line cannot be read."),
    "no_rows": _("The file has no payment in it."),
    "not_excel": _("This is no Excel file."),
    "not_csv": _("This is no CSV file."),
    "letters_differ": _("The letters are not %s. Save the file so."),
}


def reason_of(fault: str, detail: str) -> str:
    """What is wrong with a row or file; a refusal at posting brings its own sentence."""
    if fault not in FAULTS:
        return detail
    text = str(FAULTS[fault])
    return text % detail if "%s" in text else text
